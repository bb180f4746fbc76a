import type { Say } from '../language/language.tsx';

/** As something is called: its name, or the start of its id. */
export function nameOf(say: Say, { id, name }: { readonly id: string; readonly name: string }): string {
  return name === '' ? `${say('web.unnamed')} ${id.slice(0, 8)}` : name;
}
