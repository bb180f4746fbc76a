import type { Profile } from '../../layout.ts';

/** What tells the releases of the layout apart; see docs/explanation/neutron-layout.md. */
export interface ProfileTraits {
  /** Packets of DHCP and router advertisements are let in by their source (old) or by their destination. */
  readonly serversBySource: boolean;
  /** ICMPv6 types that every instance may receive. */
  readonly icmpv6In: readonly number[];
  /** Whether the instance's own link-local address is a valid source. */
  readonly linkLocalSource: boolean;
  /** Whether DHCP, DHCPv6 and ICMPv6 of the instance escape the source check. */
  readonly dhcpBeforeSourceCheck: boolean;
  readonly trustedRules: boolean;
  readonly zones: boolean;
  /** Accept rules for every port in table nat (bug 1908957). */
  readonly natAccept: boolean;
  /** mangle and nat have the fixed chains that the agent once shared with the router. */
  readonly routerChains: boolean;
  /** The end of the group chain is there also on a host without filtered ports. */
  readonly groupChainAlwaysEnds: boolean;
  /** Remote address groups restrict a rule (bug 2058138). */
  readonly addressGroups: boolean;
  /** A set is made of an address group, even where the rules do not use it. */
  readonly addressGroupSets: boolean;
  /** Flushes go by the zone and in both directions; a port that leaves is flushed. */
  readonly flushesFully: boolean;
  /** Protocol names and prefixes go to iptables as they are; of equal rules the last stays. */
  readonly rawWords: boolean;
  /** What the name "ipip" is for iptables (bug 2054324). */
  readonly ipip: string;
}

const zed: ProfileTraits = {
  serversBySource: false,
  icmpv6In: [130, 135, 136],
  linkLocalSource: true,
  dhcpBeforeSourceCheck: false,
  trustedRules: true,
  zones: true,
  natAccept: false,
  routerChains: false,
  groupChainAlwaysEnds: true,
  addressGroups: false,
  addressGroupSets: true,
  flushesFully: true,
  rawWords: false,
  ipip: 'ipip',
};

export const profileTraits: { readonly [p in Profile]: ProfileTraits } = {
  zed,
  caracal: { ...zed, natAccept: true, addressGroups: true, ipip: 'ipencap' },
  mitaka: {
    ...zed,
    serversBySource: true,
    icmpv6In: [130, 131, 132, 135, 136],
    linkLocalSource: false,
    dhcpBeforeSourceCheck: true,
    trustedRules: false,
    zones: false,
    routerChains: true,
    groupChainAlwaysEnds: false,
    addressGroupSets: false,
    flushesFully: false,
    rawWords: true,
  },
};
