import type { Packet } from '../../src/explain/index.ts';
import {
  type BoundPort,
  type HostState,
  type SecurityGroupRule,
  addressVersion,
  cidrContains,
  membersOf,
  parseAddress,
  parseCidr,
  parseMac,
  protocolNumber,
} from '../../src/model/index.ts';

/**
 * What security groups mean, in the words of the API, written without a look at how they become rules: the compiler
 * and this must agree on every packet. What a layout does differently from the API's words on purpose (because what
 * it is matched with does) is a named `Deviation`, taken by profile.
 */
export function isAllowed(state: HostState, layout: OracleLayout, packet: Packet): boolean {
  const world = { state, layout, packet, ctState: stateOf(state, layout, packet) };
  const from = portOf(state, packet.physdevIn);
  const to = portOf(state, packet.physdevOut);
  return (!from || maySend(from, world)) && (!to || mayReceive(to, world));
}

export interface OracleLayout {
  readonly profile: 'zed' | 'caracal' | 'mitaka';
  readonly ipset: boolean;
}

type Deviation =
  /** A rule with a remote address group lets everybody through (bug 2058138). */
  | 'addressGroupsRestrictNothing'
  /** Protocol "ipip" is 94 and not 4 (bug 2054324). */
  | 'ipipIs94'
  /** Ports only for tcp and udp, types only for icmp and icmpv6, and only by these names. */
  | 'portsOnlyByName'
  /** Stateless groups are stateful. */
  | 'alwaysTracked'
  /** DHCP from an instance, and ICMPv6 and DHCPv6, are not asked for their source. */
  | 'someEscapeTheSourceCheck'
  /** DHCP and router advertisements come to an instance only from the servers and routers that are known. */
  | 'serversByName'
  /** A link-local address is the instance's own only if it is listed. */
  | 'noLinkLocal'
  /** An instance hears multicast listeners report and leave. */
  | 'moreMulticast';

const deviations: { readonly [p in OracleLayout['profile']]: readonly Deviation[] } = {
  caracal: [],
  zed: ['addressGroupsRestrictNothing', 'ipipIs94'],
  mitaka: [
    'addressGroupsRestrictNothing',
    'ipipIs94',
    'portsOnlyByName',
    'alwaysTracked',
    'someEscapeTheSourceCheck',
    'serversByName',
    'noLinkLocal',
    'moreMulticast',
  ],
};

interface World {
  readonly state: HostState;
  readonly layout: OracleLayout;
  readonly packet: Packet;
  readonly ctState: Packet['ctState'];
}

function does({ layout }: World, deviation: Deviation): boolean {
  return deviations[layout.profile].includes(deviation);
}

// ---- which guard a port has

type Guard = 'trusted' | 'off' | 'filtered';

function guardOf(port: BoundPort): Guard {
  if (port.deviceOwner.startsWith('network:')) return 'trusted';
  return port.portSecurityEnabled ? 'filtered' : 'off';
}

function portOf(state: HostState, device: string | undefined): BoundPort | undefined {
  return [...state.ports.values()].find(({ id }) => device === deviceOf(id));
}

function deviceOf(id: string): string {
  return `tap${id.slice(0, 11)}`;
}

/**
 * A port whose first group is stateless, and has rules, is not tracked. The kernel knows no port yet when it decides
 * over tracking, only a bridge: the filtered port with the smallest device of a network decides for all of it.
 */
function stateOf(state: HostState, layout: OracleLayout, packet: Packet): Packet['ctState'] {
  if (deviations[layout.profile].includes('alwaysTracked')) return packet.ctState;
  const [decides] = [...state.ports.values()]
    .filter((port) => guardOf(port) === 'filtered' && `brq${port.networkId.slice(0, 11)}` === packet.in)
    .map(({ id }) => deviceOf(id))
    .sort();
  const port = portOf(state, decides);
  return port && isStateless(port, state, layout) ? 'UNTRACKED' : packet.ctState;
}

function isStateless(port: BoundPort, state: HostState, layout: OracleLayout): boolean {
  const [first] = port.securityGroups;
  const group = first === undefined ? undefined : state.groups.get(first);
  if (!group || group.stateful || port.deviceOwner.startsWith('neutron:')) return false;
  if (layout.ipset) return group.rules.length > 0;
  // Without sets a rule that names a group without members is no rule at all.
  return group.rules.some((rule) => {
    const { remote, ethertype } = rule;
    if (isNonsense(rule, layout)) return false;
    return (
      (remote.kind !== 'group' && (remote.kind !== 'addressGroup' || layout.profile !== 'caracal')) ||
      (remote.kind === 'group' ? membersOf(state)(remote.id) : (state.addressGroups.get(remote.id)?.addresses ?? []))
        .filter((address) => !port.fixedIps.some(({ ipAddress }) => ipAddress === address))
        .some((address) => isFamily(address, ethertype === 'IPv4' ? 'ipv4' : 'ipv6'))
    );
  });
}

// ---- what a port may send and receive

function maySend(port: BoundPort, world: World): boolean {
  if (guardOf(port) !== 'filtered') return true;
  const isOwn = isOwnSource(port, world);
  const escapes = does(world, 'someEscapeTheSourceCheck');
  if (world.packet.family === 'ipv4') {
    if (isUdp(world, 68, 67)) {
      const asksForAnAddress = world.packet.source === '0.0.0.0' && world.packet.destination === '255.255.255.255';
      return asksForAnAddress || escapes || isOwn;
    }
    if (!isOwn || isUdp(world, 67, 68)) return false;
  } else {
    if (isFirstIcmp6(world) && !escapes) return true;
    if (isIcmp6(world)) return !isIcmp6(world, 134) && (isOwn || escapes);
    if (isUdp(world, 546, 547)) return isOwn || escapes;
    if (!isOwn || isUdp(world, 547, 546)) return false;
  }
  return isKnown(world) || rulesAllow(port, 'egress', world);
}

function mayReceive(port: BoundPort, world: World): boolean {
  if (guardOf(port) !== 'filtered') return true;
  const types = does(world, 'moreMulticast') ? [130, 131, 132, 135, 136] : [130, 135, 136];
  return (
    (world.packet.family === 'ipv6' && isIcmp6(world, ...types)) ||
    isKnown(world) ||
    isFromServer(port, world) ||
    rulesAllow(port, 'ingress', world)
  );
}

/** An answer to what was let through before. */
function isKnown({ ctState }: World): boolean {
  return ctState === 'ESTABLISHED' || ctState === 'RELATED';
}

/** Address configuration: DHCP, DHCPv6 and router advertisements. */
function isFromServer(port: BoundPort, world: World): boolean {
  const { packet, state } = world;
  const own = port.fixedIps.map(({ ipAddress }) => ipAddress).filter((address) => isFamily(address, packet.family));
  const isDhcp = packet.family === 'ipv4' ? isUdp(world, 67, 68) : isUdp(world, 547, 546);
  const isAdvertisement = packet.family === 'ipv6' && isIcmp6(world, 134);
  if (does(world, 'serversByName')) {
    if (isDhcp) return dhcpSources(state, port, packet.family).some((address) => holds(address, packet.source));
    return isAdvertisement && (state.raSources.get(port.networkId) ?? []).some((from) => holds(from, packet.source));
  }
  if (isDhcp) {
    const everybody = packet.family === 'ipv4' ? '255.255.255.255' : 'fe80::/64';
    return [...own, everybody].some((address) => holds(address, packet.destination));
  }
  return isAdvertisement && own.length > 0;
}

function dhcpSources(state: HostState, port: BoundPort, family: Packet['family']): readonly string[] {
  const listed = state.dhcpServers.get(port.networkId);
  if (listed) return listed.filter((address) => isFamily(address, family));
  return [...state.ports.values()]
    .filter(({ networkId, deviceOwner }) => networkId === port.networkId && deviceOwner === 'network:dhcp')
    .flatMap((server) =>
      server.fixedIps
        .map(({ ipAddress }) => ipAddress)
        .filter((address) => isFamily(address, family))
        .map((address) =>
          family === 'ipv6' && !holds('fe80::/64', address) ? linkLocalOf(server.macAddress) : address,
        ),
    );
}

// ---- anti-spoofing

/**
 * A port sends from its own addresses and from its allowed pairs, each with its MAC. A port without any address is
 * asked only for its MAC; one without an address of the family is not asked at all.
 */
function isOwnSource(port: BoundPort, world: World): boolean {
  const { packet } = world;
  const pairs = [
    ...port.allowedAddressPairs.map((pair) => ({ mac: pair.macAddress ?? port.macAddress, address: pair.ipAddress })),
    ...port.fixedIps.map(({ ipAddress }) => ({ mac: port.macAddress, address: ipAddress })),
  ].filter(({ address }) => isFamily(address, packet.family));
  if (packet.family === 'ipv6' && !does(world, 'noLinkLocal')) {
    pairs.push(...pairs.map(({ mac }) => ({ mac, address: linkLocalOf(mac) })));
  }
  const isMac = (mac: string) => parseMac(mac) === parseMac(packet.macSource ?? '');
  if (port.fixedIps.length === 0 && isMac(port.macAddress)) return true;
  if (port.fixedIps.length > 0 && pairs.length === 0) return true;
  return pairs.some(({ mac, address }) => isMac(mac) && holds(address, packet.source));
}

/** fe80::/64 and the MAC by EUI-64: its second lowest bit turned round, ff:fe in the middle. */
function linkLocalOf(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = (parseMac(mac) ?? '')
    .split(':')
    .map((hex) => Number.parseInt(hex, 16));
  const group = (high: number, low: number) => (high * 256 + low).toString(16);
  return `fe80::${group(a ^ 2, b)}:${group(c, 0xff)}:${group(0xfe, d)}:${group(e, f)}`;
}

/** What an instance says before it has an address. */
function isFirstIcmp6(world: World): boolean {
  const { source, destination } = world.packet;
  return isIcmp6(world, 131, 135, 143) && source === '::' && holds('ff02::/16', destination);
}

// ---- group rules

function rulesAllow(port: BoundPort, direction: SecurityGroupRule['direction'], world: World): boolean {
  return port.securityGroups
    .flatMap((id) => world.state.groups.get(id)?.rules ?? [])
    .some(
      (rule) =>
        rule.direction === direction &&
        (rule.ethertype === 'IPv4') === (world.packet.family === 'ipv4') &&
        !isNonsense(rule, world.layout) &&
        isService(rule, world) &&
        isRemote(rule, port, world),
    );
}

function isService(rule: SecurityGroupRule, world: World): boolean {
  const { packet } = world;
  const protocol = ruleProtocol(rule, world);
  if (protocol === 0) return true;
  if (packet.protocol !== protocol) return false;
  const { portRangeMin: first, portRangeMax: last } = rule;
  if (first === null) return true;
  if (does(world, 'portsOnlyByName') && !['tcp', 'udp', 'icmp', 'icmpv6'].includes(rule.protocol ?? '')) return true;
  if (protocol === 1 && rule.ethertype === 'IPv4') {
    // Type 255 stands for every type.
    return first === 255 || (packet.icmpType === first && (last === null || packet.icmpCode === last));
  }
  if (protocol === 58) return packet.icmpType === first && (last === null || packet.icmpCode === last);
  if (![6, 17, 33, 132, 136].includes(protocol)) return true;
  const port = packet.destinationPort ?? -1;
  return first <= port && port <= (last ?? first);
}

/** Types of one family's ICMP in a rule of the other: no kernel takes such a rule, so it allows nothing. */
function isNonsense(rule: SecurityGroupRule, layout: OracleLayout): boolean {
  const { protocol, ethertype, portRangeMin } = rule;
  if (portRangeMin === null || protocol === null) return false;
  const hasTypes = !deviations[layout.profile].includes('portsOnlyByName') || ['icmp', 'icmpv6'].includes(protocol);
  return (
    hasTypes &&
    protocolNumber(protocol) === (ethertype === 'IPv4' ? 58 : 1) &&
    !(ethertype === 'IPv6' && protocol === 'icmp')
  );
}

/** 0: every protocol. */
function ruleProtocol({ protocol, ethertype }: SecurityGroupRule, world: World): number | undefined {
  if (protocol === null || protocol === '') return 0;
  if (ethertype === 'IPv6' && (protocol === 'icmp' || protocol === 'icmpv6')) return 58;
  if (protocol === 'ipip') return does(world, 'ipipIs94') ? 94 : 4;
  return protocolNumber(protocol);
}

function isRemote({ remote, direction }: SecurityGroupRule, port: BoundPort, world: World): boolean {
  const { state, packet, layout } = world;
  const other = direction === 'ingress' ? packet.source : packet.destination;
  switch (remote.kind) {
    case 'any':
      return true;
    case 'prefix':
      return holds(remote.prefix, other);
    case 'group':
      return (
        membersOf(state)(remote.id)
          // Without sets a port's rules leave out its own addresses: nobody sends to himself over the bridge.
          .filter((address) => layout.ipset || !port.fixedIps.some(({ ipAddress }) => ipAddress === address))
          .some((address) => holds(address, other))
      );
    case 'addressGroup':
      if (does(world, 'addressGroupsRestrictNothing')) return true;
      return (state.addressGroups.get(remote.id)?.addresses ?? [])
        .filter((address) => layout.ipset || !port.fixedIps.some(({ ipAddress }) => ipAddress === address))
        .some((address) => holds(address, other));
  }
}

// ---- packets and addresses

function isUdp({ packet }: World, source: number, destination: number): boolean {
  return packet.protocol === 17 && packet.sourcePort === source && packet.destinationPort === destination;
}

/** Of one of these types; of any if none is named. */
function isIcmp6({ packet }: World, ...types: readonly number[]): boolean {
  return packet.protocol === 58 && (types.length === 0 || types.includes(packet.icmpType ?? -1));
}

function isFamily(address: string, family: Packet['family']): boolean {
  return addressVersion(address.split('/')[0] ?? '') === (family === 'ipv4' ? 4 : 6);
}

function holds(prefix: string, address: string): boolean {
  const cidr = parseCidr(prefix);
  const parsed = parseAddress(address);
  return cidr !== undefined && parsed !== undefined && cidrContains(cidr, parsed);
}
