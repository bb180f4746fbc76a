import { type CtState, type Flow, type Packet, type TcpFlag, inverted } from './packet.ts';
import { type TcpState, tcpIsInvalid, tcpKind, tcpOpensAnew } from './tcp-states.ts';

/** An entry of conntrack's table: the flow in the direction of its first packet. */
export interface Connection extends Flow {
  /** An answer was seen. */
  readonly replied: boolean;
  /** Absent: 0. */
  readonly zone?: number;
  /** The zone holds in one direction only, and 0 in the other (`CT --zone-orig`, `--zone-reply`). Absent: in both. */
  readonly zoneOf?: Direction;
  /** The answers, where nat changed them. Absent: the flow the other way round. */
  readonly reply?: Flow;
  /** Absent: not known. */
  readonly mark?: number;
  /** Absent: not known, except that a flow without an answer is not. */
  readonly assured?: boolean;
  /** Another connection announced it (data of ftp, say): its first packets are RELATED. */
  readonly expected?: boolean;
  /** Helper of the connection that announced it. */
  readonly helper?: string;
  /** Absent: what the state alone would make INVALID is taken as right. */
  readonly tcpState?: TcpState;
  /** Whose reset closed it, without an end by FIN before. Absent: the one that opened it. */
  readonly resetBy?: Direction;
}

export type Direction = 'original' | 'reply';

/** Where a packet is looked up. */
export interface Zone {
  readonly id: number;
  /** Absent: in both directions; else 0 holds in the other one. */
  readonly of?: Direction;
}

export interface LookupOptions {
  /** `nf_conntrack_tcp_loose`: whether an ACK alone opens a connection. The kernel's default, and ours, is true. */
  readonly tcpLoose?: boolean;
}

export interface Lookup {
  readonly state: CtState;
  /** The packet opens a flow: only such a packet passes the nat table. */
  readonly isFirst: boolean;
  readonly connection: Connection | null;
  /** The packet goes the way of the answers, or is an error that does. */
  readonly isReply: boolean;
}

/**
 * The state that conntrack gives a packet (observed, Linux 6.18). An entry is found only in the zone of the packet.
 * What the packet does not say (checksums, windows) is taken as right.
 */
export function lookUp(
  packet: Packet,
  connections: readonly Connection[],
  zone: number | Zone,
  options: LookupOptions = {},
): Lookup {
  const where = typeof zone === 'number' ? { id: zone } : zone;
  if (packet.path !== 'localOut' && failsChecksum(packet)) return lost('INVALID');
  if (packet.protocol === 58 && isUntrackedIcmp6(packet.icmpType)) return lost('UNTRACKED');
  if (isIcmpError(packet)) return lookUpError(packet, connections, where);
  const flags = packet.tcpFlags ?? ['SYN'];
  if (packet.protocol === 6 && !isPossibleTcp(flags)) return lost('INVALID');
  const found = find(packet, connections, where);
  if (found) {
    if (packet.protocol !== 6) return found;
    if (packet.isOutOfWindow) return lost('INVALID');
    const { tcpState, resetBy } = found.connection;
    if (!tcpState) return found;
    if (tcpIsInvalid(tcpState, flags, found.isReply)) return lost('INVALID');
    if (resetBy === 'reply' || !tcpOpensAnew(tcpState, flags, found.isReply)) return found;
  }
  return canOpen(packet, options.tcpLoose ?? true)
    ? { state: 'NEW', isFirst: true, connection: null, isReply: false }
    : lost('INVALID');
}

/**
 * Whether conntrack takes a checksum for wrong, which it looks at where packets come in. That of UDP-Lite it reckons as if
 * the packet were UDP, so that it finds every right one wrong (observed, Linux 6.18).
 */
function failsChecksum({ protocol, isDamaged }: Packet): boolean {
  return protocol === 136 || (isDamaged === true && checksummed.has(protocol));
}

/** Protocols whose checksum conntrack knows: ICMP, TCP, UDP, ICMPv6, SCTP. */
const checksummed: ReadonlySet<number> = new Set([1, 6, 17, 58, 132]);

function find(
  packet: Packet,
  connections: readonly Connection[],
  zone: Zone,
): (Lookup & { readonly connection: Connection }) | undefined {
  for (const connection of connections) {
    const isReply = directionOf(packet, connection, zone);
    if (isReply === undefined) continue;
    const opening = connection.expected ? 'RELATED' : 'NEW';
    return { state: isReply || connection.replied ? 'ESTABLISHED' : opening, isFirst: false, connection, isReply };
  }
  return undefined;
}

/** Whether a flow goes the way of a connection's answers. Undefined: it does not belong to it. */
function directionOf(flow: Flow, connection: Connection, zone: Zone): boolean | undefined {
  if (sameFlow(flow, connection) && sameZone(zone, connection, 'original')) return false;
  const reply = connection.reply ?? inverted(connection);
  return sameFlow(flow, reply) && sameZone(zone, connection, 'reply') ? true : undefined;
}

function sameZone(zone: Zone, { zone: id = 0, zoneOf }: Connection, direction: Direction): boolean {
  return (zone.of && zone.of !== direction ? 0 : zone.id) === (zoneOf && zoneOf !== direction ? 0 : id);
}

function lost(state: CtState): Lookup {
  return { state, isFirst: false, connection: null, isReply: false };
}

/** An error belongs to the flow that it quotes, from whatever host it comes. */
function lookUpError(packet: Packet, connections: readonly Connection[], zone: Zone): Lookup {
  const { inner } = packet;
  if (!inner || inner.source !== packet.destination) return lost('INVALID');
  const answer = inverted(inner);
  for (const connection of connections) {
    const isReply = directionOf(answer, connection, zone);
    if (isReply !== undefined) return { state: 'RELATED', isFirst: false, connection, isReply };
  }
  return lost('INVALID');
}

/** Ports count where conntrack knows them: an entry of another protocol has none. */
function sameFlow(packet: Flow, known: Flow): boolean {
  return (
    packet.protocol === known.protocol &&
    packet.source === known.source &&
    packet.destination === known.destination &&
    (known.sourcePort === undefined || packet.sourcePort === known.sourcePort) &&
    (known.destinationPort === undefined || packet.destinationPort === known.destinationPort) &&
    packet.icmpType === known.icmpType &&
    packet.icmpId === known.icmpId &&
    (packet.icmpCode ?? 0) === (known.icmpCode ?? packet.icmpCode ?? 0)
  );
}

/** Whether a packet of no known flow makes one. */
function canOpen(packet: Packet, tcpLoose: boolean): boolean {
  switch (packet.protocol) {
    case 1:
      return [8, 13, 15, 17].includes(packet.icmpType ?? 8);
    case 58:
      return [128, 139].includes(packet.icmpType ?? 128);
    case 6: {
      // An ACK alone is picked up in the middle of a connection; a reset, an end or the answer to a SYN is not.
      const kind = tcpKind(packet.tcpFlags ?? ['SYN']);
      return kind === 'SYN' || (kind === 'ACK' && tcpLoose);
    }
    default:
      return true;
  }
}

/** Combinations that conntrack takes for a TCP segment, ECE, CWR and PSH aside. */
const possibleTcp: ReadonlySet<string> = new Set([
  'SYN',
  'SYN,URG',
  'SYN,ACK',
  'RST',
  'RST,ACK',
  'FIN,ACK',
  'FIN,ACK,URG',
  'ACK',
  'ACK,URG',
]);

function isPossibleTcp(flags: readonly TcpFlag[]): boolean {
  const telling = (['FIN', 'SYN', 'RST', 'ACK', 'URG'] as const).filter((flag) => flags.includes(flag));
  return possibleTcp.has(telling.join(','));
}

/** Multicast listening, neighbour and router discovery are never tracked. */
function isUntrackedIcmp6(type: number | undefined): boolean {
  return type !== undefined && ((type >= 130 && type <= 136) || type === 143 || type === 151);
}

function isIcmpError(packet: Packet): boolean {
  if (packet.icmpType === undefined) return false;
  if (packet.protocol === 58) return packet.icmpType < 128;
  return packet.protocol === 1 && [3, 4, 5, 11, 12].includes(packet.icmpType);
}
