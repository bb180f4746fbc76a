import type { HostFinding } from './finding.ts';
import { type FamilyView, bridgeOf, mostTried, refOf } from './host-view.ts';
import { proofOf, prove, strangerAt, uplink } from './proof.ts';

/** Packets that the rules for a port drop on the bridge, but that reach it from the host itself, which passes no FORWARD. */
export function hostTrafficUnseen(view: FamilyView): readonly HostFinding[] {
  return unseen(view, 'HOST_TRAFFIC_UNSEEN', (device) => {
    const {
      in: _,
      physdevIn: __,
      physdevOut: ___,
      macSource: ____,
      macDestination: _____,
      ...sent
    } = strangerAt(view, device, 'toPort');
    return { ...sent, path: 'localOut', owner: null };
  });
}

/**
 * The same for packets that the host routes back into the bridge that they came from: sent to the bridge's own MAC, they
 * have no leaving port, which is what the rules ask for. Nothing to find where the host does not route.
 */
export function routedBackUnseen(view: FamilyView): readonly HostFinding[] {
  const sysctl = view.family === 'ipv4' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  if (view.host.facts?.sysctls?.get(sysctl) === '0') return [];
  return unseen(view, 'ROUTED_BACK_UNSEEN', (device) => {
    const { physdevOut: _, ...sent } = strangerAt(view, device, 'toPort');
    return { ...sent, path: 'routed', physdevIn: uplink };
  });
}

function unseen(
  view: FamilyView,
  code: 'HOST_TRAFFIC_UNSEEN' | 'ROUTED_BACK_UNSEEN',
  other: (device: string) => ReturnType<typeof strangerAt>,
): readonly HostFinding[] {
  for (const { device, toPort } of view.ports.slice(0, mostTried)) {
    if (!toPort) continue;
    const passing = prove(view, other(device));
    if (passing.verdict !== 'accept') continue;
    const bridged = prove(view, strangerAt(view, device, 'toPort'));
    if (bridged.verdict !== 'drop') continue;
    return [
      {
        code,
        family: view.family,
        certainty: 'sure',
        rules: [refOf(toPort)],
        values: { device, chain: toPort.chain, rule: toPort.rule, bridge: bridgeOf(device, view) ?? '<bridge>' },
        proofs: [proofOf(bridged), proofOf(passing)],
      },
    ];
  }
  return [];
}
