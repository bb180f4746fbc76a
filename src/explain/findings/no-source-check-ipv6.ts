import type { HostFinding } from './finding.ts';
import { type FamilyView, type PlacedRule, checksSource, mostTried, refOf, rulesBehind } from './host-view.ts';
import { proofOf, prove, strangerAt } from './proof.ts';

/** Ports that may not send from a false address in IPv4 but may in IPv6: without an IPv6 address they get no check of it. */
export function noSourceCheckIpv6(views: readonly FamilyView[]): readonly HostFinding[] {
  const [v4, v6] = [views.find(({ family }) => family === 'ipv4'), views.find(({ family }) => family === 'ipv6')];
  if (!v4 || !v6) return [];
  const checked4 = new Set(v4.ports.flatMap(({ device, fromPort }) => (hasCheck(fromPort, v4) ? [device] : [])));
  const suspects = v6.ports.filter(({ device, fromPort }) => checked4.has(device) && !hasCheck(fromPort, v6));
  for (const { device, fromPort } of suspects.slice(0, mostTried)) {
    if (!fromPort) continue;
    const checked = prove(v4, strangerAt(v4, device, 'fromPort'));
    const free = prove(v6, strangerAt(v6, device, 'fromPort'));
    if (checked.verdict !== 'drop' || free.verdict !== 'accept') continue;
    return [
      {
        code: 'NO_SOURCE_CHECK_IPV6',
        family: 'ipv6',
        certainty: 'sure',
        rules: [refOf(fromPort)],
        values: { device, chain: fromPort.chain },
        proofs: [proofOf(checked), proofOf(free)],
      },
    ];
  }
  return [];
}

/** Whether the chain that a rule leads to checks the source. */
function hasCheck(fromPort: PlacedRule | undefined, view: FamilyView): boolean {
  return fromPort !== undefined && rulesBehind(fromPort, view).some((rule) => checksSource(rule, view));
}
