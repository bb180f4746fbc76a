import { rulesOfDump } from '../../../ask/index.ts';
import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../../../compiler/index.ts';
import { printSave, printSets } from '../../../netfilter/index.ts';
import { type HostDump, parseHostState } from '../../../wire/index.ts';

/** The article's host: vm-oa in group test, which lets the members of default ping it and log in. */
export const groupId = '43e07d4f-0fdd-4fe0-988f-9d9d0f6aa4a1';
export const remoteId = 'b0b0b0b0-0fdd-4fe0-988f-9d9d0f6aa4a1';
export const groups = { [groupId]: 'test', [remoteId]: 'default' };

export interface StateOptions {
  readonly ports: number;
  readonly rules?: readonly object[];
}

const rule = (id: string, more: object) => ({
  id,
  security_group_id: groupId,
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: null,
  port_range_min: null,
  port_range_max: null,
  remote_ip_prefix: null,
  remote_group_id: null,
  ...more,
});

export const sshRule = '9d2c0000-0000-4000-8000-000000000001';
export const usualRules: readonly object[] = [
  rule(sshRule, { protocol: 'tcp', port_range_min: 22, port_range_max: 22, remote_group_id: remoteId }),
  rule('9d2c0000-0000-4000-8000-000000000002', { protocol: 'icmp', remote_group_id: remoteId }),
  rule('9d2c0000-0000-4000-8000-000000000003', { direction: 'egress' }),
];

/** A host's state as the server answers it. */
export function stateJson({ ports, rules = usualRules }: StateOptions) {
  const hex = (number: number) => number.toString(16).padStart(2, '0');
  return {
    host: 'Sugon04',
    revision: 7,
    ports: Array.from({ length: ports }, (_, index) => {
      const [high, low] = [Math.floor(index / 256), index % 256];
      return {
        id: `e6${hex(high)}${hex(low)}f5-c3a1-4b6f-9c61-4f3a2f0d1e5b`,
        name: index === 0 ? 'vm-oa' : `vm-${index}`,
        network_id: '4e700000-0000-4000-8000-000000000001',
        mac_address: `fa:16:3e:00:${hex(high)}:${hex(low)}`,
        fixed_ips: [{ subnet_id: '5ab00000-0000-4000-8000-000000000001', ip_address: `172.16.${15 + high}.${low}` }],
        security_groups: [groupId],
        port_security_enabled: true,
        device_owner: 'compute:nova',
        device_id: `d${index}`,
      };
    }),
    security_groups: ports === 0 ? [] : [{ id: groupId, name: 'test', stateful: true, security_group_rules: rules }],
    members: { [remoteId]: [{ ip_address: '172.16.15.30' }] },
  };
}

/** A dump of a host that holds exactly what its state asks for; `packets`: what each of its rules has counted. */
export function dumpOf(state: object, packets = 0): HostDump {
  const layout = createNeutronLayout(defaultLayoutOptions);
  const { rulesets, sets } = layout.compile(parseHostState(state), emptyMemory);
  const counted = (text: string) =>
    text
      .replaceAll(/^(?=-A )/gm, `[${packets}:${packets * 60}] `)
      .replaceAll(/^(:\S+ \S+).*$/gm, `$1 [0:0]`)
      .replace(/^/, '# Generated at a time of its own\n');
  return {
    taken_at: '2026-03-02T17:00:00Z',
    backend: 'nft',
    revision: 7,
    ipv4: counted(printSave(rulesets.ipv4)),
    ipv6: counted(printSave(rulesets.ipv6)),
    ipset: printSets([...sets.values()].map(({ set }) => set)),
    listing: '',
  };
}

/** Whether a dump is readable at all. */
export function rulesIn(dump: HostDump): number {
  const { tables } = rulesOfDump(dump).rulesets.ipv4;
  return [...tables.values()].reduce(
    (sum, { chains }) => sum + [...chains.values()].reduce((rules, chain) => rules + chain.rules.length, 0),
    0,
  );
}
