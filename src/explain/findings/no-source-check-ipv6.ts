import type { HostFinding } from './finding.ts';
import { type FamilyView, refOf } from './host-view.ts';
import { proofOf, prove, strangerAt } from './proof.ts';

/** Ports that may not send from a false address in IPv4 but may in IPv6: without an IPv6 address they get no check of it. */
export function noSourceCheckIpv6(views: readonly FamilyView[]): readonly HostFinding[] {
  const [v4, v6] = [views.find(({ family }) => family === 'ipv4'), views.find(({ family }) => family === 'ipv6')];
  for (const { device, fromPort } of v6?.ports ?? []) {
    const own = v4?.ports.find((port) => port.device === device);
    if (!v4 || !v6 || !fromPort || !own?.fromPort) continue;
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
