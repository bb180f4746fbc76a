import type { LabApi } from '../api.ts';
import { labNetwork } from '../lab-network.ts';
import { articleIds } from './ids.ts';

/** The article's network and groups, as they were before its instance was started. The project has no group yet. */
export async function importArticle(api: LabApi): Promise<void> {
  // Groups first: a project that gets a network before gets a default group of the server's making.
  await api.importObjects({
    security_groups: [
      {
        id: articleIds.defaultGroup,
        name: 'default',
        description: 'Default security group',
        security_group_rules: [
          ...egressToAll(articleIds.defaultGroup),
          { ...rule(articleIds.defaultGroup, 'ingress', 'IPv4'), remote_group_id: articleIds.defaultGroup },
          { ...rule(articleIds.defaultGroup, 'ingress', 'IPv6'), remote_group_id: articleIds.defaultGroup },
        ],
      },
      { id: articleIds.testGroup, name: 'test', security_group_rules: egressToAll(articleIds.testGroup) },
    ],
  });
  await api.importObjects({
    networks: [{ id: articleIds.network, name: labNetwork.name }],
    subnets: [
      {
        id: articleIds.subnet,
        network_id: articleIds.network,
        name: labNetwork.name,
        ip_version: 4,
        cidr: labNetwork.cidr,
        gateway_ip: null,
        allocation_pools: [{ start: '172.16.15.24', end: '172.16.15.254' }],
      },
    ],
  });
}

function egressToAll(group: string) {
  return [rule(group, 'egress', 'IPv4'), rule(group, 'egress', 'IPv6')];
}

function rule(group: string, direction: string, ethertype: string) {
  return { security_group_id: group, direction, ethertype, protocol: null };
}
