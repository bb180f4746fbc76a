import { asksForPorts, dhcpPorts } from './dhcp-ports.ts';
import type { HostFinding } from './finding.ts';
import { type FamilyView, chainKey, checksSource, refOf } from './host-view.ts';

/** Rules that let DHCP requests go before the source is checked: with any source address and MAC. */
export function dhcpBeforeSourceCheck(view: FamilyView): readonly HostFinding[] {
  const { server, client } = dhcpPorts[view.family];
  for (const rule of view.rules) {
    const isFree = rule.matches.every(({ kind }) => kind === 'protocol' || kind === 'ports' || kind === 'comment');
    if (rule.target?.kind !== 'return' || !isFree || !asksForPorts(rule, client, server)) continue;
    const later = view.chains.get(chainKey(rule))?.filter((other) => other.rule > rule.rule);
    const check = later?.find((other) => checksSource(other, view));
    if (!check) continue;
    return [
      {
        code: 'DHCP_BEFORE_SOURCE_CHECK',
        family: view.family,
        certainty: 'sure',
        rules: [rule, check].map(refOf),
        values: { chain: rule.chain, rule: rule.rule, check: check.rule, client, server },
        proofs: [],
      },
    ];
  }
  return [];
}
