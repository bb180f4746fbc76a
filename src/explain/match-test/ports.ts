import type { Match, NegatableRange, PortModule, PortRange } from '../../netfilter/index.ts';
import { type Answer, unknown } from '../answer.ts';
import type { Packet, TcpFlag } from '../packet.ts';

const protocolOf: { readonly [m in PortModule]: number } = { tcp: 6, udp: 17, udplite: 136, sctp: 132, dccp: 33 };
const withPorts: ReadonlySet<number> = new Set(Object.values(protocolOf));

/** Whether packets of the protocol have ports that rules and sets can ask for. */
export function hasPorts(protocol: number): boolean {
  return withPorts.has(protocol);
}

/** `-m tcp`, `-m udp` and their like. A later fragment has no header to look into: nothing holds, negated or not. */
export function testPorts(match: Extract<Match, { kind: 'ports' }>, packet: Packet): Answer {
  if (packet.protocol !== protocolOf[match.module] || packet.laterFragment) return false;
  const source = testSide('source', match.source, packet.sourcePort);
  const destination = testSide('destination', match.destination, packet.destinationPort);
  const rest = testRest(match.module, match.rest, packet);
  if (source === false || destination === false || rest === false) return false;
  if (source !== true) return source;
  return destination === true ? rest : destination;
}

function testSide(side: string, range: NegatableRange | null, port: number | undefined): Answer {
  if (!range) return true;
  if (port === undefined) return unknown(`${side} port ${range.first}:${range.last}`, range.negated);
  return (range.first <= port && port <= range.last) !== range.negated;
}

/** `-m multiport`. */
export function testMultiport(match: Extract<Match, { kind: 'multiport' }>, packet: Packet): Answer {
  if (!hasPorts(packet.protocol) || packet.laterFragment) return false;
  const sides = {
    source: [packet.sourcePort],
    destination: [packet.destinationPort],
    either: [packet.sourcePort, packet.destinationPort],
  }[match.side];
  if (sides.some((port) => port !== undefined && inRanges(match.ranges, port))) return !match.negated;
  if (sides.includes(undefined)) {
    return unknown(`${match.side} port ${match.ranges.map((r) => `${r.first}:${r.last}`).join(',')}`, match.negated);
  }
  return match.negated;
}

function inRanges(ranges: readonly PortRange[], port: number): boolean {
  for (const range of ranges) if (range.first <= port && port <= range.last) return true;
  return false;
}

const tcpFlagsOption = /^(! )?--tcp-flags ([A-Z,]+) ([A-Z,]+)$/;
const allFlags: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

/** Options that have no field of their own: `--tcp-flags` is understood, the others are not. */
function testRest(module: PortModule, rest: string, packet: Packet): Answer {
  if (rest === '') return true;
  const found = module === 'tcp' ? tcpFlagsOption.exec(rest) : null;
  if (!found) return unknown(`-m ${module} ${rest}`);
  const [, not, mask = '', wanted = ''] = found;
  const has = packet.tcpFlags ?? ['SYN'];
  const set = flagList(wanted);
  const holds = flagList(mask).every((flag) => has.includes(flag) === set.includes(flag));
  return holds === (not === undefined);
}

function flagList(text: string): readonly TcpFlag[] {
  if (text === 'ALL') return allFlags;
  return allFlags.filter((flag) => text.split(',').includes(flag));
}
