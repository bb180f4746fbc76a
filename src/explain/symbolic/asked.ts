import { parseMac, protocolNumber } from '../../model/index.ts';
import type { Family, Match, PortRange, Target } from '../../netfilter/index.ts';
import type { TcpFlag } from '../packet.ts';
import { effectOf } from '../target-effect.ts';
import { prefixIntervals, rangeInterval } from './address-intervals.ts';
import type { Predicate } from './alphabet.ts';
import { trackedAlike } from './conntrack-states.ts';
import { type Interval, joined, one } from './intervals.ts';
import { optionPieces } from './option-pieces.ts';
import type { SetPart, SetShape, SetShapes } from './set-shape.ts';
import { flagSets } from './tcp-flags.ts';
import { type ValueKind, ctStates } from './value-kind.ts';

interface Entry {
  readonly intervals: readonly Interval[];
  weight: number;
}

/** Protocols that the meaning of other fields hangs on. */
const tellingProtocols: readonly number[] = [1, 6, 17, 33, 58, 132, 136];

/** What the rules ask for, by kind of value, each predicate once with the number of rules that have it. */
export class Asked {
  readonly interfaces = new Set<string>();
  readonly bridgePorts = new Set<string>();
  private readonly family: Family;
  private readonly found = new Map<ValueKind, Map<string, Entry>>();
  private readonly sets = new Map<SetShape, readonly Entry[]>();
  private parts = 0;

  constructor(family: Family) {
    this.family = family;
    this.put('fragment', '1', () => [one(1)]);
    for (const state of ctStates.keys()) this.put('ctState', `${state}`, () => [one(state)]);
    for (const protocol of tellingProtocols) this.put('protocol', `${protocol}`, () => [one(protocol)]);
    for (const [number, alike] of trackedAlike('bridged').entries()) {
      if (alike.field) this.put(alike.field, `conntrack ${number}`, () => alike.intervals);
    }
  }

  predicates(kind: ValueKind): readonly Predicate[] {
    return [...(this.found.get(kind)?.values() ?? [])];
  }

  add(match: Match, shapes: SetShapes): void {
    switch (match.kind) {
      case 'source':
      case 'destination':
        this.put('address', match.cidr, () => prefixIntervals(match.cidr, this.family) ?? []);
        return;
      case 'inInterface':
      case 'outInterface':
        this.interfaces.add(match.name);
        return;
      case 'physdev':
        for (const side of [match.in, match.out]) if (side) this.bridgePorts.add(side.name);
        return;
      case 'protocol': {
        const number = protocolNumber(match.protocol);
        if (number) this.put('protocol', `${number}`, () => [one(number)]);
        return;
      }
      case 'ports':
        for (const range of [match.source, match.destination]) if (range) this.putPorts([range]);
        if (match.rest !== '') this.putFlags(match.rest);
        return;
      case 'multiport':
        return this.putPorts(match.ranges);
      case 'icmp': {
        const { type, code } = match;
        if (type !== null) this.put('icmp', `${type}/${code}`, () => [icmpInterval(type, code)]);
        return;
      }
      case 'mac':
        this.put('mac', match.address.toLowerCase(), () => macIntervals(match.address));
        return;
      case 'set': {
        const shape = shapes.of(match);
        if (shape) this.addSet(shape);
        return;
      }
      case 'other':
        return this.addOther(match);
      case 'fragment':
      case 'state':
      case 'ctstate':
      case 'comment':
    }
  }

  addTarget(target: Target | null): void {
    if (target?.kind === 'other' && effectOf(target).kind === 'ttl') this.putHops();
  }

  /** What rules do to the TTL moves the values: each is told apart. */
  private putHops(): void {
    for (let number = 0; number <= 255; number += 1) this.put('ttl', `${number}`, () => [one(number)]);
  }

  private put(kind: ValueKind, key: string, intervals: () => readonly Interval[]): Entry {
    let byKey = this.found.get(kind);
    if (!byKey) this.found.set(kind, (byKey = new Map()));
    let entry = byKey.get(key);
    if (entry) entry.weight += 1;
    else byKey.set(key, (entry = { intervals: intervals(), weight: 1 }));
    return entry;
  }

  private putPorts(ranges: readonly PortRange[]): void {
    this.put('port', ranges.map(({ first, last }) => `${first}:${last}`).join(), () => joined(ranges));
  }

  /** Every flag that is named by itself: options of the module only look at single ones. */
  private putFlags(rest: string): void {
    for (const [bit, flag] of flagNames.entries()) {
      if (!rest.includes(flag) && !rest.includes('ALL')) continue;
      const having = Array.from({ length: flagSets }, (_, number) => number).filter((number) => (number >> bit) & 1);
      this.put('tcpFlags', flag, () => joined(having.map(one)));
    }
  }

  private addSet(shape: SetShape): void {
    const found = this.sets.get(shape);
    for (const entry of found ?? []) entry.weight += 1;
    if (found) return;
    const entries: Entry[] = [];
    for (const part of shape.sets.flat().flatMap((term) => term.parts)) {
      if ('names' in part) {
        for (const name of part.names) this.interfaces.add(name);
        continue;
      }
      if ('intervals' in part) {
        entries.push(this.put(kindOfPart[part.field], `set ${this.parts}`, () => part.intervals));
        this.parts += 1;
      }
      if (!('protocols' in part)) continue;
      for (const protocol of part.protocols) this.put('protocol', `${protocol}`, () => [one(protocol)]);
    }
    this.sets.set(shape, entries);
  }

  /** Modules without a kind of their own that ask for a field: enough cuts that their answer is one for each atom. */
  private addOther({ module, text }: Extract<Match, { kind: 'other' }>): void {
    switch (module) {
      case 'iprange':
        for (const { values } of optionPieces(text) ?? []) {
          const range = values[0] ?? '';
          this.put('address', `range ${range}`, () => rangeInterval(range, this.family) ?? []);
        }
        return;
      case 'length':
        for (const number of numbersIn(text)) {
          if (number > 65_535) continue;
          this.put('length', `to ${number}`, () => [{ first: 0, last: number }]);
          if (number > 0) this.put('length', `below ${number}`, () => [{ first: 0, last: number - 1 }]);
        }
        return;
      case 'ttl':
      case 'hl':
        this.putHops();
        return;
      case 'pkttype':
        this.put('mac', 'broadcast', () => [one(broadcastMac)]);
        this.put('mac', 'multicast', () => multicastMacs);
    }
  }
}

const flagNames: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

const kindOfPart: { readonly [field in Extract<SetPart, { intervals: unknown }>['field']]: ValueKind } = {
  source: 'address',
  destination: 'address',
  sourcePort: 'port',
  destinationPort: 'port',
  icmp: 'icmp',
  macSource: 'mac',
  macDestination: 'mac',
};

const broadcastMac = 2 ** 48 - 1;

/** An odd first octet. */
const multicastMacs: readonly Interval[] = Array.from({ length: 128 }, (_, n) => {
  const first = (2 * n + 1) * 2 ** 40;
  return { first, last: first + 2 ** 40 - 1 };
});

/** Code null: every code of the type. */
export function icmpInterval(type: number, code: number | null): Interval {
  const first = type * 256;
  return code === null ? { first, last: first + 255 } : one(first + code);
}

/** Empty for what is no MAC address, which no packet has. */
export function macIntervals(address: string): readonly Interval[] {
  const mac = parseMac(address);
  return mac === undefined ? [] : [one(Number.parseInt(mac.replaceAll(':', ''), 16))];
}

function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(/[0-9]{1,5}/g)].map(([digits]) => Number(digits));
}
