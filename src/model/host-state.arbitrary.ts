import fc from 'fast-check';
import type { HostState, NetworkSegment } from './host-state.ts';
import { type AddressGroupId, type Id, type NetworkId, type PortId, type SecurityGroupId, asId } from './ids.ts';
import type { BoundPort } from './port.ts';
import { protocolNames } from './protocol.ts';
import type { AddressGroup, Remote, SecurityGroup, SecurityGroupRule } from './security-group.ts';

/** What a random state may hold; small pools of ids make ports share networks and groups. */
export interface HostStateSize {
  readonly ports: number;
  readonly groups: number;
  readonly rules: number;
}

const small: HostStateSize = { ports: 5, groups: 4, rules: 6 };

/**
 * Random states of one host, such as the API would make them: every group that a port names is there, ids of ports
 * differ in their first ten characters, prefixes belong to the family of their rule. Two states of the same generator
 * draw from the same ids, so that they make a step from one to the other.
 */
export function hostStates(size: HostStateSize = small): fc.Arbitrary<HostState> {
  const groupIds = ids<SecurityGroupId>('5ec', size.groups);
  const remoteIds = [...groupIds, ...ids<SecurityGroupId>('4e', 2)];
  const addressGroupIds = ids<AddressGroupId>('add4', 2);
  const networkIds = ids<NetworkId>('4e7', 3);
  const portIds = ids<PortId>('904', size.ports);
  return fc
    .record({
      revision: fc.nat(1_000_000),
      ports: fc
        .shuffledSubarray(portIds)
        .chain((some) => fc.tuple(...some.map((id) => port(id, networkIds, groupIds)))),
      groups: fc.tuple(...groupIds.map((id) => group(id, remoteIds, addressGroupIds, size.rules))),
      addressGroups: fc.tuple(...addressGroupIds.map(addressGroup)),
      members: someOf(remoteIds, fc.uniqueArray(cidrs, { maxLength: 8 })),
      networks: fc.subarray(networkIds).chain((some) => fc.tuple(...some.map(network))),
      dhcpServers: someOf(networkIds, fc.uniqueArray(addresses, { maxLength: 2 })),
      raSources: someOf(networkIds, fc.uniqueArray(v6Addresses, { maxLength: 2 })),
    })
    .map((parts) => ({
      host: 'Sugon04',
      revision: parts.revision,
      ports: byId(parts.ports),
      groups: byId(parts.groups),
      addressGroups: byId(parts.addressGroups),
      networks: byId(parts.networks),
      members: parts.members,
      dhcpServers: parts.dhcpServers,
      raSources: parts.raSources,
    }));
}

/** Two states of one host, the second made from the first by changing some of its parts. */
export function hostSteps(size: HostStateSize = small): fc.Arbitrary<readonly [HostState, HostState]> {
  return fc
    .tuple(
      hostStates(size),
      hostStates(size),
      fc.record({ ports: fc.boolean(), groups: fc.boolean(), members: fc.boolean(), addressGroups: fc.boolean() }),
    )
    .map(([before, other, keep]) => [
      before,
      {
        ...other,
        revision: before.revision + 1,
        ports: keep.ports ? before.ports : other.ports,
        groups: keep.groups ? before.groups : other.groups,
        members: keep.members ? before.members : other.members,
        addressGroups: keep.addressGroups ? before.addressGroups : other.addressGroups,
      },
    ]);
}

function ids<I extends Id<string>>(prefix: string, count: number): I[] {
  return Array.from({ length: count }, (_, n) => {
    const head = `${prefix}${n.toString(16)}`.padEnd(8, 'c');
    return asId<I>(`${head}-${n.toString(16).padStart(4, '0')}-4000-8000-0123456789ab`);
  });
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<T['id'], T> {
  return new Map(list.map((item) => [item.id, item]));
}

function someOf<K extends string, V>(keys: readonly K[], values: fc.Arbitrary<V>): fc.Arbitrary<ReadonlyMap<K, V>> {
  return fc
    .subarray([...keys])
    .chain((some) => fc.tuple(...some.map((key) => values.map((value): [K, V] => [key, value]))))
    .map((pairs) => new Map(pairs));
}

const octets = fc.constantFrom(0, 1, 2, 9, 10, 127, 128, 255);
const v4Addresses = fc.tuple(fc.constantFrom(10, 172, 192), octets, octets, octets).map((bytes) => bytes.join('.'));
const v6Addresses = fc.oneof(
  fc.nat(0xffff).map((n) => `2001:db8::${n.toString(16)}`),
  fc.nat(0xffff).map((n) => `fe80::${n.toString(16)}`),
  fc.nat(0xffff).map((n) => `2001:0DB8:0:0::${n.toString(16).toUpperCase()}`),
);
const addresses = fc.oneof(v4Addresses, v6Addresses);
const v4Cidrs = fc
  .tuple(v4Addresses, fc.constantFrom('', '/0', '/1', '/8', '/24', '/31', '/32'))
  .map((p) => p.join(''));
const v6Cidrs = fc
  .tuple(v6Addresses, fc.constantFrom('', '/0', '/3', '/48', '/64', '/127', '/128'))
  .map((p) => p.join(''));
const cidrs = fc.oneof(v4Cidrs, v6Cidrs);
const macs = fc.tuple(fc.nat(0xff), fc.nat(0xff), fc.boolean()).map(([a, b, capital]) => {
  const mac = `fa:16:3e:00:${a.toString(16).padStart(2, '0')}:${b.toString(16).padStart(2, '0')}`;
  return capital ? mac.toUpperCase() : mac;
});

function port(
  id: PortId,
  networkIds: readonly NetworkId[],
  groupIds: readonly SecurityGroupId[],
): fc.Arbitrary<BoundPort> {
  return fc.record({
    id: fc.constant(id),
    name: fc.constantFrom('', 'vm-oa'),
    networkId: fc.constantFrom(...networkIds),
    macAddress: macs,
    fixedIps: fc.uniqueArray(
      addresses.map((ipAddress) => ({ subnetId: asId<BoundPort['fixedIps'][number]['subnetId']>('50b'), ipAddress })),
      { maxLength: 3, selector: (ip) => ip.ipAddress },
    ),
    allowedAddressPairs: fc.array(fc.record({ ipAddress: cidrs, macAddress: macs }, { requiredKeys: ['ipAddress'] }), {
      maxLength: 2,
    }),
    securityGroups: fc.shuffledSubarray([...groupIds]),
    portSecurityEnabled: fc.nat(4).map((n) => n > 0),
    deviceOwner: fc.constantFrom('', 'compute:nova', 'compute:nova', 'neutron:VIP', 'network:dhcp', 'network:router'),
    deviceId: fc.constantFrom('', 'd1'),
    adminStateUp: fc.boolean(),
  });
}

function group(
  id: SecurityGroupId,
  remotes: readonly SecurityGroupId[],
  addressGroups: readonly AddressGroupId[],
  maxRules: number,
): fc.Arbitrary<SecurityGroup> {
  return fc.record({
    id: fc.constant(id),
    name: fc.constantFrom('', 'web', 'default'),
    stateful: fc.nat(4).map((n) => n > 0),
    rules: fc
      .array(rule(remotes, addressGroups), { maxLength: maxRules })
      .map((rules) => rules.map((r, n) => ({ ...r, id: asId<SecurityGroupRule['id']>(`${id.slice(0, 8)}-${n}`) }))),
  });
}

const portProtocols = fc.constantFrom('tcp', 'udp', '6', '17', 'sctp', 'dccp', 'udplite', '132');
const otherProtocols = fc.constantFrom(
  '0',
  'ip',
  'hopopt',
  'ipv6-encap',
  'pgm',
  '255',
  '4',
  '113',
  ...protocolNames.values(),
);
const icmps = fc.constantFrom('icmp', 'icmpv6', 'ipv6-icmp', '1', '58');

const services = fc.oneof(
  fc.constant({ protocol: null, portRangeMin: null, portRangeMax: null }),
  fc
    .tuple(portProtocols, fc.option(fc.tuple(fc.constantFrom(0, 1, 22, 80), fc.constantFrom(80, 443, 65535))))
    .map(([protocol, range]) => ({ protocol, portRangeMin: range?.[0] ?? null, portRangeMax: range?.[1] ?? null })),
  otherProtocols.map((protocol) => ({ protocol, portRangeMin: null, portRangeMax: null })),
  fc
    .tuple(icmps, fc.option(fc.constantFrom(0, 3, 8, 128, 255)), fc.option(fc.constantFrom(0, 1, 4)))
    .map(([protocol, type, code]) => ({ protocol, portRangeMin: type, portRangeMax: type === null ? null : code })),
);

function rule(
  remotes: readonly SecurityGroupId[],
  addressGroups: readonly AddressGroupId[],
): fc.Arbitrary<Omit<SecurityGroupRule, 'id'>> {
  const remote = (prefixes: fc.Arbitrary<string>): fc.Arbitrary<Remote> =>
    fc.oneof(
      fc.constant({ kind: 'any' as const }),
      prefixes.map((prefix) => ({ kind: 'prefix' as const, prefix })),
      fc.constantFrom(...remotes).map((id) => ({ kind: 'group' as const, id })),
      fc.constantFrom(...addressGroups).map((id) => ({ kind: 'addressGroup' as const, id })),
    );
  const direction = fc.constantFrom('ingress' as const, 'egress' as const);
  return fc.oneof(
    fc
      .tuple(services, direction, remote(v4Cidrs))
      .map(([service, direction, remote]) => ({ ...service, direction, ethertype: 'IPv4' as const, remote })),
    fc
      .tuple(services, direction, remote(v6Cidrs))
      .map(([service, direction, remote]) => ({ ...service, direction, ethertype: 'IPv6' as const, remote })),
  );
}

function addressGroup(id: AddressGroupId): fc.Arbitrary<AddressGroup> {
  return fc.record({
    id: fc.constant(id),
    name: fc.constantFrom('', 'offices'),
    addresses: fc.uniqueArray(cidrs, { maxLength: 4 }),
  });
}

function network(id: NetworkId): fc.Arbitrary<NetworkSegment> {
  return fc.record({
    id: fc.constant(id),
    networkType: fc.constantFrom('vxlan' as const, 'flat' as const),
    physicalNetwork: fc.constantFrom(null, 'physnet1'),
    segmentationId: fc.constantFrom(null, 1042),
    mtu: fc.constantFrom(1450, 1500),
    tunnelEndpoints: fc.uniqueArray(v4Addresses, { maxLength: 2 }),
  });
}
