import type { AddressGroupId, NetworkId, PortId, SecurityGroupId } from './ids.ts';
import type { BoundPort } from './port.ts';
import type { AddressGroup, SecurityGroup } from './security-group.ts';

/**
 * Everything one host must know, at one revision. Objects that did not change between two states of one source are
 * the same objects (`applyHostDelta` sees to it), so that what depends on them can be kept.
 */
export interface HostState {
  readonly host: string;
  readonly revision: number;
  /** In order of arrival. */
  readonly ports: ReadonlyMap<PortId, BoundPort>;
  readonly groups: ReadonlyMap<SecurityGroupId, SecurityGroup>;
  /** Addresses and CIDRs of remote groups, cloud-wide. A group that is absent here: see `membersOf`. */
  readonly members: ReadonlyMap<SecurityGroupId, readonly string[]>;
  readonly addressGroups: ReadonlyMap<AddressGroupId, AddressGroup>;
  /** How each network reaches this host; the compiler does not need it, the wiring does. */
  readonly networks: ReadonlyMap<NetworkId, NetworkSegment>;
  /** DHCP servers of a network; only the oldest profile writes them into rules. */
  readonly dhcpServers: ReadonlyMap<NetworkId, readonly string[]>;
  /** Link-local addresses that router advertisements come from; only the oldest profile writes them into rules. */
  readonly raSources: ReadonlyMap<NetworkId, readonly string[]>;
}

export interface NetworkSegment {
  readonly id: NetworkId;
  readonly networkType: 'vxlan' | 'vlan' | 'flat' | 'local';
  readonly physicalNetwork: string | null;
  /** VNI or VLAN id. */
  readonly segmentationId: number | null;
  readonly mtu: number;
  /** Tunnel addresses of the other hosts that have a port of the network (vxlan only), sorted. */
  readonly tunnelEndpoints: readonly string[];
}

/** A host before it was told anything. */
export function emptyHostState(host: string): HostState {
  return {
    host,
    revision: 0,
    ports: new Map(),
    groups: new Map(),
    members: new Map(),
    addressGroups: new Map(),
    networks: new Map(),
    dhcpServers: new Map(),
    raSources: new Map(),
  };
}
