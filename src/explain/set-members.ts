import { protocolNumber } from '../model/index.ts';
import type { IpSet } from '../netfilter/index.ts';
import { addressMask, prefixKey } from './address-words.ts';
import { icmpNameNumber } from './icmp-names.ts';

/** The sets of a host by name, made ready to be asked. A set that is absent here is unknown, not empty. */
export type SetMembers = ReadonlyMap<string, SetIndex>;

export type SetDimension = 'ip' | 'net' | 'port' | 'mac' | 'iface';

/** One set: its members as keys, one for each element, with what `nomatch` says of it. */
export interface SetIndex {
  readonly name: string;
  /** Null: a kind of set, or a member, that the evaluator does not know: asking it is answered "unknown". */
  readonly dimensions: readonly SetDimension[] | null;
  readonly type: string;
  readonly family: IpSet['family'];
  /** Parts joined by `,`: the same as `match-test/set.ts` makes of a packet. True: the element excepts what it holds. */
  readonly elements: ReadonlyMap<string, boolean>;
  /** Prefix lengths that occur, longest first, per dimension of kind `net`. */
  readonly lengths: readonly (readonly number[])[];
  /** Names of the sets that a list:set holds; null for others. */
  readonly listed: readonly string[] | null;
}

export const noSets: SetMembers = new Map();

/** Indexes sets so that asking one does not depend on how many members it has. */
export function indexSets(sets: Iterable<IpSet>): SetMembers {
  const index = new Map<string, SetIndex>();
  for (const set of sets) index.set(set.name, indexSet(set));
  return index;
}

function indexSet(set: IpSet): SetIndex {
  const base = { name: set.name, type: set.type, family: set.family };
  const none = { elements: new Map<string, boolean>(), lengths: [], listed: null };
  if (set.type === 'list:set') {
    return { ...base, ...none, dimensions: [], listed: set.members.map((member) => words(member)[0] ?? '') };
  }
  // With a bitmask the kernel cuts an address in a way that no prefix says.
  const dimensions = set.options.includes('bitmask') ? null : dimensionsOf(set.type);
  if (!dimensions) return { ...base, ...none, dimensions: null };
  const elements = new Map<string, boolean>();
  const lengths = dimensions.map(() => new Set<number>());
  for (const member of set.members) {
    const [element = '', ...options] = words(member);
    // A bitmap of addresses and MACs binds an address to the first MAC that comes with it: until then any will do.
    const whole = set.type === 'bitmap:ip,mac' && !element.includes(',') ? `${element},${anyMac}` : element;
    const key = elementKey(options.includes('wildcard') ? `${whole}+` : whole, dimensions, set, lengths);
    if (key === undefined) return { ...base, ...none, dimensions: null };
    elements.set(key, options.includes('nomatch'));
  }
  return {
    ...base,
    dimensions,
    elements,
    lengths: lengths.map((of) => [...of].sort((a, b) => b - a)),
    listed: null,
  };
}

/** A comment may hold any words. */
function words(text: string): string[] {
  return text
    .replaceAll(/"[^"]*"/g, '""')
    .split(' ')
    .filter((word) => word !== '');
}

/** "hash:net,port" -> net, port. */
function dimensionsOf(type: string): readonly SetDimension[] | null {
  const [, parts = ''] = type.split(':');
  const dimensions: SetDimension[] = [];
  for (const part of parts.split(',')) {
    if (part !== 'ip' && part !== 'net' && part !== 'port' && part !== 'mac' && part !== 'iface') return null;
    dimensions.push(part);
  }
  return dimensions;
}

/** Undefined: not understood. Adds the prefix lengths that it meets. */
function elementKey(
  element: string,
  dimensions: readonly SetDimension[],
  set: IpSet,
  lengths: readonly Set<number>[],
): string | undefined {
  const parts = element.split(',');
  if (parts.length !== dimensions.length) return undefined;
  const keys: string[] = [];
  for (const [i, dimension] of dimensions.entries()) {
    const part = parts[i] ?? '';
    const key = partKey(part, dimension, set, i === 0 ? netmaskOf(set) : undefined, (length) =>
      lengths[i]?.add(length),
    );
    if (key === undefined) return undefined;
    keys.push(key);
  }
  return keys.join(',');
}

/** Stands in the key of an element for a MAC that it does not have yet. */
export const anyMac = '*';

/** To so many bits addresses are cut before they are looked up. Undefined: they are not. */
function netmaskOf({ options }: IpSet): number | undefined {
  const at = options.indexOf('netmask');
  return at < 0 ? undefined : Number(options[at + 1]);
}

function partKey(
  part: string,
  dimension: SetDimension,
  set: IpSet,
  netmask: number | undefined,
  addLength: (length: number) => void,
): string | undefined {
  switch (dimension) {
    case 'ip':
    case 'net': {
      const prefix = addressMask(part);
      if (!prefix) return undefined;
      const slash = part.indexOf('/');
      const all = prefix.first.length * 16;
      const printed = slash < 0 ? all : Number(part.slice(slash + 1));
      // Sets of single addresses print no prefixes.
      if (!Number.isInteger(printed) || (dimension === 'ip' && printed !== all)) return undefined;
      const length = dimension === 'ip' ? (netmask ?? printed) : printed;
      addLength(length);
      return prefixKey(prefix.first, length);
    }
    case 'mac':
      return part.toLowerCase();
    case 'iface':
      return part;
    case 'port':
      return set.type.startsWith('bitmap:') ? part : portKey(part);
  }
}

/** "tcp:80" -> "6:80", "icmp:echo-request" -> "1:2048" (type and code as one number). */
function portKey(text: string): string | undefined {
  const colon = text.indexOf(':');
  const name = colon < 0 ? 'tcp' : text.slice(0, colon);
  const protocol = protocolNumber(name);
  if (protocol === undefined) return undefined;
  const value = text.slice(colon + 1);
  const number = protocol === 1 || protocol === 58 ? icmpNameNumber(protocol, value) : portNumber(value);
  return number === undefined ? undefined : `${protocol}:${number}`;
}

function portNumber(text: string): number | undefined {
  return /^[0-9]{1,5}$/.test(text) ? Number(text) : undefined;
}
