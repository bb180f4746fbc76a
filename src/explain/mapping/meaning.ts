import type { PortId, SecurityGroupId, SecurityGroupRuleId } from '../../model/index.ts';

/**
 * How a meaning is known. `exact`: from who wrote the rules. `inferred`: from the rules' own content, and from names,
 * which others may use too. `none`: nothing of it is known to be ours.
 */
export type Certainty = 'exact' | 'inferred' | 'none';

/** Why a rule is there. What is inferred has no ids: content shows what a rule does, not what it was made from. */
export type RuleReason =
  | {
      readonly kind: 'securityGroupRule';
      readonly rule?: SecurityGroupRuleId;
      readonly group?: SecurityGroupId;
      readonly port?: PortId;
    }
  | { readonly kind: 'antiSpoof'; readonly what: 'mac-ip' | 'dhcp' | 'ra' | 'arp' | 'ndp'; readonly port?: PortId }
  | { readonly kind: 'scaffold'; readonly role: ScaffoldRole; readonly port?: PortId };

export type ScaffoldRole =
  | 'dispatch'
  | 'established'
  | 'invalid'
  | 'fallback'
  | 'conntrackZone'
  | 'trusted'
  | 'portSecurityOff'
  | 'dhcp'
  | 'icmpv6';

export interface RuleMeaning {
  readonly certainty: Certainty;
  /** Several where equal rules of several groups became one; none if the certainty is. */
  readonly reasons: readonly RuleReason[];
}

/** What a chain is for. `ingress`, `egress` and `sources` are those of a port. */
export type ChainRole =
  | 'builtIn'
  | 'dispatch'
  | 'groupChain'
  | 'fallback'
  | 'ingress'
  | 'egress'
  | 'sources'
  | 'conntrackZones'
  /** Of the layout, and empty or of no use for packets of instances. */
  | 'other'
  | 'foreign';

export interface ChainMeaning {
  readonly certainty: Certainty;
  readonly role: ChainRole;
  /**
   * Interfaces whose packets come to it. More than one: the ids of these ports agree in the ten characters that a
   * chain's name has room for. None, though it is a port's: nothing leads there.
   */
  readonly devices: readonly string[];
}

/** Which group's members a set holds. */
export interface SetMeaning {
  readonly certainty: Certainty;
  readonly kind: 'securityGroup' | 'addressGroup' | 'unknown';
  /** The whole id, or, inferred, the beginning of it that the set's name has. */
  readonly group: string;
}
