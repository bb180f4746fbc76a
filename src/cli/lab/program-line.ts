import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';

/** How this program is called anew, in a process of its own. */
export function programLine(): readonly string[] {
  return [process.execPath, join(packageRoot(), 'bin', 'portreeve.js')];
}
