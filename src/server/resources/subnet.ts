import { type Address, type Cidr, cidrContains, cidrParts, parseCidr } from '../../model/index.ts';
import type { Row, Writer } from '../../store/index.ts';
import { generic, network as networks, subnet as refusals } from '../errors.ts';
import {
  boolean,
  integer,
  ipAddress,
  kind,
  listOf,
  oneOf,
  orNull,
  prefix,
  printed,
  readOnly,
  record,
  stringUpTo,
  uuid,
} from '../resource/kind.ts';
import { type Call, type Creation, type Given, declare } from '../resource/resource.ts';
import { everyRow, rowsById, rowsWhere } from '../resource/rows.ts';
import { plain } from '../resource/schema.ts';
import { sharedFilter, sharedWith } from '../resource/sharing.ts';
import { withStandard, standardAttributes, tagsAttribute } from '../resource/standard.ts';
import { visibleTo } from '../resource/visible.ts';
import { addAutomaticAddresses, isAutomatic } from './fixed-ips.ts';
import { networkResource } from './network.ts';
import { checkPools, defaultGateway, defaultPools, refuseGatewayInPool } from './pool.ts';

const writable = { post: 'optional', put: true } as const;
const once = { post: 'optional', put: false } as const;
const everywhere = { filter: true, sort: true } as const;
const ipv6Modes = ['dhcpv6-stateful', 'dhcpv6-stateless', 'slaac'] as const;

const attributes = {
  ...standardAttributes,
  name: { kind: stringUpTo(255), ...writable, initial: '', ...everywhere },
  ip_version: { kind: oneOf([4, 6], integer(0, 255)), ...once, post: 'required', ...everywhere },
  network_id: { kind: uuid, ...once, post: 'required', ...everywhere },
  subnetpool_id: { kind: orNull(uuid), ...once },
  prefixlen: { kind: integer(0, 128), ...once, shown: false },
  use_default_subnetpool: { kind: boolean, ...once, shown: false },
  cidr: { kind: orNull(kind(readCidr, prefix.schema, prefix.filter)), ...once, ...everywhere, shown: prefix.shown },
  gateway_ip: { kind: orNull(ipAddress), ...writable, ...everywhere },
  allocation_pools: { kind: listOf(record({ start: ipAddress, end: ipAddress }, ['start', 'end']), 100), ...writable },
  dns_nameservers: { kind: listOf(ipAddress, 100), ...writable, initial: [] },
  host_routes: {
    kind: listOf(record({ destination: prefix, nexthop: ipAddress }, ['destination', 'nexthop']), 100),
    ...writable,
    initial: [],
  },
  enable_dhcp: { kind: boolean, ...writable, initial: true, ...everywhere },
  ipv6_ra_mode: { kind: orNull(oneOf(ipv6Modes)), ...once, ...everywhere },
  ipv6_address_mode: { kind: orNull(oneOf(ipv6Modes)), ...once, ...everywhere },
  service_types: {
    kind: listOf(kind(readServiceType, stringUpTo(255).schema), 100),
    ...writable,
    initial: [],
  },
  'router:external': { kind: readOnly(plain.boolean), post: 'no', put: false },
  // Not shown: a subnet is shared with its network, and lists can be asked for it.
  shared: {
    kind: readOnly(plain.boolean),
    post: 'no',
    put: false,
    shown: false,
    filter: sharedFilter('network', 'network_id'),
  },
  tags: tagsAttribute,
} as const;

type SubnetGiven = Given<typeof attributes>;

/** Subnets: section 4 of the API's description. */
export const subnetResource = declare({
  name: 'subnet',
  collection: 'subnets',
  path: 'subnets',
  table: 'subnets',
  attributes,
  canCreate: true,
  forServices: 'sight',
  notFound: refusals.notFound,
  alsoVisible: (caller) => [sharedWith(caller, 'network', 'network_id')],

  async show(call, rows) {
    const rowsOfNetworks = await rowsById(call.tx, 'networks', [...new Set(rows.map((row) => row.network_id))]);
    const external = new Set(rowsOfNetworks.filter((network) => network.external).map((network) => network.id));
    return rows.map((row) =>
      withStandard(row, {
        name: row.name,
        network_id: row.network_id,
        ip_version: row.ip_version,
        subnetpool_id: null,
        enable_dhcp: row.enable_dhcp,
        ipv6_ra_mode: row.ipv6_ra_mode,
        ipv6_address_mode: row.ipv6_address_mode,
        gateway_ip: row.gateway_ip,
        cidr: row.cidr,
        allocation_pools: row.allocation_pools,
        host_routes: row.host_routes,
        dns_nameservers: row.dns_nameservers,
        service_types: row.service_types,
        'router:external': external.has(row.network_id),
      }),
    );
  },

  async create(call, creations: readonly Creation<typeof attributes>[]) {
    for (const creation of creations) await createOne(call, creation);
  },

  async update(call, row, given: SubnetGiven) {
    const cidr = row.cidr as Cidr;
    const pools = given.allocation_pools && checkPools(given.allocation_pools, cidr);
    const gateway = given.gateway_ip === undefined ? row.gateway_ip : given.gateway_ip;
    refuseOtherFamily(gateway, row.ip_version);
    if (gateway !== row.gateway_ip || pools) refuseGatewayInPool(gateway, pools ?? row.allocation_pools);
    refuseTooMany(row.id, given);
    refuseRoutesOfOtherFamily(given, row.ip_version);
    if (pools) await call.tx.clear('allocation_cursors', [{ column: 'subnet_id', in: [row.id] }]);
    await call.tx.update('subnets', row.id, {
      ...(given.name !== undefined && { name: given.name }),
      ...(given.description !== undefined && { description: given.description }),
      ...(given.enable_dhcp !== undefined && { enable_dhcp: given.enable_dhcp }),
      ...(given.service_types !== undefined && { service_types: given.service_types }),
      ...(given.dns_nameservers !== undefined && { dns_nameservers: given.dns_nameservers }),
      ...(given.host_routes !== undefined && { host_routes: given.host_routes }),
      ...(pools && { allocation_pools: pools }),
      gateway_ip: gateway,
    });
  },

  async remove(call, row) {
    const allocations = await everyRow(call.tx, 'ip_allocations', 'subnet_id', [row.id]);
    const ports = await rowsWhere(
      call.tx,
      'ports',
      'id',
      allocations.map((allocation) => allocation.port_id),
    );
    // Addresses that came by themselves go by themselves; a DHCP server serves the subnet and does not keep it.
    const keeping = ports.some((port) => !isAutomatic(row) && port.device_owner !== 'network:dhcp');
    if (keeping) throw refusals.inUse(row.id);
    await call.tx.clear('ip_allocations', [{ column: 'subnet_id', in: [row.id] }]);
    for (const port of ports) await call.tx.update('ports', port.id, {});
    await call.tx.remove('subnets', [row.id]);
    await call.tx.update('networks', row.network_id, {});
  },
});

async function createOne(call: Call<Writer>, { id, project, given }: Creation<typeof attributes>): Promise<void> {
  const network = await networkToExtend(call, given.network_id ?? '');
  const version = given.ip_version ?? 4;
  const cidr = checkedCidr(given, version);
  checkModes(given, version);
  const named = given.gateway_ip === undefined ? defaultGateway(cidr) : given.gateway_ip;
  refuseOtherFamily(named, version);
  refuseTooMany('new subnet', given);
  refuseRoutesOfOtherFamily(given, version);
  await refuseOverlap(call, network.id, cidr);
  const pools = given.allocation_pools ? checkPools(given.allocation_pools, cidr) : defaultPools(cidr, named);
  refuseGatewayInPool(named, pools);
  await call.tx.insert('subnets', [
    {
      id,
      project_id: project,
      name: given.name ?? '',
      description: given.description ?? '',
      network_id: network.id,
      ip_version: version,
      cidr,
      gateway_ip: named,
      enable_dhcp: given.enable_dhcp ?? true,
      ipv6_ra_mode: given.ipv6_ra_mode ?? null,
      ipv6_address_mode: given.ipv6_address_mode ?? null,
      allocation_pools: pools,
      dns_nameservers: given.dns_nameservers ?? [],
      host_routes: given.host_routes ?? [],
      service_types: given.service_types ?? [],
    },
  ]);
  await call.tx.update('networks', network.id, {});
  const subnet = await call.tx.get('subnets', id);
  if (subnet !== undefined && isAutomatic(subnet)) await addAutomaticAddresses(call, subnet);
}

/** Only the owner of a network makes subnets in it. */
async function networkToExtend(call: Call, id: string): Promise<Row<'networks'>> {
  const where = [{ column: 'id', in: [id] } as const, ...visibleTo(networkResource, call.caller)];
  const [network] = await call.tx.list('networks', { where });
  if (network === undefined) throw networks.notFound(id);
  if (!call.caller.isAdmin && network.project_id !== call.caller.project) {
    throw generic.forbidden('rule:create_subnet');
  }
  return network;
}

function readCidr(value: unknown, attribute: string): Cidr {
  if (typeof value !== 'string') throw generic.badValue(attribute, `'${printed(value)}' is not a valid IP subnet.`);
  const cidr = value.includes('/') ? parseCidr(value) : undefined;
  if (cidr === undefined) throw generic.invalidInput(`${value} is not in a CIDR format.`);
  return cidr;
}

/** What a port's `device_owner` begins with. The empty one would be every owner and none. */
function readServiceType(value: unknown, attribute: string): string {
  const type = stringUpTo(255).read(value, attribute);
  if (type === '') throw generic.badValue(attribute, "'' is not a valid service type.");
  return type;
}

function checkedCidr(given: SubnetGiven, version: number): Cidr {
  if (given.subnetpool_id || given.use_default_subnetpool) {
    throw generic.bad('subnets', 'subnet pools are not offered by this server.');
  }
  if (given.cidr === undefined || given.cidr === null) {
    throw generic.bad('subnets', 'a subnetpool must be specified in the absence of a cidr.');
  }
  if (cidrParts(given.cidr).version !== version) {
    throw generic.invalidInput(`cidr '${given.cidr}' does not match the ip_version '${version}'.`);
  }
  return given.cidr;
}

function checkModes(given: SubnetGiven, version: number): void {
  const { ipv6_ra_mode: ra = null, ipv6_address_mode: address = null } = given;
  if (version === 4) {
    if (ra !== null) throw generic.invalidInput('ipv6_ra_mode is not valid when ip_version is 4.');
    if (address !== null) throw generic.invalidInput('ipv6_address_mode is not valid when ip_version is 4.');
  }
  if (ra !== null && address !== null && ra !== address) {
    throw generic.invalidInput(
      `ipv6_ra_mode set to '${ra}' with ipv6_address_mode set to '${address}' is not valid. If both attributes are set, they must be the same value.`,
    );
  }
  const isAuto = [ra, address].some((mode) => mode === 'slaac' || mode === 'dhcpv6-stateless');
  if (isAuto && given.cidr && cidrParts(given.cidr).length !== 64) {
    throw generic.invalidInput(
      `Invalid CIDR ${given.cidr} for IPv6 address mode. OpenStack uses the EUI-64 address format, which requires the prefix to be /64.`,
    );
  }
}

function refuseOtherFamily(gateway: string | null, version: number): void {
  if (gateway !== null && gateway.includes(':') !== (version === 6)) {
    throw generic.invalidInput(`gateway_ip '${gateway}' does not match the ip_version '${version}'`);
  }
}

function refuseRoutesOfOtherFamily(given: SubnetGiven, version: number): void {
  for (const { destination, nexthop } of given.host_routes ?? []) {
    if (destination.includes(':') !== (version === 6) || nexthop.includes(':') !== (version === 6)) {
      throw generic.invalidInput(`host_route ${destination} via ${nexthop} does not match the ip_version '${version}'`);
    }
  }
  for (const server of given.dns_nameservers ?? []) {
    if (server.includes(':') !== (version === 6)) {
      throw generic.invalidInput(`dns_nameserver '${server}' does not match the ip_version '${version}'`);
    }
  }
}

function refuseTooMany(id: string, given: SubnetGiven): void {
  if ((given.dns_nameservers?.length ?? 0) > 5) throw refusals.tooManyNameServers(id);
  if ((given.host_routes?.length ?? 0) > 20) throw refusals.tooManyRoutes(id);
}

async function refuseOverlap(call: Call, network: string, cidr: Cidr): Promise<void> {
  for (const other of await rowsWhere(call.tx, 'subnets', 'network_id', [network])) {
    const theirs = other.cidr as Cidr;
    const first = (one: Cidr) => one.slice(0, one.indexOf('/')) as Address;
    if (cidrContains(theirs, first(cidr)) || cidrContains(cidr, first(theirs))) {
      throw generic.invalidInput(
        `Requested subnet with cidr: ${cidr} for network: ${network} overlaps with another subnet.`,
      );
    }
  }
}
