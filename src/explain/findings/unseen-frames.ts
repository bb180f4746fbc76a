import type { HostFinding } from './finding.ts';
import type { FamilyView } from './host-view.ts';

/** Frames that no rule of iptables ever sees, where rules are meant to guard ports of bridges. */
export function unseenFrames(views: readonly FamilyView[]): readonly HostFinding[] {
  const [view] = views.filter(({ ports }) => ports.length > 0);
  if (!view) return [];
  const sysctls = view.host.facts?.sysctls;
  const vlan = sysctls?.get('net.bridge.bridge-nf-filter-vlan-tagged');
  const pppoe = sysctls?.get('net.bridge.bridge-nf-filter-pppoe-tagged');
  const off = views.filter(({ family, ports }) => ports.length > 0 && sysctls?.get(callSysctl[family]) === '0');
  const device = view.ports[0]?.device ?? '';
  const base = { family: null, rules: [], proofs: [] } as const;
  return [
    ...off.map(
      ({ family }): HostFinding => ({
        ...base,
        code: 'BRIDGE_CALLS_OFF',
        family,
        certainty: 'sure',
        values: { sysctl: callSysctl[family] },
      }),
    ),
    // 0 is the default of both.
    ...(vlan === '1' && pppoe === '1'
      ? []
      : [
          {
            ...base,
            code: 'TAGGED_FRAMES_UNSEEN' as const,
            certainty: vlan === undefined ? ('hint' as const) : ('sure' as const),
            values: { device, vlan: vlan ?? '0', pppoe: pppoe ?? '0' },
          },
        ]),
    { ...base, code: 'ARP_UNSEEN', certainty: 'sure', values: { device } },
  ];
}

const callSysctl = {
  ipv4: 'net.bridge.bridge-nf-call-iptables',
  ipv6: 'net.bridge.bridge-nf-call-ip6tables',
} as const;
