import type { HostFinding } from './finding.ts';
import { type FamilyView, bridgeOf, mostTried, refOf } from './host-view.ts';
import { isDeadByBridged, namesPortInInput } from './never-matches.ts';
import { proofOf, prove, strangerAt } from './proof.ts';

/**
 * Ports whose packets with a false source are dropped on the bridge, but arrive at the host itself: only INPUT sees
 * those, and nothing that could match there asks for the port. Proved by sending one of each kind.
 */
export function hostUnfiltered(view: FamilyView): readonly HostFinding[] {
  for (const { device, fromPort } of view.ports.filter((port) => port.fromPort).slice(0, mostTried)) {
    if (!fromPort) continue;
    const bridged = strangerAt(view, device, 'fromPort');
    const { out: _, physdevOut: __, ...arriving } = bridged;
    const atHost = prove(view, { ...arriving, path: 'localIn' });
    if (atHost.verdict !== 'accept') continue;
    const onBridge = prove(view, bridged);
    if (onBridge.verdict !== 'drop') continue;
    const dead = view.rules.filter((rule) => namesPortInInput(rule, device) && isDeadByBridged(rule));
    const [rule] = dead;
    const policy = view.ruleset.tables.get('filter')?.chains.get('INPUT')?.policy ?? 'ACCEPT';
    // One port is enough to tell: the others are filtered by the same layout.
    return [
      {
        code: 'HOST_UNFILTERED',
        family: view.family,
        certainty: 'sure',
        rules: dead.map(refOf),
        values: {
          device,
          ports: view.ports.filter((port) => port.fromPort).length,
          why: rule ? 'findings.whyDeadRule' : 'findings.whyNoRule',
          chain: rule?.chain ?? 'INPUT',
          policy,
          bridge: bridgeOf(device, view) ?? '<bridge>',
          program: view.family === 'ipv4' ? 'iptables' : 'ip6tables',
        },
        proofs: [proofOf(onBridge), proofOf(atHost)],
      },
    ];
  }
  return [];
}
