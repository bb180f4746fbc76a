import type { HostState, NetworkId, PortId, SecurityGroupId, SecurityGroupRuleId } from '../model/index.ts';
import {
  type ChainName,
  type Family,
  type IpSet,
  type Rule,
  type Ruleset,
  type TableName,
  defaultProgram,
} from '../netfilter/index.ts';

export type Profile = 'zed' | 'caracal' | 'mitaka';

/** How a host state is written as rules; see docs/reference/host-state.md. */
export interface LayoutOptions {
  readonly profile: Profile;
  readonly layout: string;
  readonly ipset: boolean;
  readonly comments: boolean;
  /** Program whose base name gives the chains' prefix. */
  readonly prefix: string;
}

/** What an agent writes where nobody chose: the newest release, which closes what older ones left open. */
export const defaultLayoutOptions: LayoutOptions = {
  profile: 'caracal',
  layout: 'neutron',
  ipset: true,
  comments: true,
  prefix: defaultProgram,
};

/**
 * What a host must remember that its state does not say. Handed in and handed back, never hidden in an object; a
 * restarted agent recovers it from the kernel (`Layout.recall`).
 */
export interface HostMemory {
  /** Conntrack zone by the first 11 characters of the network's id. */
  readonly zones: ReadonlyMap<string, number>;
  /** Devices of trusted and of unfiltered ports in the order in which they came. */
  readonly trusted: readonly string[];
  readonly unfiltered: readonly string[];
}

/** Why a rule is there. */
export type Provenance =
  | {
      readonly kind: 'securityGroupRule';
      readonly rule: SecurityGroupRuleId;
      readonly group: SecurityGroupId;
      readonly port: PortId;
    }
  | { readonly kind: 'antiSpoof'; readonly what: 'mac-ip' | 'dhcp' | 'ra' | 'arp' | 'ndp'; readonly port: PortId }
  | {
      readonly kind: 'scaffold';
      readonly role:
        | 'dispatch'
        | 'established'
        | 'invalid'
        | 'fallback'
        | 'conntrackZone'
        | 'trusted'
        | 'portSecurityOff'
        | 'dhcp'
        | 'icmpv6';
      readonly port?: PortId;
    };

/** A set that should be there, and why. */
export interface CompiledSet {
  readonly set: IpSet;
  readonly of:
    | { readonly kind: 'securityGroup'; readonly group: SecurityGroupId }
    | { readonly kind: 'addressGroup'; readonly group: string };
}

/**
 * Rules, sets and memory that a state compiles to. Chains that did not change since the compilation that was handed
 * in are the same objects, so that comparing by identity is enough to skip them.
 */
export interface CompiledHost {
  readonly rulesets: { readonly [f in Family]: Ruleset };
  readonly sets: ReadonlyMap<string, CompiledSet>;
  readonly memory: HostMemory;
  /** Something that the operator must know: names of the catalogue with their params. */
  readonly warnings: readonly CompileWarning[];
  /** Why the n-th rule of a chain is there: parallel to the chain's rules; a rule may have several reasons. */
  why(family: Family, table: TableName, chain: ChainName): readonly (readonly Provenance[])[];
}

export interface CompileWarning {
  readonly code: 'ADDRESS_GROUP_UNRESTRICTED' | 'PROTOCOL_IPIP_MEANS_94' | 'PORTS_IGNORED' | 'ICMP_OF_OTHER_FAMILY';
  readonly group: SecurityGroupId;
  readonly rule: SecurityGroupRuleId;
}

export interface Layout {
  readonly name: string;
  /** `previous` is a hint: with it only what changed is compiled anew; the result is the same without. */
  compile(state: HostState, memory: HostMemory, previous?: CompiledHost): CompiledHost;
  /** What the kernel's rules tell of the past: zones, order of arrival. */
  recall(observed: { readonly [f in Family]: Ruleset }): HostMemory;
  /** Whether a chain was written by this layout. */
  owns(table: TableName, chain: ChainName): boolean;
  /** Whether a rule of a built-in chain was written by this layout (its jumps). */
  ownsRule(table: TableName, chain: ChainName, rule: Rule): boolean;
  /** Whether a set was written by this layout. */
  ownsSet(name: string): boolean;
}

export const emptyMemory: HostMemory = { zones: new Map(), trusted: [], unfiltered: [] };

/** Marks a network in the memory of zones. */
export function zoneKey(networkId: NetworkId): string {
  return networkId.slice(0, 11);
}
