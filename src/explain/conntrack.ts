import { type CtState, type Flow, type Packet, type TcpFlag, inverted } from './packet.ts';

/** An entry of conntrack's table: the flow in the direction of its first packet. */
export interface Connection extends Flow {
  /** An answer was seen. */
  readonly replied: boolean;
  /** Absent: 0. */
  readonly zone?: number;
}

export interface Lookup {
  readonly state: CtState;
  /** The packet opens a flow: only such a packet passes the nat table. */
  readonly isFirst: boolean;
  readonly connection: Connection | null;
}

/**
 * The state that conntrack gives a packet (observed, Linux 6.18, `nf_conntrack_tcp_loose` = 1, its default). An entry
 * is found only in the zone of the packet. What cannot be told from one packet (checksums, windows) is taken as right.
 */
export function lookUp(packet: Packet, connections: readonly Connection[], zone: number): Lookup {
  if (packet.protocol === 58 && isUntrackedIcmp6(packet.icmpType)) return lost('UNTRACKED');
  if (isIcmpError(packet)) return lookUpError(packet, connections, zone);
  if (packet.protocol === 6 && !isPossibleTcp(packet.tcpFlags ?? ['SYN'])) return lost('INVALID');
  for (const connection of connections) {
    if ((connection.zone ?? 0) !== zone) continue;
    if (sameFlow(packet, connection)) {
      return { state: connection.replied ? 'ESTABLISHED' : 'NEW', isFirst: false, connection };
    }
    if (sameFlow(packet, inverted(connection))) return { state: 'ESTABLISHED', isFirst: false, connection };
  }
  return canOpen(packet) ? { state: 'NEW', isFirst: true, connection: null } : lost('INVALID');
}

function lost(state: CtState): Lookup {
  return { state, isFirst: false, connection: null };
}

/** An error belongs to the flow that it quotes, from whatever host it comes. */
function lookUpError(packet: Packet, connections: readonly Connection[], zone: number): Lookup {
  const { inner } = packet;
  if (!inner || inner.source !== packet.destination) return lost('INVALID');
  for (const connection of connections) {
    if ((connection.zone ?? 0) !== zone) continue;
    if (sameFlow(inner, connection) || sameFlow(inner, inverted(connection))) {
      return { state: 'RELATED', isFirst: false, connection };
    }
  }
  return lost('INVALID');
}

function sameFlow(a: Flow, b: Flow): boolean {
  return (
    a.protocol === b.protocol &&
    a.source === b.source &&
    a.destination === b.destination &&
    a.sourcePort === b.sourcePort &&
    a.destinationPort === b.destinationPort &&
    a.icmpType === b.icmpType &&
    a.icmpId === b.icmpId
  );
}

/** Whether a packet of no known flow makes one. */
function canOpen(packet: Packet): boolean {
  switch (packet.protocol) {
    case 1:
      return [8, 13, 15, 17].includes(packet.icmpType ?? 8);
    case 58:
      return [128, 139].includes(packet.icmpType ?? 128);
    case 6: {
      const flags = packet.tcpFlags ?? ['SYN'];
      // An ACK alone is picked up in the middle of a connection; a reset, an end or the answer to a SYN is not.
      if (flags.includes('RST') || flags.includes('FIN')) return false;
      return flags.includes('SYN') !== flags.includes('ACK');
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
