import { ackCountsAsNew } from './ack-counts-as-new.ts';
import { bridgeZones } from './bridge-zones.ts';
import { bridgedIsForward } from './bridged-is-forward.ts';
import { commentsBothWays } from './comments-both-ways.ts';
import { dhcpBeforeSourceCheck } from './dhcp-before-source-check.ts';
import type { HostFinding, LookedOver } from './finding.ts';
import { fragmentPortsFalse } from './fragment-ports.ts';
import { guards } from './guards.ts';
import { hostUnfiltered } from './host-unfiltered.ts';
import { type FamilyView, familyViews } from './host-view.ts';
import { invalidAfterRules } from './invalid-after-rules.ts';
import { neverMatches } from './never-matches.ts';
import { noSourceCheckIpv6 } from './no-source-check-ipv6.ts';
import { openAddressGroups } from './open-address-groups.ts';
import { emptyPortRanges, lostPortRanges } from './port-ranges.ts';
import { sharedChains } from './shared-chains.ts';
import { statelessByFirstGroup } from './stateless-by-first-group.ts';
import { twoChains } from './two-chains.ts';
import { unseenFrames } from './unseen-frames.ts';
import { hostTrafficUnseen, routedBackUnseen } from './unseen-paths.ts';
import { zoneRules } from './zone-rules.ts';

/** Each looks for one thing in the rules of one family. The order is that of the findings. */
const finders: readonly ((view: FamilyView) => readonly HostFinding[])[] = [
  bridgedIsForward,
  hostUnfiltered,
  neverMatches,
  zoneRules,
  bridgeZones,
  hostTrafficUnseen,
  routedBackUnseen,
  ackCountsAsNew,
  invalidAfterRules,
  emptyPortRanges,
  lostPortRanges,
  twoChains,
  statelessByFirstGroup,
  guards,
  dhcpBeforeSourceCheck,
  sharedChains,
  commentsBothWays,
  fragmentPortsFalse,
];

/** What experts overlook, as far as it is true of this host: each thing found by itself, with the rules that show it. */
export function lookOver(host: LookedOver): readonly HostFinding[] {
  const views = familyViews(host);
  return [
    ...finders.flatMap((find) => views.flatMap(find)),
    ...unseenFrames(views),
    ...noSourceCheckIpv6(views),
    ...openAddressGroups(host, views),
    ...(host.hidesInterfaces ? [listingWithoutInterfaces] : []),
  ];
}

const listingWithoutInterfaces: HostFinding = {
  code: 'LISTING_WITHOUT_INTERFACES',
  family: null,
  certainty: 'sure',
  rules: [],
  values: {},
  proofs: [],
};
