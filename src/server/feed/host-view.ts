import {
  type AddressGroup,
  type AddressGroupId,
  type BoundPort,
  type HostState,
  type NetworkId,
  type NetworkSegment,
  type PortId,
  type SecurityGroup,
  type SecurityGroupId,
} from '../../model/index.ts';
import type { Cloud, CloudNetwork } from './cloud.ts';

/** Everything one host must know of the cloud. Parts that did not change since the last time are the same objects. */
export function viewOfHost(cloud: Cloud, host: string, revision: number): HostState {
  const ports = new Map<PortId, BoundPort>();
  const groups = new Map<SecurityGroupId, SecurityGroup>();
  const members = new Map<SecurityGroupId, readonly string[]>();
  const addressGroups = new Map<AddressGroupId, AddressGroup>();
  const networks = new Map<NetworkId, NetworkSegment>();
  const dhcpServers = new Map<NetworkId, readonly string[]>();

  for (const { port } of cloud.portsOfHost(host)) {
    ports.set(port.id, port);
    for (const id of port.securityGroups) {
      const group = cloud.group(id);
      if (group) groups.set(id, group);
    }
    const network = cloud.network(port.networkId);
    if (network === undefined || networks.has(port.networkId)) continue;
    networks.set(port.networkId, segmentOf(cloud, network, port.networkId, host));
    const servers = cloud.dhcpServers(port.networkId);
    if (servers.length > 0) dhcpServers.set(port.networkId, servers);
  }
  for (const group of groups.values()) {
    for (const { remote } of group.rules) {
      if (remote.kind === 'group') members.set(remote.id, cloud.members(remote.id));
      if (remote.kind !== 'addressGroup') continue;
      const addressGroup = cloud.addressGroup(remote.id);
      if (addressGroup) addressGroups.set(remote.id, addressGroup);
    }
  }
  return { host, revision, ports, groups, members, addressGroups, networks, dhcpServers, raSources: new Map() };
}

function segmentOf(cloud: Cloud, network: CloudNetwork, id: NetworkId, host: string): NetworkSegment {
  const type = network.network_type;
  const networkType = type === 'vlan' || type === 'flat' || type === 'local' ? type : 'vxlan';
  return {
    id,
    networkType,
    physicalNetwork: network.physical_network,
    segmentationId: network.segmentation_id,
    mtu: network.mtu,
    tunnelEndpoints: networkType === 'vxlan' ? cloud.tunnelEndpoints(id, host) : [],
  };
}
