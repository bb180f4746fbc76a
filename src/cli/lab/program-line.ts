import { fileURLToPath } from 'node:url';

/** Command line that starts this very program again. */
export function programLine(): readonly string[] {
  return [process.execPath, fileURLToPath(new URL('../../../bin/portreeve.js', import.meta.url))];
}
