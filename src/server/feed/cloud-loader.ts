import {
  type AddressGroup,
  type BoundPort,
  type Remote,
  type SecurityGroup,
  type SecurityGroupRule,
  type SubnetId,
  asId,
} from '../../model/index.ts';
import type { Change, Reader, ResourceTable, Row, Store } from '../../store/index.ts';
import { everyRow, groupBy, rowsById, rowsWhere } from '../resource/rows.ts';
import { byPosition } from '../resources/fixed-ips.ts';
import { inOrder } from '../resources/security-group.ts';
import { Cloud, type CloudPort, type PortChange } from './cloud.ts';

export interface Loaded {
  readonly cloud: Cloud;
  readonly revision: number;
  /** Hosts whose state may have changed; `everything`: the log did not reach back, and all was read anew. */
  readonly concerned: ReadonlySet<string> | 'everything';
  /** What became of the ports that changed since the cloud that was there before; none if there was none. */
  readonly ports: readonly PortChange[];
}

/** Reads the whole cloud. */
export function loadCloud(store: Store): Promise<Loaded> {
  return store.read((tx) => loadAll(tx));
}

/**
 * Brings the cloud to the store's newest revision by the change log. It is changed when all is read: if this throws,
 * the cloud is as it was.
 */
export async function followCloud(store: Store, cloud: Cloud, revision: number): Promise<Loaded> {
  const work = await store.read(async (tx): Promise<() => Loaded> => {
    const since = await tx.changesSince(revision);
    if (since.kind === 'tooOld') {
      const loaded = await loadAll(tx, cloud);
      return () => loaded;
    }
    const changes = await readChanges(tx, cloud, since.changes);
    return () => ({ ...applyChanges(cloud, changes), cloud, revision: since.revision });
  });
  return work();
}

/** What became of the objects that a part of the change log names; undefined: gone. */
export interface CloudChanges {
  readonly networks: ReadonlyMap<string, Row<'networks'> | undefined>;
  readonly addressGroups: ReadonlyMap<string, AddressGroup | undefined>;
  readonly groups: ReadonlyMap<string, SecurityGroup | undefined>;
  readonly ports: ReadonlyMap<string, CloudPort | undefined>;
  /** Of all agents, if one of them changed; and the hosts of those that did. */
  readonly tunnels: ReadonlyMap<string, string | null> | undefined;
  readonly said: ReadonlySet<string>;
}

/** Reads what the changes made of the cloud, which stays as it is. */
export async function readChanges(tx: Reader, cloud: Cloud, changes: readonly Change[]): Promise<CloudChanges> {
  const changed = new Map<ResourceTable, Set<string>>();
  for (const { table, id } of changes) {
    const ids = changed.get(table) ?? new Set();
    changed.set(table, ids.add(id));
  }
  const ids = (table: ResourceTable) => [...(changed.get(table) ?? [])];
  const found = <R>(wanted: readonly string[], rows: ReadonlyMap<string, R>) =>
    new Map(wanted.map((id) => [id, rows.get(id)]));
  const networks = byId(await rowsById(tx, 'networks', ids('networks')));
  const addressGroups = byId((await rowsById(tx, 'address_groups', ids('address_groups'))).map(addressGroupOf));
  const groups = await readGroups(tx, cloud, ids('security_groups'), ids('security_group_rules'));
  const ports = await portsOf(tx, await rowsById(tx, 'ports', ids('ports')));
  const agents = changed.has('agents') ? await everyRow(tx, 'agents') : undefined;
  const said = agents?.filter((row) => changed.get('agents')?.has(row.id)) ?? [];
  return {
    networks: found(ids('networks'), networks),
    addressGroups: found(ids('address_groups'), addressGroups),
    groups,
    ports: found(ids('ports'), ports),
    tunnels: agents && new Map(agents.map((row) => [row.host, tunnelOf(row)])),
    said: new Set(said.map((row) => row.host)),
  };
}

/** Brings the cloud to where the changes lead. */
export function applyChanges(cloud: Cloud, changes: CloudChanges): Pick<Loaded, 'concerned' | 'ports'> {
  const { networks, addressGroups, groups, ports, tunnels } = changes;
  const concerned = new Set<string>();
  const collect = (hosts: ReadonlySet<string>) => {
    for (const host of hosts) concerned.add(host);
  };
  for (const [id, row] of networks) collect(cloud.setNetwork(asId(id), row));
  for (const [id, group] of addressGroups) collect(cloud.setAddressGroup(asId(id), group));
  for (const [id, group] of groups) collect(cloud.setGroup(asId(id), group));
  const portChanges = [...ports].map(([id, after]) => ({ before: cloud.port(id), after }));
  for (const [id, port] of ports) collect(cloud.setPort(asId(id), port));
  for (const host of tunnels ? new Set([...tunnels.keys(), ...cloud.hosts()]) : []) {
    if (cloud.tunnel(host) !== tunnels?.get(host)) collect(cloud.setTunnel(host, tunnels?.get(host)));
  }
  // Also hosts of which only something else became known, such as that their agent is back.
  collect(changes.said);
  return { concerned, ports: portChanges };
}

async function loadAll(tx: Reader, before?: Cloud): Promise<Loaded> {
  const cloud = new Cloud();
  for (const row of await everyRow(tx, 'networks')) cloud.setNetwork(asId(row.id), row);
  for (const row of await everyRow(tx, 'address_groups')) cloud.setAddressGroup(asId(row.id), addressGroupOf(row));
  for (const row of await everyRow(tx, 'agents')) cloud.setTunnel(row.host, tunnelOf(row));
  for (const [id, group] of await groupsOf(tx, await everyRow(tx, 'security_groups'))) cloud.setGroup(asId(id), group);
  for (const [id, port] of await portsOf(tx, await everyRow(tx, 'ports'))) cloud.setPort(asId(id), port);
  const ports = before === undefined ? [] : changesBetween(before.ports(), cloud.ports());
  return { cloud, revision: await tx.revision(), concerned: 'everything', ports };
}

function changesBetween(
  before: ReadonlyMap<string, CloudPort>,
  after: ReadonlyMap<string, CloudPort>,
): readonly PortChange[] {
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  return ids.map((id) => ({ before: before.get(id), after: after.get(id) }));
}

function byId<R extends { readonly id: string }>(rows: readonly R[]): ReadonlyMap<string, R> {
  return new Map(rows.map((row) => [row.id, row]));
}

function addressGroupOf(row: Row<'address_groups'>): AddressGroup {
  return { id: asId(row.id), name: row.name, addresses: row.addresses };
}

function tunnelOf(row: Row<'agents'>): string | null {
  const { tunneling_ip: address } = row.configurations;
  return typeof address === 'string' ? address : null;
}

/**
 * What the groups are now that changed themselves or in a rule; undefined: gone. Of a group that the cloud has, only
 * the rules that changed are read, so that one rule more costs the same in a group of a thousand.
 */
async function readGroups(
  tx: Reader,
  cloud: Cloud,
  changedGroups: readonly string[],
  changedRules: readonly string[],
): Promise<ReadonlyMap<string, SecurityGroup | undefined>> {
  const rows = byId(await rowsById(tx, 'security_groups', changedGroups));
  const whole = await groupsOf(
    tx,
    [...rows.values()].filter((row) => cloud.group(asId(row.id)) === undefined),
  );
  const rules = await rowsById(tx, 'security_group_rules', changedRules);
  const byGroup = groupBy(rules, (rule) => rule.security_group_id);
  const there = new Set(rules.map((rule) => rule.id));
  const gone = new Set(changedRules.filter((id) => !there.has(id)));
  const users = [...gone].flatMap((id) => cloud.groupOfRule(asId(id)) ?? []);

  const out = new Map<string, SecurityGroup | undefined>();
  for (const id of new Set([...changedGroups, ...byGroup.keys(), ...users])) {
    const known = cloud.group(asId(id));
    if (known === undefined || (changedGroups.includes(id) && !rows.has(id))) out.set(id, whole.get(id));
    else out.set(id, { ...known, ...headOf(rows.get(id)), rules: patched(known.rules, byGroup.get(id) ?? [], gone) });
  }
  return out;
}

function headOf(row: Row<'security_groups'> | undefined): Partial<SecurityGroup> {
  return row === undefined ? {} : { name: row.name, stateful: row.stateful };
}

/** Rules with those that are others, without those that are gone, and with the new ones behind: rules keep their order. */
function patched(
  rules: readonly SecurityGroupRule[],
  changed: readonly Row<'security_group_rules'>[],
  gone: ReadonlySet<string>,
): readonly SecurityGroupRule[] {
  const now = new Map(inOrder(changed).map((row) => [row.id, ruleOf(row)]));
  const kept = rules.filter((rule) => !gone.has(rule.id)).map((rule) => now.get(rule.id) ?? rule);
  const known = new Set<string>(rules.map((rule) => rule.id));
  return [...kept, ...[...now].flatMap(([id, rule]) => (known.has(id) ? [] : [rule]))];
}

async function groupsOf(
  tx: Reader,
  rows: readonly Row<'security_groups'>[],
): Promise<ReadonlyMap<string, SecurityGroup>> {
  const ids = rows.map((row) => row.id);
  const rules = groupBy(
    await rowsWhere(tx, 'security_group_rules', 'security_group_id', ids),
    (rule) => rule.security_group_id,
  );
  return new Map(
    rows.map((row) => [
      row.id,
      { id: asId(row.id), name: row.name, stateful: row.stateful, rules: inOrder(rules.get(row.id) ?? []).map(ruleOf) },
    ]),
  );
}

function ruleOf(row: Row<'security_group_rules'>): SecurityGroupRule {
  return {
    id: asId(row.id),
    direction: row.direction === 'ingress' ? 'ingress' : 'egress',
    ethertype: row.ethertype === 'IPv6' ? 'IPv6' : 'IPv4',
    protocol: row.protocol,
    portRangeMin: row.port_range_min,
    portRangeMax: row.port_range_max,
    remote: remoteOf(row),
  };
}

function remoteOf(row: Row<'security_group_rules'>): Remote {
  if (row.remote_group_id !== null) return { kind: 'group', id: asId(row.remote_group_id) };
  if (row.remote_address_group_id !== null) return { kind: 'addressGroup', id: asId(row.remote_address_group_id) };
  return row.remote_ip_prefix === null ? { kind: 'any' } : { kind: 'prefix', prefix: row.remote_ip_prefix };
}

async function portsOf(tx: Reader, rows: readonly Row<'ports'>[]): Promise<ReadonlyMap<string, CloudPort>> {
  const ids = rows.map((row) => row.id);
  const addresses = groupBy(await rowsWhere(tx, 'ip_allocations', 'port_id', ids), (row) => row.port_id);
  const groups = groupBy(await rowsWhere(tx, 'port_security_groups', 'port_id', ids), (row) => row.port_id);
  return new Map(
    rows.map((row) => {
      const fixedIps = (addresses.get(row.id) ?? [])
        .toSorted(byPosition)
        .map((ip) => ({ subnetId: asId<SubnetId>(ip.subnet_id), ipAddress: ip.ip_address }));
      const pairs = row.allowed_address_pairs;
      const port: BoundPort = {
        id: asId(row.id),
        name: row.name,
        networkId: asId(row.network_id),
        macAddress: row.mac_address,
        fixedIps,
        allowedAddressPairs: pairs.map((pair) => ({ ipAddress: pair.ip_address, macAddress: pair.mac_address })),
        securityGroups: (groups.get(row.id) ?? []).toSorted(byPosition).map((group) => asId(group.security_group_id)),
        portSecurityEnabled: row.port_security_enabled,
        deviceOwner: row.device_owner,
        deviceId: row.device_id,
        adminStateUp: row.admin_state_up,
      };
      // A port without a fixed address adds nothing, its pairs neither: so the reference makes its member lists.
      const extra = fixedIps.length > 0 ? pairs.map((pair) => pair.ip_address) : [];
      return [
        row.id,
        {
          port,
          projectId: row.project_id,
          host: row.vif_type === 'bridge' ? row.host : '',
          status: row.status,
          binding: { host: row.host, vif_type: row.vif_type, vnic_type: row.vnic_type, profile: row.profile },
          seq: row.seq,
          memberAddresses: [...fixedIps.map((ip) => ip.ipAddress), ...extra],
        },
      ];
    }),
  );
}
