import type { Connection, Lookup } from './conntrack.ts';
import { type Flow, type Packet, inverted } from './packet.ts';
import { tcpKind } from './tcp-states.ts';

/** What conntrack has hung on a packet: matches and targets ask for more of it than the state. */
export interface Tracked {
  readonly original: Flow;
  readonly reply: Flow;
  readonly isReply: boolean;
  /** Undefined, here and below: not known. */
  readonly mark: number | undefined;
  readonly status: { readonly [bit in StatusBit]: boolean | undefined };
  /** Helper of the connection that announced this one; null: none did. */
  readonly helper: string | null | undefined;
}

export type StatusBit = 'EXPECTED' | 'SEEN_REPLY' | 'ASSURED' | 'CONFIRMED';

/** The flow alone, whatever else its object holds. */
export function flowOf(flow: Flow): Flow {
  const { source, destination, protocol, sourcePort, destinationPort, icmpType, icmpCode, icmpId } = flow;
  return {
    source,
    destination,
    protocol,
    ...(sourcePort !== undefined && { sourcePort }),
    ...(destinationPort !== undefined && { destinationPort }),
    ...(icmpType !== undefined && { icmpType }),
    ...(icmpCode !== undefined && { icmpCode }),
    ...(icmpId !== undefined && { icmpId }),
  };
}

/** Whether conntrack finds ports in a protocol's header, or keys that stand for them: TCP, UDP, GRE, SCTP, UDP-Lite. */
export function isTrackedByPort(protocol: number): boolean {
  return [6, 17, 47, 132, 136].includes(protocol);
}

/** The flow as conntrack keeps it: of any other protocol, ICMP aside, it knows the addresses alone. */
function knownFlow(packet: Packet): Flow {
  const flow = flowOf(packet);
  const { sourcePort: _, destinationPort: __, ...withoutPorts } = flow;
  return isTrackedByPort(packet.protocol) ? flow : withoutPorts;
}

/** Null: conntrack keeps nothing about the packet. Undefined: its state is known, but not what it belongs to. */
export function trackedOf(packet: Packet, { state, isFirst, connection, isReply }: Lookup): Tracked | null | undefined {
  if (connection) return ofConnection(packet, connection, isReply);
  if (isFirst) {
    const original = knownFlow(packet);
    const status = { EXPECTED: false, SEEN_REPLY: false, ASSURED: false, CONFIRMED: false };
    return { original, reply: inverted(original), isReply: false, mark: 0, status, helper: null };
  }
  return state === 'INVALID' || state === 'UNTRACKED' ? null : undefined;
}

/** What raw's CT target hangs on a packet until conntrack looks it up. */
export const template: Tracked = {
  original: { source: '0.0.0.0', destination: '0.0.0.0', protocol: 0, sourcePort: 0, destinationPort: 0 },
  reply: { source: '0.0.0.0', destination: '0.0.0.0', protocol: 0, sourcePort: 0, destinationPort: 0 },
  isReply: false,
  mark: 0,
  status: { EXPECTED: false, SEEN_REPLY: false, ASSURED: false, CONFIRMED: true },
  helper: null,
};

/** Whether nat has changed where the flow goes to, or comes from. */
export function isRewritten({ original, reply }: Tracked, side: 'SNAT' | 'DNAT'): boolean {
  const there = inverted(reply);
  return side === 'DNAT'
    ? there.destination !== original.destination || there.destinationPort !== original.destinationPort
    : there.source !== original.source || there.sourcePort !== original.sourcePort || there.icmpId !== original.icmpId;
}

function ofConnection(packet: Packet, connection: Connection, isReply: boolean): Tracked {
  const original = flowOf(connection);
  // An error is not taken for an answer.
  const isAnswer = isReply && packet.protocol === connection.protocol && packet.inner === undefined;
  return {
    original,
    reply: connection.reply ? flowOf(connection.reply) : inverted(original),
    isReply,
    mark: connection.mark,
    status: {
      EXPECTED: connection.expected ?? false,
      SEEN_REPLY: connection.replied || isAnswer,
      ASSURED: isAssured(packet, connection),
      CONFIRMED: true,
    },
    helper: connection.expected ? connection.helper : null,
  };
}

/** As the rules see it: the very packet can have made it so. */
function isAssured(packet: Packet, { assured, replied, protocol, tcpState }: Connection): boolean | undefined {
  if (assured || !replied) return assured ?? false;
  if (protocol === 1 || protocol === 58) return false;
  // UDP is after two seconds.
  if (protocol !== 6 || assured === undefined || !tcpState || packet.inner) return undefined;
  return (tcpState === 'SYN_RECV' || tcpState === 'ESTABLISHED') && tcpKind(packet.tcpFlags ?? ['SYN']) === 'ACK';
}
