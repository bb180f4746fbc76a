import { parseAddress } from '../../model/index.ts';
import type { AddressPairRow, Condition, DhcpOption, Row, Writer } from '../../store/index.ts';
import { generic, network as networks, port as refusals, securityGroup } from '../errors.ts';
import {
  type Kind,
  anyObject,
  boolean,
  distinct,
  integer,
  ipAddress,
  kind,
  listOf,
  mac,
  oneOf,
  orNull,
  orUndefined,
  readOnly,
  record,
  stringUpTo,
  uuid,
} from '../resource/kind.ts';
import { type Attributes, type Call, type Creation, type Given, action, declare } from '../resource/resource.ts';
import { groupBy, rowsById, rowsWhere } from '../resource/rows.ts';
import { list, nullable, plain, words } from '../resource/schema.ts';
import { sharedIds } from '../resource/sharing.ts';
import { withStandard, standardAttributes, tagsAttribute } from '../resource/standard.ts';
import { visibleTo } from '../resource/visible.ts';
import { addressPairs, mostPairs, pairsBodySchema, readPairsBody, samePair, settlePairs } from './address-pairs.ts';
import { bind, removeBinding, vifTypes, vnicTypes } from './binding.ts';
import { deviceMac, releasesDevice } from './device-mac.ts';
import { ensureDefaultGroup } from './default-group.ts';
import { assignAddresses, byPosition, reassignAddresses } from './fixed-ips.ts';
import { networkResource } from './network.ts';

const writable = { post: 'optional', put: true } as const;
const fixed = { post: 'no', put: false } as const;
const everywhere = { filter: true, sort: true } as const;

const optionName = { ...stringUpTo(64), schema: { ...stringUpTo(64).schema, pattern: '\\S' } };
const optionOf = <V>(value: Kind<V>) =>
  record({ opt_name: optionName, opt_value: value, ip_version: oneOf([4, 6], integer(0, 255)) }, [
    'opt_name',
    'opt_value',
  ]);
const dhcpOptions = listOf(optionOf(orNull(stringUpTo(255))), 100);

const attributes = {
  ...standardAttributes,
  name: { kind: stringUpTo(255), ...writable, initial: '', ...everywhere },
  network_id: { kind: uuid, post: 'required', put: false, ...everywhere },
  admin_state_up: { kind: boolean, ...writable, initial: true, ...everywhere },
  mac_address: { kind: orNull(mac), ...writable, ...everywhere, shown: mac.shown },
  fixed_ips: {
    kind: listOf(record({ subnet_id: orUndefined(uuid), ip_address: orUndefined(ipAddress) }), 100),
    ...writable,
    filter: filterByAddress,
    filterSchema: { type: 'string', pattern: '^(?:subnet_id|ip_address|ip_address_substr)=' },
  },
  device_id: { kind: stringUpTo(255), ...writable, initial: '', ...everywhere },
  device_owner: { kind: stringUpTo(255), ...writable, initial: '', ...everywhere },
  status: { kind: readOnly(words('ACTIVE', 'DOWN')), ...fixed, ...everywhere },
  security_groups: { kind: distinct(listOf(uuid, 100)), ...writable, filter: filterByGroup },
  allowed_address_pairs: { kind: addressPairs, ...writable, initial: [] },
  extra_dhcp_opts: {
    kind: kind(readDhcpOptions, dhcpOptions.schema, undefined, list(optionOf(stringUpTo(255)).shown)),
    ...writable,
    initial: [],
  },
  port_security_enabled: { kind: boolean, ...writable },
  'binding:vif_type': { kind: readOnly(words(...vifTypes)), ...fixed, read: 'admin' },
  'binding:vif_details': { kind: readOnly(plain.object), ...fixed, read: 'admin' },
  'binding:vnic_type': { kind: oneOf(vnicTypes), ...writable, initial: 'normal' },
  'binding:host_id': {
    kind: kind(
      (value, name) => (value === null ? '' : stringUpTo(255).read(value, name)),
      nullable(stringUpTo(255).schema),
      undefined,
      plain.text,
    ),
    ...writable,
    column: 'host',
    filter: (texts, caller) => ({ column: 'host', in: caller.isAdmin ? texts : [] }),
    read: 'admin',
    write: 'admin',
  },
  'binding:profile': { kind: anyObject, ...writable, read: 'admin', write: 'admin' },
  // Tags may come with a new port; after that they have paths of their own.
  tags: { ...tagsAttribute, kind: listOf(stringUpTo(255), 100), post: 'optional' },
} as const satisfies Attributes<'ports'>;

type PortGiven = Given<typeof attributes>;

/** Ports and their binding: sections 6 and 7 of the API's description. */
export const portResource = declare({
  name: 'port',
  collection: 'ports',
  path: 'ports',
  table: 'ports',
  attributes,
  canCreate: true,
  revisionTellsAll: true,
  forServices: 'everything',
  notFound: refusals.notFound,
  // The owner of a network sees the ports that others have on it.
  alsoVisible: (caller) => [
    {
      column: 'network_id',
      inTable: { table: 'networks', select: 'id', where: [{ column: 'project_id', in: [caller.project] }] },
    },
  ],

  // And may take them away: it is his network.
  async mayDelete(call, row) {
    const network = await call.tx.get('networks', row.network_id);
    return network?.project_id === call.caller.project;
  },

  async show(call, rows) {
    const ids = rows.map((row) => row.id);
    const addresses = groupBy(await rowsWhere(call.tx, 'ip_allocations', 'port_id', ids), (row) => row.port_id);
    const groups = groupBy(await rowsWhere(call.tx, 'port_security_groups', 'port_id', ids), (row) => row.port_id);
    return rows.map((row) =>
      withStandard(row, {
        name: row.name,
        network_id: row.network_id,
        mac_address: row.mac_address,
        admin_state_up: row.admin_state_up,
        status: row.status,
        device_id: row.device_id,
        device_owner: row.device_owner,
        fixed_ips: (addresses.get(row.id) ?? [])
          .toSorted(byPosition)
          .map(({ subnet_id, ip_address }) => ({ subnet_id, ip_address })),
        allowed_address_pairs: row.allowed_address_pairs.map(({ mac_address, ip_address }) => ({
          mac_address,
          ip_address,
        })),
        extra_dhcp_opts: row.extra_dhcp_opts,
        security_groups: (groups.get(row.id) ?? []).toSorted(byPosition).map((group) => group.security_group_id),
        port_security_enabled: row.port_security_enabled,
        'binding:vnic_type': row.vnic_type,
        'binding:profile': row.profile,
        'binding:host_id': row.host,
        'binding:vif_type': row.vif_type,
        'binding:vif_details': row.vif_details,
      }),
    );
  },

  async create(call, creations: readonly Creation<typeof attributes>[]) {
    for (const creation of creations) await createOne(call, creation);
  },

  async update(call, row, given: PortGiven) {
    const [network] = await rowsById(call.tx, 'networks', [row.network_id]);
    if (network === undefined) throw networks.notFound(row.network_id);
    refuseStranger(call, network, given, 'update');
    if (given.mac_address !== undefined && given.mac_address !== row.mac_address && !call.caller.isAdmin) {
      throw generic.forbidden('(rule:update_port and rule:update_port:mac_address)');
    }
    const macAddress = await nextMac(call, row, given);
    const isSecure = given.port_security_enabled ?? row.port_security_enabled;
    const groups = given.security_groups ?? (await groupsOf(call, row.id));
    const pairs = given.allowed_address_pairs
      ? settlePairs(given.allowed_address_pairs, macAddress)
      : row.allowed_address_pairs;
    if (!isSecure && pairs.length === 0 && given.security_groups === undefined && groups.length > 0) {
      throw refusals.groupsKeepSecurity();
    }
    refuseWithoutSecurity(isSecure, groups, pairs);
    if (given.security_groups !== undefined) {
      await call.tx.clear('port_security_groups', [{ column: 'port_id', in: [row.id] }]);
      await giveGroups(call, row.id, given.security_groups);
    }
    const host = given['binding:host_id'] ?? row.host;
    const vnicType = given['binding:vnic_type'] ?? row.vnic_type;
    const isRebound = host !== row.host || vnicType !== row.vnic_type || row.vif_type === 'binding_failed';
    // The binding that was waiting for the host that the port has now is that of the port itself.
    if (isRebound) await removeBinding(call.tx, row.id, host);
    await call.tx.update('ports', row.id, {
      ...(given.name !== undefined && { name: given.name }),
      ...(given.description !== undefined && { description: given.description }),
      ...(given.admin_state_up !== undefined && { admin_state_up: given.admin_state_up }),
      ...(given.device_id !== undefined && { device_id: given.device_id }),
      ...(given.device_owner !== undefined && { device_owner: given.device_owner }),
      ...(given.extra_dhcp_opts !== undefined && {
        extra_dhcp_opts: changeOptions(row.extra_dhcp_opts, given.extra_dhcp_opts),
      }),
      ...(given['binding:profile'] !== undefined && { profile: given['binding:profile'] }),
      ...(isRebound && { host, vnic_type: vnicType, ...(await bind(call, host, vnicType, network)), status: 'DOWN' }),
      mac_address: macAddress,
      port_security_enabled: isSecure,
      allowed_address_pairs: pairs,
    });
    if (given.fixed_ips !== undefined || macAddress !== row.mac_address) {
      const wanted = given.fixed_ips ?? (await explicitAddresses(call, row.id));
      const { id: portId, network_id: networkId } = row;
      const deviceOwner = given.device_owner ?? row.device_owner;
      await reassignAddresses(call, { portId, networkId, mac: macAddress, deviceOwner }, wanted);
    }
  },

  async remove(call, row) {
    await call.tx.remove('ports', [row.id]);
  },

  // One request each, so that two clients who add a pair each do not undo one another.
  actions: {
    add_allowed_address_pairs: action<'ports'>(pairsBodySchema, (call, row, body) => {
      const added = settlePairs(readPairsBody(body), row.mac_address);
      const known = row.allowed_address_pairs;
      const fresh = added.filter((pair) => !known.some((other) => samePair(pair, other)));
      return changePairs(call, row, [...known, ...fresh]);
    }),
    remove_allowed_address_pairs: action<'ports'>(pairsBodySchema, (call, row, body) => {
      const removed = settlePairs(readPairsBody(body), row.mac_address);
      const left = row.allowed_address_pairs.filter((pair) => !removed.some((other) => samePair(pair, other)));
      return changePairs(call, row, left);
    }),
  },
});

async function changePairs(call: Call<Writer>, row: Row<'ports'>, pairs: readonly AddressPairRow[]): Promise<void> {
  const network = await call.tx.get('networks', row.network_id);
  if (network === undefined) throw networks.notFound(row.network_id);
  refuseStranger(call, network, { allowed_address_pairs: [{ ip_address: '', mac_address: undefined }] }, 'update');
  if (pairs.length > mostPairs) throw refusals.tooManyPairs(mostPairs);
  refuseWithoutSecurity(row.port_security_enabled, [], pairs);
  await call.tx.update('ports', row.id, { allowed_address_pairs: pairs });
}

async function createOne(call: Call<Writer>, { id, project, given }: Creation<typeof attributes>): Promise<void> {
  const network = await networkToJoin(call, given.network_id ?? '');
  refuseStranger(call, network, given, 'create');
  const deviceOwner = given.device_owner ?? '';
  const isOfNetwork = deviceOwner.startsWith('network:');
  const isSecure = given.port_security_enabled ?? (isOfNetwork ? false : network.port_security_enabled);
  const vnicType = given['binding:vnic_type'] ?? 'normal';
  const profile = given['binding:profile'] ?? {};
  const macAddress = await chooseMac(call, network.id, deviceMac(vnicType, profile) ?? given.mac_address ?? null);
  const pairs = settlePairs(given.allowed_address_pairs ?? [], macAddress);
  const defaultGroup = await ensureDefaultGroup(call, project);
  const groups = given.security_groups ?? (isSecure && !isOfNetwork ? [defaultGroup] : []);
  refuseWithoutSecurity(isSecure, groups, pairs);
  const host = given['binding:host_id'] ?? '';
  await call.tx.insert('ports', [
    {
      id,
      project_id: project,
      name: given.name ?? '',
      description: given.description ?? '',
      network_id: network.id,
      mac_address: macAddress,
      admin_state_up: given.admin_state_up ?? true,
      status: 'DOWN',
      device_id: given.device_id ?? '',
      device_owner: deviceOwner,
      port_security_enabled: isSecure,
      allowed_address_pairs: pairs,
      extra_dhcp_opts: changeOptions([], given.extra_dhcp_opts ?? []),
      vnic_type: vnicType,
      host,
      profile,
      ...(await bind(call, host, vnicType, network)),
    },
  ]);
  await giveGroups(call, id, groups);
  await assignAddresses(call, { portId: id, networkId: network.id, mac: macAddress, deviceOwner }, given.fixed_ips);
}

async function networkToJoin(call: Call, id: string): Promise<Row<'networks'>> {
  const where = [{ column: 'id', in: [id] } as const, ...visibleTo(networkResource, call.caller)];
  const [network] = await call.tx.list('networks', { where });
  if (network === undefined) throw networks.notFound(id);
  return network;
}

/** What only the owner of the network may give for a port on it; a stranger may still have a plain port there. */
function refuseStranger(call: Call, network: Row<'networks'>, given: PortGiven, action: 'create' | 'update'): void {
  if (call.caller.isAdmin || network.project_id === call.caller.project) return;
  const rule = `rule:${action}_port`;
  const refuse = (name: string) => generic.forbidden(`(${rule} and ${rule}:${name})`);
  const refuseMember = (name: string, member: string) =>
    generic.forbidden(`(${rule} and (${rule}:${name} and (${rule}:${name}:${member})))`);
  if (given.device_owner?.startsWith('network:')) throw refuse('device_owner');
  if (given.mac_address) throw refuse('mac_address');
  if (given.fixed_ips?.some((one) => one.ip_address !== undefined)) throw refuseMember('fixed_ips', 'ip_address');
  if (given.port_security_enabled !== undefined) throw refuse('port_security_enabled');
  if ((given.allowed_address_pairs?.length ?? 0) > 0) throw refuseMember('allowed_address_pairs', 'ip_address');
}

async function chooseMac(call: Call<Writer>, network: string, wanted: string | null): Promise<string> {
  const isTaken = async (candidate: string) =>
    (await call.tx.count('ports', [
      { column: 'network_id', in: [network] },
      { column: 'mac_address', in: [candidate] },
    ])) > 0;
  if (wanted !== null) {
    if (await isTaken(wanted)) throw refusals.macTaken(network, wanted);
    return wanted;
  }
  for (;;) {
    const octets = Array.from({ length: 3 }, () => call.settings.randomByte().toString(16).padStart(2, '0'));
    const candidate = `fa:16:3e:${octets.join(':')}`;
    if (!(await isTaken(candidate))) return candidate;
  }
}

/** The MAC after an update: that of the device, the one that was asked for, or the one that it has. */
async function nextMac(call: Call<Writer>, row: Row<'ports'>, given: PortGiven): Promise<string> {
  if (releasesDevice(row, given)) return chooseMac(call, row.network_id, null);
  const vnicType = given['binding:vnic_type'] ?? row.vnic_type;
  const profile = given['binding:profile'] ?? row.profile;
  const isBinding = bindingAttributes.some((name) => given[name] !== undefined);
  const device = isBinding ? deviceMac(vnicType, profile) : undefined;
  const wanted = device ?? given.mac_address;
  if (wanted === undefined || wanted === row.mac_address) return row.mac_address;
  const mac = await chooseMac(call, row.network_id, wanted);
  // A guest that runs already would go on with the old one.
  const isPlugged = row.vif_type !== 'unbound' && row.vif_type !== 'binding_failed';
  if (device === undefined && isPlugged) throw refusals.bound(row.id, row.vif_type, row.mac_address, mac);
  return mac;
}

const bindingAttributes = ['binding:host_id', 'binding:profile', 'binding:vnic_type'] as const;

function refuseWithoutSecurity(isSecure: boolean, groups: readonly string[], pairs: readonly AddressPairRow[]): void {
  if (isSecure) return;
  if (pairs.length > 0) throw refusals.pairsNeedSecurity();
  if (groups.length > 0) throw refusals.groupsNeedSecurity();
}

async function groupsOf(call: Call, port: string): Promise<readonly string[]> {
  const rows = await rowsWhere(call.tx, 'port_security_groups', 'port_id', [port]);
  return rows.toSorted(byPosition).map((row) => row.security_group_id);
}

/** The groups must be there and be the caller's or shared with him; their order is kept. */
async function giveGroups(call: Call<Writer>, port: string, groups: readonly string[]): Promise<void> {
  const ids = [...new Set(groups)];
  const known = await rowsById(call.tx, 'security_groups', ids);
  const isOwn = (row: Row<'security_groups'>) => call.caller.isAdmin || row.project_id === call.caller.project;
  const ofOthers = known.filter((row) => !isOwn(row)).map((row) => row.id);
  const shared = ofOthers.length === 0 ? new Set() : await sharedIds(call, 'security_group', ofOthers);
  const usable = new Set(known.filter((row) => isOwn(row) || shared.has(row.id)).map((row) => row.id));
  const missing = ids.find((id) => !usable.has(id));
  if (missing !== undefined) throw securityGroup.notFound(missing);
  if (ids.length === 0) return;
  await call.tx.insert(
    'port_security_groups',
    ids.map((id, position) => ({ port_id: port, security_group_id: id, position })),
  );
}

/** The addresses that somebody chose or was given, without those that follow from the MAC. */
async function explicitAddresses(call: Call, port: string) {
  const rows = (await rowsWhere(call.tx, 'ip_allocations', 'port_id', [port])).toSorted(byPosition);
  const subnets = await rowsById(
    call.tx,
    'subnets',
    rows.map((row) => row.subnet_id),
  );
  const automatic = new Set(
    subnets.filter((s) => s.ipv6_address_mode !== null || s.ipv6_ra_mode !== null).map((s) => s.id),
  );
  return rows
    .filter((row) => !automatic.has(row.subnet_id))
    .map(({ subnet_id, ip_address }) => ({ subnet_id, ip_address }));
}

interface GivenOption {
  readonly opt_name: string;
  /** Null takes the option away. */
  readonly opt_value: string | null;
  readonly ip_version: number;
}

function readDhcpOptions(value: unknown, attribute: string): readonly GivenOption[] {
  return dhcpOptions.read(value, attribute).map(({ opt_name, opt_value, ip_version = 4 }) => {
    if (opt_name.trim() === '') throw generic.badValue(attribute, 'an option needs an opt_name.');
    return { opt_name, opt_value, ip_version };
  });
}

function changeOptions(before: readonly DhcpOption[], given: readonly GivenOption[]): readonly DhcpOption[] {
  const out = new Map(before.map((option) => [`${option.ip_version} ${option.opt_name}`, option]));
  for (const { opt_name, opt_value, ip_version } of given) {
    const key = `${ip_version} ${opt_name}`;
    if (opt_value === null) out.delete(key);
    else out.set(key, { opt_name, opt_value, ip_version });
  }
  return [...out.values()];
}

/** `fixed_ips=ip_address=10.0.0.5`: all parts must hold for one and the same port. */
function filterByAddress(texts: readonly string[]): Condition<'ports'> {
  const parts = texts.map((text): Condition<'ip_allocations'> => {
    const [key = '', ...rest] = text.split('=');
    const value = rest.join('=');
    if (key === 'subnet_id') return { column: 'subnet_id', in: [value] };
    if (key === 'ip_address') return { column: 'ip_address', in: [parseAddress(value) ?? value] };
    if (key === 'ip_address_substr') return { column: 'ip_address', contains: value };
    throw generic.badRequest(`Invalid input for fixed_ips. Reason: '${key}' is not a valid filter.`);
  });
  return { column: 'id', inTable: { table: 'ip_allocations', select: 'port_id', where: parts } };
}

function filterByGroup(texts: readonly string[]): Condition<'ports'> {
  const where = [{ column: 'security_group_id', in: texts }] as const;
  return { column: 'id', inTable: { table: 'port_security_groups', select: 'port_id', where } };
}
