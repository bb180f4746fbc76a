import { asksForPorts, dhcpPorts } from './dhcp-ports.ts';
import type { HostFinding } from './finding.ts';
import { type FamilyView, type PlacedRule, chainKey, matchOf, numbersOf, refOf } from './host-view.ts';

/** Rules that drop what only a DHCP server or a router would send: which they are, and what they stop. */
export function guards(view: FamilyView): readonly HostFinding[] {
  const { server, client } = dhcpPorts[view.family];
  const drops = view.rules.filter(({ table, target }) => table === 'filter' && target?.kind === 'drop');
  return [
    ...guard(
      view,
      'DHCP_GUARD',
      drops.filter((rule) => asksForPorts(rule, server, client)),
    ),
    ...guard(view, 'RA_GUARD', drops.filter(isAdvertisement)),
  ];
}

function isAdvertisement(rule: PlacedRule): boolean {
  const icmp = matchOf(rule, 'icmp');
  return icmp?.module === 'icmp6' && icmp.type === 134 && !icmp.negated;
}

function guard(
  view: FamilyView,
  code: 'DHCP_GUARD' | 'RA_GUARD',
  rules: readonly PlacedRule[],
): readonly HostFinding[] {
  const [first] = rules;
  if (!first) return [];
  const own = rules.filter((rule) => chainKey(rule) === chainKey(first));
  const values = { chain: first.chain, rules: numbersOf(own), ports: rules.length, ...dhcpPorts[view.family] };
  return [{ code, family: view.family, certainty: 'sure', rules: rules.map(refOf), values, proofs: [] }];
}
