import { addressFromNumber, cidrParts, parseCidr, protocolText } from '../../model/index.ts';
import type { PortRange } from '../../netfilter/index.ts';
import { type Language, say } from '../../words/index.ts';
import type { DeviceSet, IcmpRange, Listed, PacketBox, Region } from '../symbolic/packet-box.ts';
import { serviceName } from './service-names.ts';

/** Values of one field that are written out; a person does not read more. */
const mostValues = 8;

/** A set of packets in words, one text for each box: "SSH, from 172.16.15.40, 172.16.15.41". Empty: there is no packet. */
export function regionWords({ boxes, isComplete }: Region, language: Language): readonly string[] {
  const words = [...new Set(boxes.map((box) => boxWords(box, language)))];
  return isComplete ? words : [...words, say(language, 'questions.moreBoxes')];
}

/** One box: every combination of the values of its fields. */
export function boxWords(box: PacketBox, language: Language): string {
  const { source, destination, in: enters, out: leaves, physdevIn, physdevOut, macSource, macDestination } = box;
  const parts = [
    ...serviceWords(box, language),
    ...(source ? [say(language, 'hosts.from', { what: listedWords(source, language) })] : []),
    ...(destination ? [say(language, 'hosts.to', { what: listedWords(destination, language) })] : []),
    ...(enters ? [say(language, 'hosts.inBy', { what: deviceWords(enters, 'Device', language) })] : []),
    ...(leaves && !isSame(enters, leaves)
      ? [say(language, 'hosts.outBy', { what: deviceWords(leaves, 'Device', language) })]
      : []),
    ...(physdevIn ? [say(language, 'hosts.fromPort', { what: deviceWords(physdevIn, 'Port', language) })] : []),
    ...(physdevOut ? [say(language, 'hosts.toPort', { what: deviceWords(physdevOut, 'Port', language) })] : []),
    ...(macSource ? [say(language, 'questions.macFrom', { what: listedWords(macSource, language) })] : []),
    ...(macDestination ? [say(language, 'questions.macTo', { what: listedWords(macDestination, language) })] : []),
    ...(box.tcpFlags ? [flagWords(box.tcpFlags, language)] : []),
    ...(box.ctState ? [say(language, 'questions.states', { states: box.ctState.join(',') })] : []),
    ...(box.laterFragment === undefined
      ? []
      : [say(language, box.laterFragment ? 'hosts.fragment' : 'hosts.fragmentNot')]),
    ...(box.ttl ? [say(language, 'questions.ttl', { what: rangesText(box.ttl, language) })] : []),
    ...(box.length ? [say(language, 'questions.length', { what: rangesText(box.length, language) })] : []),
  ];
  if (parts.length === 0) return say(language, 'questions.everyPacket');
  return parts.reduce((first, second) => say(language, 'hosts.both', { first, second }));
}

function serviceWords(box: PacketBox, language: Language): readonly string[] {
  const { protocol, destinationPort, sourcePort, icmp } = box;
  const names = protocol && protocolsText(protocol, language);
  const from = sourcePort ? [say(language, 'questions.sourcePort', { ports: rangesText(sourcePort, language) })] : [];
  const [only] = protocol ?? [];
  const isOne = protocol?.length === 1 && only !== undefined && only.first === only.last;
  if (isOne && icmp && (only.first === 1 || only.first === 58)) {
    return [say(language, 'hosts.icmpType', { name: names ?? '', type: icmpText(icmp, language) })];
  }
  if (names !== undefined && isOne && destinationPort) {
    return [serviceName(`${names}/${rangesText(destinationPort, language)}`), ...from];
  }
  return [
    ...(names === undefined ? [] : [names]),
    ...(destinationPort
      ? [say(language, 'questions.destinationPort', { ports: rangesText(destinationPort, language) })]
      : []),
    ...from,
    ...(icmp ? [say(language, 'hosts.icmpType', { name: 'ICMP', type: icmpText(icmp, language) })] : []),
  ];
}

/** "tcp", "tcp, udp", "all but tcp": the shorter way to say it. */
function protocolsText(ranges: readonly PortRange[], language: Language): string {
  const missing = complement(ranges, 255);
  const isMost = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0) > 128;
  if (!isMost) return limited(ranges.map(protocolRange), 0, language);
  return say(language, 'questions.allBut', { values: limited(missing.map(protocolRange), 0, language) });
}

function protocolRange({ first, last }: PortRange): string {
  if (first === last) return first === 1 ? 'ICMP' : first === 58 ? 'ICMPv6' : protocolText(first);
  return `${first}-${last}`;
}

function complement(ranges: readonly PortRange[], whole: number): readonly PortRange[] {
  const out: PortRange[] = [];
  let next = 0;
  for (const { first, last } of ranges) {
    if (first > next) out.push({ first: next, last: first - 1 });
    next = last + 1;
  }
  if (next <= whole) out.push({ first: next, last: whole });
  return out;
}

function icmpText(ranges: readonly IcmpRange[], language: Language): string {
  const texts = ranges.map(({ type, codes }) => {
    if (codes.first === 0 && codes.last === 255) return String(type);
    return `${type}/${codes.first}${codes.first === codes.last ? '' : `-${codes.last}`}`;
  });
  return limited(joinedNumbers(texts), 0, language);
}

/** "3", "4", "5" -> "3-5"; what has a code stays. */
function joinedNumbers(texts: readonly string[]): readonly string[] {
  const out: string[] = [];
  let run: { readonly first: number; last: number } | undefined;
  const end = () => {
    if (run) out.push(run.first === run.last ? String(run.first) : `${run.first}-${run.last}`);
    run = undefined;
  };
  for (const text of texts) {
    const number = /^[0-9]+$/.test(text) ? Number(text) : undefined;
    if (number !== undefined && run?.last === number - 1) run.last = number;
    else {
      end();
      if (number === undefined) out.push(text);
      else run = { first: number, last: number };
    }
  }
  end();
  return out;
}

function rangesText(ranges: readonly PortRange[], language: Language): string {
  return limited(
    ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)),
    0,
    language,
    ',',
  );
}

function listedWords({ values, more }: Listed, language: Language): string {
  return limited(values.flatMap(twoOf), more, language);
}

/** Two addresses are read more easily than the prefix that holds them. */
function twoOf(text: string): readonly string[] {
  const cidr = /\/(?:31|127)$/.test(text) ? parseCidr(text) : undefined;
  if (cidr === undefined) return [text];
  const { first, version } = cidrParts(cidr);
  return [addressFromNumber(first, version), addressFromNumber(first + 1n, version)];
}

function deviceWords({ names, prefixes, none }: DeviceSet, kind: 'Port' | 'Device', language: Language): string {
  const others = prefixes.map((prefix) =>
    prefix === '' ? say(language, `questions.other${kind}`) : say(language, `questions.other${kind}Like`, { prefix }),
  );
  return limited([...others, ...names, ...(none ? [say(language, 'questions.noDevice')] : [])], 0, language);
}

function flagWords(sets: readonly (readonly string[])[], language: Language): string {
  if (sets.length > 4) return say(language, 'questions.flagsSome', { count: sets.length });
  const texts = sets.map((flags) => (flags.length === 0 ? say(language, 'questions.flagsNone') : flags.join('+')));
  return say(language, 'questions.flags', { flags: limited(texts, 0, language) });
}

function isSame(a: DeviceSet | undefined, b: DeviceSet): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

/** The first values, and how many there are besides; `more` are not in the list at all. */
function limited(values: readonly string[], more: number, language: Language, separator = ', '): string {
  const some = values.slice(0, mostValues).join(separator);
  const left = values.length + more - Math.min(values.length, mostValues);
  return left === 0 ? some : say(language, 'questions.moreValues', { values: some, count: left });
}
