import type { Caller } from '../identity.ts';
import type { AnyResource, Shown } from './resource.ts';

const hiddenNames = new WeakMap<AnyResource, readonly string[]>();

/** Leaves out what the caller may not read: what is undefined is in no answer. */
export function readable(resource: AnyResource, item: Shown, caller: Caller): Shown {
  if (caller.isAdmin) return item;
  let hidden = hiddenNames.get(resource);
  if (hidden === undefined) {
    hidden = Object.entries(resource.attributes).flatMap(([name, { read }]) => (read === 'admin' ? [name] : []));
    hiddenNames.set(resource, hidden);
  }
  if (hidden.length === 0) return item;
  const kept: { id: string; [attribute: string]: unknown } = { ...item };
  for (const name of hidden) if (name in kept) kept[name] = undefined;
  return kept;
}

/** Only the fields that were asked for; unknown names are nobody's business. */
export function pick(item: Shown, fields: readonly string[]): Readonly<Record<string, unknown>> {
  if (fields.length === 0) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name)));
}
