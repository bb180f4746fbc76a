import type { BoundPort } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { HostMap } from '../mapping/host-map.ts';
import type { CtState, Flow } from '../packet.ts';
import type { Pass, PassJudgement, PortAnswer, Reason } from '../reasons/judge-pass.ts';
import type { SetMembers } from '../set-members.ts';
import type { Verdict } from '../trace.ts';

/** Rules and sets that decide on a host. */
export interface HostRulesKnown {
  readonly map: HostMap;
  readonly sets: SetMembers;
}

/** A host on the way, with what is known of it besides its rules. */
export interface JourneyHost extends HostRulesKnown {
  readonly name: string;
  /** The rules were read from its kernel just now; otherwise they are those that it should hold. */
  readonly isLive: boolean;
  /** What it should hold, where that is not what it holds. */
  readonly expected: HostRulesKnown | null;
  /** Rules and set members that differ between the two. */
  readonly differences: number;
  /** Null: nobody knows of an agent there. */
  readonly agent: {
    readonly revision: number;
    readonly enforced: number | null;
    /** What it says is wrong. */
    readonly problem: { readonly code: string; readonly message: string } | null;
  } | null;
  /** The dump says that there are rules which it does not show. */
  readonly hidesRules: boolean;
  /** What in its texts says that there may be rules which they do not show: a packet that they accept is not sure to pass. */
  readonly doubts?: readonly string[];
}

/** How the ports of a network on several hosts are one network. */
export interface JourneyNetwork {
  readonly id: string;
  readonly type: 'vxlan' | 'vlan' | 'flat' | 'local';
  readonly segment: number | null;
}

/** One end of the question. */
export type JourneyEnd =
  | {
      readonly kind: 'port';
      readonly name: string;
      readonly device: string;
      /** Null: it is on no host. */
      readonly host: string | null;
      /** Null: not known. */
      readonly bridge: string | null;
      /** Port of the bridge that leads to other hosts; null: not known. */
      readonly uplink: string | null;
      readonly network: JourneyNetwork | null;
      readonly address: string;
      readonly mac: string | null;
      /** Null: only the rules of its host tell of it. */
      readonly port: BoundPort | null;
      /** What its agent says of its interface, where that is not that all is well. */
      readonly trouble: string | null;
    }
  | { readonly kind: 'host'; readonly name: string; readonly address: string }
  | { readonly kind: 'outside'; readonly address: string };

export type PortEnd = Extract<JourneyEnd, { kind: 'port' }>;

/** Who wants to send what to whom. */
export interface JourneyQuestion {
  readonly from: JourneyEnd;
  readonly to: JourneyEnd;
  readonly family: Family;
  readonly flow: Omit<Flow, 'source' | 'destination'>;
  /** Ends of the tunnel between the hosts of the two ends, and its UDP port; null: none, or not known. */
  readonly tunnel: { readonly from: string; readonly to: string; readonly port: number } | null;
}

/** Which packet of a connection: the one that opens it, the answer to it, or one that comes after the answer. */
export type Turn = 'first' | 'reply' | 'later';

/** One pass through one host. */
export interface HostPass {
  readonly host: string;
  /** `bridge`: both ports are on the host. `tunnel`: the packet around the packet, from host to host. */
  readonly step: 'leaves' | 'enters' | 'bridge' | 'tunnel';
  readonly pass: Pass;
  readonly judgement: PassJudgement;
}

/** One of the three steps of a way. */
export interface Hop {
  readonly step: 'leaves' | 'network' | 'enters';
  readonly host: string | null;
  /** `none`: it was not come to, or there is nothing that could be asked. */
  readonly mark: 'passes' | 'stops' | 'open' | 'none';
  /** What the port's rules said. */
  readonly answer: PortAnswer | null;
  /** Why it stops, or is open. */
  readonly reason: Reason | null;
  /** The pass that it was read from, as an index into `passes`. */
  readonly pass: number | null;
}

export interface PlacedReason extends Reason {
  readonly host: string | null;
}

export interface Journey {
  readonly turn: Turn;
  readonly verdict: Verdict;
  /** State of the packet where it was decided. */
  readonly ctState: CtState | null;
  readonly reason: PlacedReason;
  readonly hops: readonly [Hop, Hop, Hop];
  readonly passes: readonly HostPass[];
  /** By the rules that the hosts should hold, where they hold others. */
  readonly expected: Verdict | null;
  /** What else is to be known of the answer. */
  readonly caveats: readonly PlacedReason[];
  readonly assumptions: readonly JourneyAssumption[];
}

export type JourneyAssumption =
  | 'noConnections'
  | 'tcpSyn'
  /** The connection is known to the hosts, as its first packet would have made it known. */
  | 'connectionKnown'
  /** The name of the bridge, or of its way to other hosts, is not known: no rule is taken to name it. */
  | 'unknownDevices';
