import { type SecurityGroupRule, protocolNumber } from '../model/index.ts';

/** First and last number, both included: of ports, or of the ICMPs 256 times the type and the code. */
export type NumberRange = readonly [first: number, last: number];

/**
 * A set of services of one IP version: for each protocol the numbers that are in it. Protocols that `by` does not name
 * are in it whole, or not at all. In canonical form: ranges ascend and do not touch, and `by` names nothing in vain.
 */
export interface ServiceSet {
  readonly rest: boolean;
  readonly by: ReadonlyMap<number, readonly NumberRange[]>;
}

export const noService: ServiceSet = { rest: false, by: new Map() };
export const everyService: ServiceSet = { rest: true, by: new Map() };

const all: readonly NumberRange[] = [[0, 65_535]];
const none: readonly NumberRange[] = [];
const withPorts: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);
const icmp = 1;
const icmpv6 = 58;

/** What a rule lets through, apart from who is on the other side. None for one that no kernel takes. */
export function servicesOfRule(rule: SecurityGroupRule): ServiceSet {
  const protocol = protocolOf(rule);
  if (protocol === undefined) return noService;
  if (protocol === 0) return everyService;
  return { rest: false, by: new Map([[protocol, numbersOf(rule, protocol)]]) };
}

/** 0: every protocol. */
function protocolOf({ protocol, ethertype, portRangeMin }: SecurityGroupRule): number | undefined {
  if (protocol === null || protocol === '') return 0;
  if (protocol === 'icmp' && ethertype === 'IPv6') return icmpv6;
  // The API means IP in IP by a name that hosts have for another protocol.
  const number = protocol === 'ipip' ? 4 : protocolNumber(protocol);
  // Types of one family's ICMP in a rule of the other.
  const isNonsense = number === (ethertype === 'IPv4' ? icmpv6 : icmp) && portRangeMin !== null;
  return isNonsense ? undefined : number;
}

function numbersOf({ portRangeMin: min, portRangeMax: max }: SecurityGroupRule, protocol: number) {
  if (min === null) return all;
  if (protocol === icmpv6 || protocol === icmp) {
    // For IPv4 the type 255 stands for every type, whatever the code.
    if (protocol === icmp && min === 255) return all;
    return [max === null ? ([min * 256, min * 256 + 255] as const) : ([min * 256 + max, min * 256 + max] as const)];
  }
  return withPorts.has(protocol) ? [[min, max ?? min] as const] : all;
}

export function isNone(set: ServiceSet): boolean {
  return !set.rest && set.by.size === 0;
}

export function union(a: ServiceSet, b: ServiceSet): ServiceSet {
  return combine(a, b, (x, y) => x || y, unionOfRanges);
}

export function intersection(a: ServiceSet, b: ServiceSet): ServiceSet {
  return combine(a, b, (x, y) => x && y, intersectionOfRanges);
}

/** What is in the first and not in the second. */
export function difference(a: ServiceSet, b: ServiceSet): ServiceSet {
  return combine(
    a,
    b,
    (x, y) => x && !y,
    (x, y) => intersectionOfRanges(x, complement(y)),
  );
}

export function isEqual(a: ServiceSet, b: ServiceSet): boolean {
  return isNone(difference(a, b)) && isNone(difference(b, a));
}

/** Whether one packet's protocol and number (its destination port, or its type and code) are in the set. */
export function hasService(set: ServiceSet, protocol: number, number: number): boolean {
  const ranges = set.by.get(protocol) ?? (set.rest ? all : none);
  return ranges.some(([first, last]) => first <= number && number <= last);
}

function combine(
  a: ServiceSet,
  b: ServiceSet,
  whole: (a: boolean, b: boolean) => boolean,
  parts: (a: readonly NumberRange[], b: readonly NumberRange[]) => readonly NumberRange[],
): ServiceSet {
  const rest = whole(a.rest, b.rest);
  const by = new Map<number, readonly NumberRange[]>();
  for (const protocol of new Set([...a.by.keys(), ...b.by.keys()])) {
    const ranges = parts(rangesOf(a, protocol), rangesOf(b, protocol));
    const isDefault = rest ? isAll(ranges) : ranges.length === 0;
    if (!isDefault) by.set(protocol, ranges);
  }
  return { rest, by };
}

function rangesOf(set: ServiceSet, protocol: number): readonly NumberRange[] {
  return set.by.get(protocol) ?? (set.rest ? all : none);
}

function isAll(ranges: readonly NumberRange[]): boolean {
  const [only] = ranges;
  return ranges.length === 1 && only?.[0] === 0 && only[1] === 65_535;
}

function unionOfRanges(a: readonly NumberRange[], b: readonly NumberRange[]): readonly NumberRange[] {
  const out: [number, number][] = [];
  for (const [first, last] of [...a, ...b].sort((x, y) => x[0] - y[0])) {
    const before = out.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else out.push([first, last]);
  }
  return out;
}

function intersectionOfRanges(a: readonly NumberRange[], b: readonly NumberRange[]): readonly NumberRange[] {
  const out: NumberRange[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as NumberRange, b[j] as NumberRange];
    const [first, last] = [Math.max(x[0], y[0]), Math.min(x[1], y[1])];
    if (first <= last) out.push([first, last]);
    if (x[1] < y[1]) i++;
    else j++;
  }
  return out;
}

function complement(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const out: NumberRange[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) out.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= 65_535) out.push([next, 65_535]);
  return out;
}
