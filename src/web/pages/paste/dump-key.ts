import type { DumpAsk } from '../../asking/dump-ask.ts';

const keys = new WeakMap<DumpAsk, number>();
let last = 0;

/** A number for each object: texts are too long for keys. */
export function dumpKey(ask: DumpAsk): number {
  const known = keys.get(ask);
  if (known !== undefined) return known;
  last += 1;
  keys.set(ask, last);
  return last;
}
