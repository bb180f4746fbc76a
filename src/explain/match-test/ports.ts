import type { Match, NegatableRange, PortModule, PortRange } from '../../netfilter/index.ts';
import { type Answer, unknown } from '../answer.ts';
import type { Packet, TcpFlag } from '../packet.ts';
import type { Sight } from '../sight.ts';
import { parseOptions } from './options.ts';

const protocolOf: { readonly [m in PortModule]: number } = { tcp: 6, udp: 17, udplite: 136, sctp: 132, dccp: 33 };
const withPorts: ReadonlySet<number> = new Set(Object.values(protocolOf));

/** Whether packets of the protocol have ports that rules and sets can ask for. */
export function hasPorts(protocol: number): boolean {
  return withPorts.has(protocol);
}

/**
 * `-m tcp`, `-m udp` and their like. A later fragment has no header to look into: nothing holds, negated or not. But the
 * nft tools make rules for TCP and UDP that look all the same, and take for ports whatever stands there: bytes of what
 * the fragment carries, or, in IPv6, of its first header (observed, Linux 6.18, iptables 1.8.9, without conntrack).
 */
export function testPorts(match: Extract<Match, { kind: 'ports' }>, { packet, host }: Sight): Answer {
  if (packet.protocol !== protocolOf[match.module]) return false;
  if (packet.laterFragment && !(host?.backend === 'nft' && native.has(match.module))) return false;
  const source = testSide('source', match.source, packet.sourcePort);
  const destination = testSide('destination', match.destination, packet.destinationPort);
  const rest = testRest(match.module, match.rest, packet);
  if (source === false || destination === false || rest === false) return false;
  if (source !== true) return source;
  return destination === true ? rest : destination;
}

const native: ReadonlySet<PortModule> = new Set<PortModule>(['tcp', 'udp']);

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

const allFlags: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

/** Options that have no field of their own: `--tcp-flags` is understood, the others (`--tcp-option`, `--chunk-types`) are not. */
function testRest(module: PortModule, rest: string, packet: Packet): Answer {
  if (rest === '') return true;
  const options = parseOptions(rest);
  let open: string | undefined = options ? undefined : rest;
  for (const { name, negated, values } of options ?? []) {
    const [mask, wanted] = values;
    const isKnown = module === 'tcp' && name === '--tcp-flags' && !packet.laterFragment;
    if (!isKnown || mask === undefined || wanted === undefined) open = rest;
    else if (hasFlags(packet, flagList(mask), flagList(wanted)) === negated) return false;
  }
  return open === undefined ? true : unknown(`-m ${module} ${open}`);
}

/** Of the flags in the mask, the packet has those that are wanted and no others. */
function hasFlags({ tcpFlags = ['SYN'] }: Packet, mask: readonly TcpFlag[], wanted: readonly TcpFlag[]): boolean {
  return mask.every((flag) => tcpFlags.includes(flag) === wanted.includes(flag));
}

function flagList(text: string): readonly TcpFlag[] {
  if (text === 'ALL') return allFlags;
  return allFlags.filter((flag) => text.split(',').includes(flag));
}
