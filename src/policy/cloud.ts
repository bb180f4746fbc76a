import type {
  AddressGroup,
  AddressGroupId,
  BoundPort,
  PortId,
  SecurityGroup,
  SecurityGroupId,
} from '../model/index.ts';

/** Ports and groups of all hosts: what security groups speak of. */
export interface PolicyCloud {
  readonly ports: ReadonlyMap<PortId, BoundPort>;
  readonly groups: ReadonlyMap<SecurityGroupId, SecurityGroup>;
  readonly addressGroups: ReadonlyMap<AddressGroupId, AddressGroup>;
}

/** Whether a port's packets are judged by its groups. */
export function isFiltered(port: BoundPort): boolean {
  return port.portSecurityEnabled && !isOfNetwork(port);
}

/** Ports of the cloud itself (DHCP and the like): everything may reach them, and they everything. */
export function isOfNetwork(port: BoundPort): boolean {
  return port.deviceOwner.startsWith('network:');
}
