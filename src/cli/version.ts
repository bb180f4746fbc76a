import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Version of the package, as package.json beside `dist` says. */
export function version(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  const { version: found }: { readonly version: string } = JSON.parse(text);
  return found;
}
