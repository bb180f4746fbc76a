import type { Family, Match } from '../../netfilter/index.ts';
import { type SetDimension, type SetIndex, type SetMembers, anyMac } from '../set-members.ts';
import { keyInterval } from './address-intervals.ts';
import { type Interval, joined, one } from './intervals.ts';

type SetMatch = Extract<Match, { kind: 'set' }>;

/** What a set match, but for its `!`, asks of a packet, as products over its fields. */
export interface SetShape {
  /** The sets that it asks: one, or those of a list, of which any may hold the packet. */
  readonly sets: readonly (readonly SetTerm[])[];
  /** A list has a set whose members are not known: what no other holds is open. */
  readonly isOpen: boolean;
}

/** A later term of a set overrides the earlier ones: with `nomatch` the longest prefix decides, and terms come in that order. */
export interface SetTerm {
  readonly parts: readonly SetPart[];
  readonly holds: boolean;
}

/** Values of one field of the packet. `protocols`: those in which it has the field, and the set looks at it. */
export type SetPart =
  | {
      readonly field: 'source' | 'destination' | 'macSource' | 'macDestination';
      readonly intervals: readonly Interval[];
    }
  | {
      readonly field: 'sourcePort' | 'destinationPort' | 'icmp';
      readonly protocols: readonly number[];
      readonly intervals: readonly Interval[];
    }
  /** A protocol in which sets find no port: it goes as port 0. */
  | { readonly field: 'protocol'; readonly protocols: readonly number[] }
  /** `+` at the end stands for any rest. */
  | { readonly field: 'in' | 'out'; readonly names: readonly string[] };

/** Protocols whose ports sets look at: TCP, UDP, SCTP, UDP-Lite. */
const portProtocols: readonly number[] = [6, 17, 132, 136];

const anyMacInterval: Interval = { first: 0, last: 2 ** 48 - 1 };

/** The shapes of the sets of one host, each made once: a set of 60,000 members is read only when a rule asks it. */
export class SetShapes {
  private readonly sets: SetMembers;
  private readonly family: Family;
  private readonly known = new Map<string, SetShape | undefined>();

  constructor(sets: SetMembers, family: Family) {
    this.sets = sets;
    this.family = family;
  }

  /** Undefined: the set, or its kind, is not known. */
  of({ name, flags, rest }: SetMatch): SetShape | undefined {
    const key = `${name} ${flags.join()} ${rest}`;
    if (!this.known.has(key)) this.known.set(key, this.make(name, flags, rest === '--return-nomatch'));
    return this.known.get(key);
  }

  private make(name: string, flags: SetMatch['flags'], returnsNomatch: boolean): SetShape | undefined {
    const index = this.sets.get(name);
    if (!index) return undefined;
    if (!index.listed) {
      const terms = termsOf(index, flags, this.family, returnsNomatch);
      return terms && { sets: [terms], isOpen: false };
    }
    const members = index.listed.map((listed) => {
      const member = this.sets.get(listed);
      return member && !member.listed ? termsOf(member, flags, this.family, returnsNomatch) : undefined;
    });
    const known = members.filter((terms) => terms !== undefined);
    return { sets: known, isOpen: known.length < members.length };
  }
}

function termsOf(
  index: SetIndex,
  flags: SetMatch['flags'],
  family: Family,
  returnsNomatch: boolean,
): readonly SetTerm[] | undefined {
  const { dimensions } = index;
  if (!dimensions) return undefined;
  // With fewer directions than dimensions nothing is asked of the set, and nothing found.
  if (flags.length < dimensions.length) return [];
  if (index.family !== null && (index.family === 'inet6') !== (family === 'ipv6')) return [];
  const hasExceptions = [...index.elements.values()].includes(true);
  // What `--return-nomatch` asks for are the exceptions; a set without prefixes has none and stays as it is.
  const isTurned = returnsNomatch && dimensions.includes('net');
  const groups = groupElements(index, dimensions, hasExceptions);
  if (hasExceptions) groups.sort((a, b) => compareLengths(a.lengths, b.lengths));
  const terms: SetTerm[] = [];
  for (const { keys, merged, values, excepts } of groups) {
    const parts = dimensions.map((dimension, at) =>
      partOf(dimension, flags[at] ?? 'src', at === merged ? values : [keys[at] ?? ''], index, family),
    );
    const known = parts.filter((part) => part !== undefined);
    if (known.length === parts.length) terms.push({ parts: known, holds: excepts === isTurned });
  }
  return terms;
}

/** Elements that differ in one dimension only. */
interface Group {
  readonly keys: readonly string[];
  readonly merged: number;
  readonly values: string[];
  readonly excepts: boolean;
  readonly lengths: readonly number[];
}

/** Joins elements over the dimension with the most values: 60,000 addresses with one port are one product. */
function groupElements(index: SetIndex, dimensions: readonly SetDimension[], hasExceptions: boolean): Group[] {
  const elements = [...index.elements].map(([key, excepts]) => ({ keys: key.split(','), excepts }));
  const counts = dimensions.map((_, at) => new Set(elements.map(({ keys }) => keys[at])).size);
  const merged = counts.indexOf(Math.max(...counts));
  const groups = new Map<string, Group>();
  for (const { keys, excepts } of elements) {
    const value = keys[merged] ?? '';
    const lengths = hasExceptions ? keys.map((key) => Number(key.slice(key.lastIndexOf('./') + 2)) || 0) : [];
    const kind = dimensions[merged] === 'port' ? value.slice(0, value.indexOf(':') + 1) : '';
    const group = `${keys.with(merged, kind).join(',')} ${excepts && hasExceptions} ${lengths.join(',')}`;
    const found = groups.get(group);
    if (found) found.values.push(value);
    else groups.set(group, { keys, merged, values: [value], excepts: excepts && hasExceptions, lengths });
  }
  return [...groups.values()];
}

/** The first dimension tells; of those alike in it, the next. Longer prefixes come later. */
function compareLengths(a: readonly number[], b: readonly number[]): number {
  for (const [at, length] of a.entries()) {
    const difference = length - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Undefined: no packet of the family has such a value. The keys are those that `set-members.ts` makes. */
function partOf(
  dimension: SetDimension,
  flag: 'src' | 'dst',
  keys: readonly string[],
  index: SetIndex,
  family: Family,
): SetPart | undefined {
  switch (dimension) {
    case 'ip':
    case 'net': {
      const intervals = keys.map((key) => keyInterval(key, family)).filter((interval) => interval !== undefined);
      return part(flag === 'src' ? 'source' : 'destination', intervals);
    }
    case 'mac': {
      if (keys.includes(anyMac)) return part(flag === 'src' ? 'macSource' : 'macDestination', [anyMacInterval]);
      const numbers = keys.map((key) => Number.parseInt(key.replaceAll(':', ''), 16));
      const intervals = numbers.filter((number) => Number.isSafeInteger(number)).map(one);
      return part(flag === 'src' ? 'macSource' : 'macDestination', intervals);
    }
    case 'iface':
      return { field: flag === 'src' ? 'in' : 'out', names: keys };
    case 'port': {
      const isBitmap = index.type.startsWith('bitmap:');
      const [protocol = 0] = isBitmap ? [] : (keys[0] ?? '').split(':').map(Number);
      const isIcmp = protocol === 1 || protocol === 58;
      if (!isBitmap && !isIcmp && !portProtocols.includes(protocol)) {
        return keys.includes(`${protocol}:0`) ? { field: 'protocol', protocols: [protocol] } : undefined;
      }
      const intervals = joined(keys.map((key) => one(Number(key.slice(key.indexOf(':') + 1)))));
      if (!isBitmap && isIcmp) return { field: 'icmp', protocols: [protocol], intervals };
      return {
        field: flag === 'src' ? 'sourcePort' : 'destinationPort',
        protocols: isBitmap ? [6, 17] : [protocol],
        intervals,
      };
    }
  }
}

function part(
  field: 'source' | 'destination' | 'macSource' | 'macDestination',
  intervals: readonly Interval[],
): SetPart | undefined {
  return intervals.length === 0 ? undefined : { field, intervals: joined(intervals) };
}
