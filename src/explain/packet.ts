import type { Family } from '../netfilter/index.ts';

/** Which hooks a packet passes: see `hooks.ts`. */
export type Path = 'bridged' | 'localIn' | 'localOut' | 'routed';

export type TcpFlag = 'FIN' | 'SYN' | 'RST' | 'PSH' | 'ACK' | 'URG' | 'ECE' | 'CWR';

export type CtState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';

/** What conntrack knows a flow by. Addresses in canonical spelling. */
export interface Flow {
  readonly source: string;
  readonly destination: string;
  /** IP protocol number. */
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly icmpId?: number;
}

/**
 * One packet on one path through one host. What is absent is not known: a rule that asks for it is answered
 * "unknown", except where a field says otherwise. Devices are absent where the kernel shows none.
 */
export interface Packet extends Flow {
  readonly family: Family;
  readonly path: Path;
  /** What `-i` sees: the bridge, for a packet that came in by a port of one. */
  readonly in?: string;
  /** What `-o` sees. */
  readonly out?: string;
  /** Port of the bridge that the frame came in by. Absent: it came from no bridge. */
  readonly physdevIn?: string;
  /** Port of the bridge that the frame leaves by; only a bridged packet has one. */
  readonly physdevOut?: string;
  readonly macSource?: string;
  readonly macDestination?: string;
  /** Absent: a SYN alone, the first packet of a connection. */
  readonly tcpFlags?: readonly TcpFlag[];
  /** What an ICMP error quotes. */
  readonly inner?: Flow;
  /**
   * A later fragment: rules find no header in it. Where conntrack is active they see no fragments, but the packet that
   * they were joined to: then this says nothing, and ports are those of the whole packet.
   */
  readonly laterFragment?: boolean;
  /** As the packet comes in, or leaves the host's own program. */
  readonly ttl?: number;
  /** DSCP and ECN: the byte that IPv4 calls TOS and IPv6 traffic class. */
  readonly tos?: number;
  /** IPv4: of the whole packet; IPv6: 40 more than the payload. */
  readonly length?: number;
  /** Absent: 0, as for every packet that nothing has marked. */
  readonly mark?: number;
  /** Given: taken as it is, unless the raw table takes the packet out of tracking. Absent: worked out from the connections, as conntrack would. */
  readonly ctState?: CtState;
  /** Its checksum is wrong or its header cut off: conntrack calls such a packet INVALID when it comes in. Absent: it is right. */
  readonly isDamaged?: boolean;
  /** TCP: its numbers do not fit the connection that it belongs to. Absent: they do. */
  readonly isOutOfWindow?: boolean;
  /** When it passes, in seconds since 1970. */
  readonly time?: number;
  /** Who sent it, for a packet of the host itself; null: the kernel, or a program that has closed its socket. */
  readonly owner?: PacketOwner | null;
  /** A socket of the host waits for it. */
  readonly hasSocket?: boolean;
  /** It came out of an IPsec transform, or goes into one. */
  readonly isIpsec?: boolean;
  /** The route back to its source leaves by the device that it came in by. */
  readonly returnsByInput?: boolean;
  /** Realm of the route that it takes. */
  readonly realm?: number;
}

export interface PacketOwner {
  readonly uid: number;
  readonly gid: number;
  /** Class id of its net_cls cgroup. */
  readonly cgroupClass?: number;
  /** Path of its cgroup (version 2). */
  readonly cgroupPath?: string;
}

/** The packet that answers: ends, ports and devices exchanged, ICMP requests made replies. */
export function replyTo(packet: Packet): Packet {
  const { physdevIn, physdevOut, macSource, macDestination, ...rest } = packet;
  const flow = inverted(packet);
  return {
    ...rest,
    ...flow,
    ...(packet.in !== undefined && { out: packet.in }),
    ...(packet.out !== undefined && { in: packet.out }),
    ...(physdevOut !== undefined && { physdevIn: physdevOut }),
    ...(physdevIn !== undefined && { physdevOut: physdevIn }),
    ...(macDestination !== undefined && { macSource: macDestination }),
    ...(macSource !== undefined && { macDestination: macSource }),
    ...(packet.protocol === 6 && { tcpFlags: ['SYN', 'ACK'] as const }),
  };
}

/** Requests of ICMP and what answers them; types that have no answer are absent. */
const answers: { readonly [protocol: number]: ReadonlyMap<number, number> } = {
  1: bothWays([
    [8, 0],
    [13, 14],
    [15, 16],
    [17, 18],
  ]),
  58: bothWays([
    [128, 129],
    [139, 140],
  ]),
};

/** The flow as the answers have it. */
export function inverted(flow: Flow): Flow {
  const type = flow.icmpType === undefined ? undefined : (answers[flow.protocol]?.get(flow.icmpType) ?? flow.icmpType);
  return {
    source: flow.destination,
    destination: flow.source,
    protocol: flow.protocol,
    ...(flow.destinationPort !== undefined && { sourcePort: flow.destinationPort }),
    ...(flow.sourcePort !== undefined && { destinationPort: flow.sourcePort }),
    ...(type !== undefined && { icmpType: type }),
    ...(flow.icmpCode !== undefined && { icmpCode: flow.icmpCode }),
    ...(flow.icmpId !== undefined && { icmpId: flow.icmpId }),
  };
}

function bothWays(pairs: readonly (readonly [number, number])[]): ReadonlyMap<number, number> {
  return new Map(
    pairs.flatMap(([a, b]) => [
      [a, b],
      [b, a],
    ]),
  );
}
