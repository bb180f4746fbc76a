import type { IpVersion } from '../model/index.ts';
import type { Span } from './traits.ts';

/**
 * Tells addresses apart by which of some lists of prefixes hold them, and by nothing else: addresses of one class are
 * in the same lists. Classes are numbers from 0 on, for both IP versions together.
 */
export interface AddressClasses {
  classOf(version: IpVersion, address: bigint): number;
  /** The lists that hold the addresses of the class. */
  listsOf(addressClass: number): readonly string[];
}

export function addressClasses(lists: ReadonlyMap<string, readonly Span[]>): AddressClasses {
  const patterns = new Map<string, number>();
  const members: (readonly string[])[] = [];
  /** Classes with the same lists are one. */
  const number = (names: readonly string[]) => {
    const key = JSON.stringify(names);
    const known = patterns.get(key);
    if (known !== undefined) return known;
    patterns.set(key, members.length);
    members.push(names);
    return members.length - 1;
  };
  const versions = { 4: sweep(4, lists, number), 6: sweep(6, lists, number) };
  return {
    classOf: (version, address) => versions[version](address),
    listsOf: (addressClass) => members[addressClass] ?? [],
  };
}

/** Walks all ends of prefixes of a version once; what lies between two neighbours is in the same lists. */
function sweep(
  version: IpVersion,
  lists: ReadonlyMap<string, readonly Span[]>,
  number: (names: readonly string[]) => number,
): (address: bigint) => number {
  const ends = new Map<bigint, { readonly opened: string[]; readonly closed: string[] }>();
  const at = (place: bigint) => {
    const known = ends.get(place);
    if (known) return known;
    const made = { opened: [], closed: [] };
    ends.set(place, made);
    return made;
  };
  for (const [name, spans] of lists) {
    for (const { version: own, first, length } of spans) {
      if (own !== version) continue;
      at(first).opened.push(name);
      at(first + (1n << BigInt((version === 4 ? 32 : 128) - length))).closed.push(name);
    }
  }
  const starts: bigint[] = [0n];
  const classes: number[] = [number([])];
  const open = new Map<string, number>();
  for (const [place, { opened, closed }] of [...ends].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const name of closed) {
      const left = (open.get(name) ?? 1) - 1;
      if (left === 0) open.delete(name);
      else open.set(name, left);
    }
    for (const name of opened) open.set(name, (open.get(name) ?? 0) + 1);
    starts.push(place);
    classes.push(number([...open.keys()].sort()));
  }
  return (address) => classes[lastNotAfter(starts, address)] ?? 0;
}

/** Index of the last start that is not after the address. Starts ascend, the first is 0; equal ones: the last. */
function lastNotAfter(starts: readonly bigint[], address: bigint): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0n) <= address) low = middle;
    else high = middle - 1;
  }
  return low;
}
