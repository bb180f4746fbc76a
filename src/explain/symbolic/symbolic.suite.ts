import fc from 'fast-check';
import { parseMac } from '../../model/index.ts';
import { type Family, parseSave, parseSets } from '../../netfilter/index.ts';
import { addressWords } from '../address-words.ts';
import type { Packet } from '../packet.ts';
import { indexSets } from '../set-members.ts';
import { addressPoint, addressPointOf, prefixIntervals, rangeInterval } from './address-intervals.ts';
import { type Analysis, openAnalysis } from './analysis.ts';
import type { PacketConstraint } from './constraint.ts';
import { type DeviceNames, classOf } from './device-names.ts';
import type { Model } from './model.ts';
import type { DeviceSet, Listed, PacketBox } from './packet-box.ts';
import { arbitraryPacket } from './symbolic.arbitrary.ts';
import type { SymbolicHost } from './symbolic-host.ts';
import type { TooLarge } from './too-large.ts';
import { deviceFields } from './vocabulary.ts';

/** A host from what iptables-save and ipset save print. */
export function hostFrom(rules: string, sets = '', family: Family = 'ipv4'): SymbolicHost {
  const { ruleset, findings } = parseSave(rules, family);
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
  return { rules: ruleset, sets: indexSets(parseSets(sets).sets) };
}

/** The same from lines of the filter table; chains of one's own are those that are declared. */
export function filterHost(...lines: readonly string[]): SymbolicHost {
  const declared = lines.filter((line) => line.startsWith(':'));
  const builtIn = ['INPUT', 'FORWARD', 'OUTPUT']
    .filter((name) => !declared.some((line) => line.startsWith(`:${name} `)))
    .map((name) => `:${name} ACCEPT [0:0]`);
  const rules = lines.filter((line) => !line.startsWith(':'));
  return hostFrom(['*filter', ...builtIn, ...declared, ...rules, 'COMMIT', ''].join('\n'));
}

/** An analysis that is not too large. */
export function opened(...hosts: readonly SymbolicHost[]): Analysis {
  return answered(openAnalysis(hosts));
}

export function answered<T extends object>(answer: T | TooLarge): T {
  if ('kind' in answer && answer.kind === 'tooLarge') throw new Error(JSON.stringify(answer));
  return answer as T;
}

/** Constraints from the values that `arbitraryPacket` has. */
export function arbitraryConstraint(family: Family): fc.Arbitrary<PacketConstraint> {
  const choice = <T>(value: fc.Arbitrary<T>) =>
    fc.option(
      fc.oneof(
        fc.array(value, { minLength: 1, maxLength: 3 }),
        fc.array(value, { minLength: 1, maxLength: 2 }).map((not) => ({ not })),
      ),
      { nil: undefined, freq: 1 },
    );
  const isV4 = family === 'ipv4';
  const address = isV4
    ? fc.constantFrom('10.0.0.1', '10.0.0.0/30', '10.0.0.2-10.0.0.7', '0.0.0.0/0', '10.0.0.3/32')
    : fc.constantFrom('2001:db8::1', '2001:db8::/126', '2001:db8::2-2001:db8::7', '::/0', '2001:db8::3/128');
  return fc
    .record({
      physdevIn: choice(fc.constantFrom('tapA', 'tapB', 'uplink', 'tapstranger')),
      physdevOut: choice(fc.constantFrom('tapA', 'tapC', 'uplink')),
      in: choice(fc.constantFrom('br0', 'eth0')),
      source: choice(address),
      destination: choice(address),
      protocol: choice(fc.constantFrom(6, 17, 1, 58, 47)),
      destinationPort: choice(fc.oneof(fc.constantFrom(22, 68), fc.constant({ first: 23, last: 1024 }))),
      ctState: choice(fc.constantFrom('NEW', 'ESTABLISHED', 'INVALID')),
      macSource: choice(fc.constantFrom('fa:16:3e:00:00:01', 'fa:16:3e:00:00:09')),
      fragments: fc.constantFrom(undefined, 'whole' as const, 'later' as const, 'any' as const),
    })
    .map((made) => Object.fromEntries(Object.entries(made).filter(([, one]) => one !== undefined)) as PacketConstraint);
}

/** Whether a packet is one of those that a constraint leaves, said once more and plainly. */
export function meets(packet: Packet, constraint: PacketConstraint): boolean {
  const { family } = packet;
  const test = <T>(choice: readonly T[] | { readonly not: readonly T[] } | undefined, is: (value: T) => boolean) => {
    if (!choice) return true;
    return 'not' in choice ? !choice.not.some(is) : choice.some(is);
  };
  const at = (text: string) => addressPointOf(text, family) ?? 0;
  const hasAddress = (own: string) => (text: string) =>
    (prefixIntervals(text, family) ?? rangeInterval(text, family) ?? []).some(
      ({ first, last }) => first <= at(own) && at(own) <= last,
    );
  const isPort = (own: number | undefined) => (port: number | { readonly first: number; readonly last: number }) =>
    own !== undefined && (typeof port === 'number' ? port === own : port.first <= own && own <= port.last);
  return (
    (constraint.fragments === 'any' || (constraint.fragments === 'later') === (packet.laterFragment ?? false)) &&
    test(constraint.physdevIn, (name) => name === packet.physdevIn) &&
    test(constraint.physdevOut, (name) => name === packet.physdevOut) &&
    test(constraint.in, (name) => name === packet.in) &&
    test(constraint.source, hasAddress(packet.source)) &&
    test(constraint.destination, hasAddress(packet.destination)) &&
    test(constraint.protocol, (number) => number === packet.protocol) &&
    test(constraint.destinationPort, isPort(packet.destinationPort)) &&
    test(constraint.ctState, (state) => state === packet.ctState) &&
    test(constraint.macSource, (mac) => parseMac(mac) === parseMac(packet.macSource ?? ''))
  );
}

/** Whether a box has a packet; fields that a packet does not have do not keep it out. */
export function boxHas({ vocabulary }: Model, box: PacketBox, packet: Packet): boolean {
  const inRange = (ranges: readonly { readonly first: number; readonly last: number }[] | undefined, value?: number) =>
    !ranges || value === undefined || ranges.some(({ first, last }) => first <= value && value <= last);
  const hasPorts = packet.sourcePort !== undefined;
  return (
    deviceFields.every((field) => deviceIn(vocabulary.names[field], box[field], packet[field])) &&
    (box.laterFragment === undefined || box.laterFragment === (packet.laterFragment ?? false)) &&
    (!box.ctState || box.ctState.some((state) => state === packet.ctState)) &&
    inRange(box.protocol, packet.protocol) &&
    (!box.tcpFlags || packet.protocol !== 6 || box.tcpFlags.some((flags) => sameFlags(flags, packet.tcpFlags ?? []))) &&
    (!hasPorts || inRange(box.destinationPort, packet.destinationPort)) &&
    (!hasPorts || inRange(box.sourcePort, packet.sourcePort)) &&
    (!box.icmp ||
      packet.icmpType === undefined ||
      box.icmp.some(({ type, codes }) => type === packet.icmpType && inRange([codes], packet.icmpCode))) &&
    listHas(box.source, packet.source, packet.family) &&
    listHas(box.destination, packet.destination, packet.family) &&
    macHas(box.macSource, packet.macSource) &&
    macHas(box.macDestination, packet.macDestination) &&
    inRange(box.ttl, packet.ttl) &&
    inRange(box.length, packet.length)
  );
}

/** Whether a box leaves out some of its values. */
export function isShortened({ source, destination, macSource, macDestination }: PacketBox): boolean {
  return [source, destination, macSource, macDestination].some((list) => list !== undefined && list.more > 0);
}

function sameFlags(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join() === [...b].sort().join();
}

/** A name that no rule writes out is told by the longest prefix that one has. */
function deviceIn(names: DeviceNames, set: DeviceSet | undefined, name: string | undefined): boolean {
  if (!set) return true;
  if (name === undefined) return set.none;
  const found = names.classes[classOf(names, name)];
  return set.names.includes(name) || (found?.kind === 'rest' && set.prefixes.includes(found.prefix));
}

function listHas(list: Listed | undefined, text: string, family: Family): boolean {
  if (!list) return true;
  const words = addressWords(text);
  const point = words ? addressPoint(words) : 0;
  return list.values.some((value) =>
    (prefixIntervals(value, family) ?? rangeInterval(value, family) ?? []).some(
      ({ first, last }) => first <= point && point <= last,
    ),
  );
}

function macHas(list: Listed | undefined, text: string | undefined): boolean {
  if (!list) return true;
  const number = (mac: string) => Number.parseInt(mac.replaceAll(':', ''), 16);
  const own = number(text ?? '');
  return list.values.some((value) => {
    const [first = '', last = first] = value.split('-');
    return number(first) <= own && own <= number(last);
  });
}

/** Packets with their states, which constraints can ask for. */
export function statefulPackets(family: Family): fc.Arbitrary<readonly Packet[]> {
  const state = fc.constantFrom('NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED');
  const packet = fc
    .tuple(arbitraryPacket(family), state)
    .map(([one, ctState]): Packet => ({ ...one, ctState: ctState as NonNullable<Packet['ctState']> }));
  return fc.array(packet, { minLength: 12, maxLength: 12 });
}
