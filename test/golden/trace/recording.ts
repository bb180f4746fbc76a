import type { Connection, CtState, Flow, Packet, RuleRef, TcpFlag, Verdict } from '../../../src/explain/index.ts';
import { protocolNumber } from '../../../src/model/index.ts';
import type { Family } from '../../../src/netfilter/index.ts';

/** A file of this folder. */
export interface Recording {
  readonly family: Family;
  readonly backend: 'legacy' | 'nft';
  readonly kind: string;
  readonly ruleset: string;
  readonly ipset: string;
  readonly cases: readonly RecordedCase[];
}

export interface RecordedCase {
  readonly id: string;
  readonly name?: string;
  readonly packet: RecordedPacket;
  readonly conntrack: readonly (RecordedFlow & { readonly replied: boolean; readonly zone?: number })[];
  readonly ctstate: CtState | null;
  readonly verdict: 'ACCEPT' | 'DROP' | 'REJECT';
  readonly path: readonly RuleRef[];
}

interface RecordedFlow {
  readonly proto: string | number;
  readonly src: string;
  readonly dst: string;
  readonly sport?: number;
  readonly dport?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly icmpId?: number;
}

interface RecordedPacket extends RecordedFlow {
  readonly family: Family;
  readonly path: keyof typeof paths;
  readonly in?: string;
  readonly out?: string;
  readonly physdevIn?: string;
  readonly physdevOut?: string;
  readonly macSrc?: string;
  readonly macDst?: string;
  readonly tcpFlags?: readonly TcpFlag[];
  readonly ttl: number;
  readonly length: number;
  readonly inner?: RecordedFlow;
}

const paths = { bridged: 'bridged', routed: 'routed', 'local-in': 'localIn', 'local-out': 'localOut' } as const;

export const verdicts: { readonly [v in RecordedCase['verdict']]: Verdict } = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'reject',
};

export function packetOf(recorded: RecordedPacket): Packet {
  const { in: from, out, physdevIn, physdevOut, macSrc, macDst, tcpFlags, inner } = recorded;
  return {
    family: recorded.family,
    path: paths[recorded.path],
    ...flowOf(recorded),
    ttl: recorded.ttl,
    length: recorded.length,
    ...(from !== undefined && { in: from }),
    ...(out !== undefined && { out }),
    ...(physdevIn !== undefined && { physdevIn }),
    ...(physdevOut !== undefined && { physdevOut }),
    ...(macSrc !== undefined && { macSource: macSrc }),
    ...(macDst !== undefined && { macDestination: macDst }),
    ...(tcpFlags !== undefined && { tcpFlags }),
    ...(inner !== undefined && { inner: flowOf(inner) }),
  };
}

export function connectionOf(recorded: RecordedCase['conntrack'][number]): Connection {
  const { replied, zone } = recorded;
  return { ...flowOf(recorded), replied, ...(zone !== undefined && { zone }) };
}

function flowOf({ proto, src, dst, sport, dport, icmpType, icmpCode, icmpId }: RecordedFlow): Flow {
  const protocol = protocolNumber(String(proto));
  if (protocol === undefined) throw new Error(`no protocol ${proto}`);
  return {
    source: src,
    destination: dst,
    protocol,
    ...(sport !== undefined && { sourcePort: sport }),
    ...(dport !== undefined && { destinationPort: dport }),
    ...(icmpType !== undefined && { icmpType }),
    ...(icmpCode !== undefined && { icmpCode }),
    ...(icmpId !== undefined && { icmpId }),
  };
}
