import { readFileSync } from 'node:fs';

/** Version of the package, as package.json beside `dist` says. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version: found }: { readonly version: string } = JSON.parse(text);
  return found;
}
