import type { HostState } from '../../model/index.ts';
import type { Family, Ruleset } from '../../netfilter/index.ts';
import type { Params } from '../../words/index.ts';
import type { HostFacts } from '../host-facts.ts';
import type { Packet } from '../packet.ts';
import type { SetMembers } from '../set-members.ts';
import type { RuleRef, Verdict } from '../trace.ts';

/** A host as it is looked over: its rules and sets, and what else is known. What is absent is not looked at. */
export interface LookedOver {
  readonly rulesets: { readonly [f in Family]?: Ruleset };
  readonly sets: SetMembers;
  /** Devices and sysctls. */
  readonly facts?: HostFacts;
  /** Its ports and their groups, if a control plane tells them. */
  readonly state?: HostState;
  /** Release whose layout the agent writes: "zed", "caracal", "mitaka". */
  readonly profile?: string;
  /** The rules come from a listing that does not show interfaces. */
  readonly hidesInterfaces?: boolean;
}

/** Something about a host that is easily overlooked. The codes are stable; their sentences are in the catalogue. */
export interface HostFinding {
  readonly code: HostFindingCode;
  readonly family: Family | null;
  /** Hint: the rules alone do not prove it. */
  readonly certainty: 'sure' | 'hint';
  /** The rules that it is about. */
  readonly rules: readonly RuleRef[];
  /** What goes into its sentences. */
  readonly values: Params;
  /** Packets, and what becomes of them by these rules: the smallest proof. */
  readonly proofs: readonly Proof[];
}

export interface Proof {
  readonly packet: Packet;
  readonly ctState: string | null;
  readonly verdict: Verdict;
  readonly decidedBy: RuleRef | null;
}

export type HostFindingCode =
  | 'ACK_COUNTS_AS_NEW'
  | 'ADDRESS_GROUP_OPEN'
  | 'ARP_UNSEEN'
  | 'BRIDGED_IS_FORWARD'
  | 'BRIDGE_CALLS_OFF'
  | 'BRIDGE_ZONE_BY_FIRST_PORT'
  | 'CHAIN_SHARED'
  | 'COMMENT_BOTH_WAYS'
  | 'DHCP_BEFORE_SOURCE_CHECK'
  | 'DHCP_GUARD'
  | 'EMPTY_PORT_RANGE'
  | 'FRAGMENT_PORTS_FALSE'
  | 'HOST_TRAFFIC_UNSEEN'
  | 'HOST_UNFILTERED'
  | 'INVALID_AFTER_RULES'
  | 'LISTING_WITHOUT_INTERFACES'
  | 'NEVER_MATCHES_HERE'
  | 'NO_SOURCE_CHECK_IPV6'
  | 'PORT_RANGE_LOST'
  | 'RA_GUARD'
  | 'ROUTED_BACK_UNSEEN'
  | 'STATELESS_BY_FIRST_GROUP'
  | 'TAGGED_FRAMES_UNSEEN'
  | 'TWO_CHAINS_ONE_PACKET'
  | 'ZONE_RULE_NEVER_MATCHES';
