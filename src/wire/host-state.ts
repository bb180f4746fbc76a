import {
  type AddressGroup,
  type AddressGroupId,
  type AllowedAddressPair,
  type BoundPort,
  type FixedIp,
  type HostState,
  type Id,
  type NetworkId,
  type NetworkSegment,
  type PortId,
  type SecurityGroup,
  type SecurityGroupId,
  type SubnetId,
  asId,
} from '../model/index.ts';
import {
  type Place,
  address,
  at,
  choice,
  cidr,
  entries,
  forbidUnknown,
  given,
  id,
  integer,
  items,
  mac,
  object,
  optionalFlag,
  optionalInteger,
  optionalItems,
  optionalText,
  pathOf,
  rootPlace,
  text,
  wrong,
} from './place.ts';
import { readRule, ruleJson } from './rule.ts';

/** A host state as JSON: Networking API objects, see docs/reference/host-state.md. */
export interface HostStateJson {
  readonly host: string;
  readonly revision?: number;
  readonly ports: readonly unknown[];
  readonly security_groups: readonly unknown[];
  readonly address_groups?: readonly unknown[];
  readonly members?: Readonly<Record<string, readonly { readonly ip_address: string }[]>>;
  readonly networks?: readonly unknown[];
  readonly dhcp_servers?: Readonly<Record<string, readonly string[]>>;
  readonly ra_sources?: Readonly<Record<string, readonly string[]>>;
}

/** Members of one state, in the feed and inside a step of a file. */
export const stateMembers = [
  'host',
  'revision',
  'ports',
  'security_groups',
  'address_groups',
  'members',
  'networks',
  'dhcp_servers',
  'ra_sources',
] as const;

/**
 * Reads one host state. Throws a typed error that names the bad member by its path; members of API objects that are
 * not known here are ignored, those of the state itself are not.
 */
export function parseHostState(json: unknown): HostState {
  const place = rootPlace(json);
  object(place);
  forbidUnknown(place, stateMembers);
  return readState(place, text(at(place, 'host')));
}

/** The state at a place of a document. */
export function readState(place: Place, host: string): HostState {
  object(place);
  const state: HostState = {
    host,
    revision: given(at(place, 'revision')) ? integer(at(place, 'revision'), 0, Number.MAX_SAFE_INTEGER) : 0,
    ports: readAll(items(at(place, 'ports')), readPort),
    groups: readAll(items(at(place, 'security_groups')), readGroup),
    members: readLists(at(place, 'members'), readMember),
    addressGroups: readAll(optionalItems(at(place, 'address_groups')), readAddressGroup),
    networks: readAll(optionalItems(at(place, 'networks')), readNetwork),
    dhcpServers: readLists(at(place, 'dhcp_servers'), address),
    raSources: readLists(at(place, 'ra_sources'), address),
  };
  checkReferences(place, state);
  return state;
}

/** Lists by id (`members`, `dhcp_servers`, ...); an absent one is empty. */
export function readLists<I extends Id<string>>(
  place: Place,
  read: (item: Place) => string,
): ReadonlyMap<I, readonly string[]> {
  if (!given(place)) return new Map();
  return new Map(entries(place).map(([key, list]) => [id<I>({ ...list, value: key }), items(list).map(read)]));
}

function readAll<T extends { readonly id: Id<string> }>(
  places: readonly Place[],
  read: (place: Place) => T,
): ReadonlyMap<T['id'], T> {
  const all = new Map<T['id'], T>();
  for (const place of places) {
    const item = read(place);
    if (all.has(item.id)) {
      const first = [...all.keys()].indexOf(item.id);
      const list = place.parent ? pathOf(place.parent) : '';
      throw wrong('STATE_DUPLICATE_ID', at(place, 'id'), { id: item.id, first: `${list}[${first}]` });
    }
    all.set(item.id, item);
  }
  return all;
}

export function readPort(place: Place): BoundPort {
  return {
    id: id<PortId>(at(place, 'id')),
    name: optionalText(at(place, 'name'), ''),
    networkId: id<NetworkId>(at(place, 'network_id')),
    macAddress: mac(at(place, 'mac_address')),
    fixedIps: optionalItems(at(place, 'fixed_ips')).map(readFixedIp),
    allowedAddressPairs: optionalItems(at(place, 'allowed_address_pairs')).map(readPair),
    securityGroups: optionalItems(at(place, 'security_groups')).map((item) => id<SecurityGroupId>(item)),
    portSecurityEnabled: optionalFlag(at(place, 'port_security_enabled'), true),
    deviceOwner: optionalText(at(place, 'device_owner'), ''),
    deviceId: optionalText(at(place, 'device_id'), ''),
    adminStateUp: optionalFlag(at(place, 'admin_state_up'), true),
  };
}

function readFixedIp(place: Place): FixedIp {
  return {
    subnetId: asId<SubnetId>(optionalText(at(place, 'subnet_id'), '')),
    ipAddress: address(at(place, 'ip_address')),
  };
}

function readPair(place: Place): AllowedAddressPair {
  const ipAddress = cidr(at(place, 'ip_address'));
  const own = at(place, 'mac_address');
  return given(own) ? { ipAddress, macAddress: mac(own) } : { ipAddress };
}

export function readGroup(place: Place): SecurityGroup {
  const groupId = id<SecurityGroupId>(at(place, 'id'));
  return {
    id: groupId,
    name: optionalText(at(place, 'name'), ''),
    stateful: optionalFlag(at(place, 'stateful'), true),
    rules: items(at(place, 'security_group_rules')).map((rule, index) => readRule(rule, groupId, index)),
  };
}

export function readAddressGroup(place: Place): AddressGroup {
  return {
    id: id<AddressGroupId>(at(place, 'id')),
    name: optionalText(at(place, 'name'), ''),
    addresses: items(at(place, 'addresses')).map(cidr),
  };
}

export function readNetwork(place: Place): NetworkSegment {
  const physical = at(place, 'provider:physical_network');
  return {
    id: id<NetworkId>(at(place, 'id')),
    networkType: choice(at(place, 'provider:network_type'), ['vxlan', 'vlan', 'flat', 'local']),
    physicalNetwork: given(physical) ? text(physical) : null,
    segmentationId: optionalInteger(at(place, 'provider:segmentation_id'), 0, 0xffffff),
    mtu: integer(at(place, 'mtu'), 68, 65535),
    tunnelEndpoints: optionalItems(at(place, 'tunnel_endpoints')).map(address),
  };
}

/** `{"ip_address": ...}`; other members, such as `mac_address`, say nothing here. */
export function readMember(place: Place): string {
  return cidr(at(place, 'ip_address'));
}

/** A state must hold every group that one of its ports, or one of its rules, names. */
function checkReferences(place: Place, state: HostState): void {
  for (const [p, port] of [...state.ports.values()].entries()) {
    for (const [g, group] of port.securityGroups.entries()) {
      if (!state.groups.has(group)) {
        throw wrong('STATE_GROUP_UNKNOWN', inside(place, 'ports', p, 'security_groups', g), { id: group });
      }
    }
  }
  for (const [g, group] of [...state.groups.values()].entries()) {
    for (const [r, { remote }] of group.rules.entries()) {
      if (remote.kind === 'addressGroup' && !state.addressGroups.has(remote.id)) {
        const rule = inside(place, 'security_groups', g, 'security_group_rules', r, 'remote_address_group_id');
        throw wrong('STATE_ADDRESS_GROUP_UNKNOWN', rule, { id: remote.id });
      }
    }
  }
}

function inside(place: Place, ...keys: readonly (string | number)[]): Place {
  return keys.reduce<Place>((parent, key) => ({ value: null, parent, key }), place);
}

/** The state as JSON; `parseHostState` gives it back. */
export function hostStateJson(state: HostState): HostStateJson {
  return {
    host: state.host,
    revision: state.revision,
    ports: [...state.ports.values()].map(portJson),
    security_groups: [...state.groups.values()].map(groupJson),
    address_groups: [...state.addressGroups.values()].map(addressGroupJson),
    members: membersJson(state.members),
    networks: [...state.networks.values()].map(networkJson),
    dhcp_servers: Object.fromEntries(state.dhcpServers),
    ra_sources: Object.fromEntries(state.raSources),
  };
}

export function portJson(port: BoundPort) {
  return {
    id: port.id,
    name: port.name,
    network_id: port.networkId,
    mac_address: port.macAddress,
    fixed_ips: port.fixedIps.map((ip) => ({ subnet_id: ip.subnetId, ip_address: ip.ipAddress })),
    allowed_address_pairs: port.allowedAddressPairs.map((pair) => ({
      ip_address: pair.ipAddress,
      ...(pair.macAddress === undefined ? {} : { mac_address: pair.macAddress }),
    })),
    security_groups: port.securityGroups,
    port_security_enabled: port.portSecurityEnabled,
    device_owner: port.deviceOwner,
    device_id: port.deviceId,
    admin_state_up: port.adminStateUp,
  };
}

export function groupJson(group: SecurityGroup) {
  return {
    id: group.id,
    name: group.name,
    stateful: group.stateful,
    security_group_rules: group.rules.map((rule) => ruleJson(rule, group.id)),
  };
}

export function addressGroupJson(group: AddressGroup) {
  return { id: group.id, name: group.name, addresses: group.addresses };
}

export function networkJson(network: NetworkSegment) {
  return {
    id: network.id,
    'provider:network_type': network.networkType,
    'provider:physical_network': network.physicalNetwork,
    'provider:segmentation_id': network.segmentationId,
    mtu: network.mtu,
    tunnel_endpoints: network.tunnelEndpoints,
  };
}

export function membersJson(members: Iterable<readonly [string, readonly string[]]>) {
  return Object.fromEntries(
    [...members].map(([group, addresses]) => [group, addresses.map((address) => ({ ip_address: address }))]),
  );
}
