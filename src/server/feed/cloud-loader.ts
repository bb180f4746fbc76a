import {
  type AddressGroup,
  type BoundPort,
  type Remote,
  type SecurityGroup,
  type SecurityGroupRule,
  type SubnetId,
  asId,
} from '../../model/index.ts';
import type { Reader, ResourceTable, Row, Store } from '../../store/index.ts';
import { everyRow, groupBy, rowsById, rowsWhere } from '../resource/rows.ts';
import { byPosition } from '../resources/fixed-ips.ts';
import { inOrder } from '../resources/security-group.ts';
import { Cloud, type CloudPort } from './cloud.ts';

export interface Loaded {
  readonly cloud: Cloud;
  readonly revision: number;
  /** Hosts whose state may have changed; `everything`: the log did not reach back, and all was read anew. */
  readonly concerned: ReadonlySet<string> | 'everything';
}

/** Reads the whole cloud. */
export function loadCloud(store: Store): Promise<Loaded> {
  return store.read(loadAll);
}

/** Brings the cloud to the store's newest revision by the change log. */
export function followCloud(store: Store, cloud: Cloud, revision: number): Promise<Loaded> {
  return store.read(async (tx) => {
    const since = await tx.changesSince(revision);
    if (since.kind === 'tooOld') return loadAll(tx);
    const changed = new Map<ResourceTable, Set<string>>();
    for (const { table, id } of since.changes) {
      const ids = changed.get(table) ?? new Set();
      changed.set(table, ids.add(id));
    }
    const concerned = new Set<string>();
    const collect = (hosts: ReadonlySet<string>) => {
      for (const host of hosts) concerned.add(host);
    };
    const ids = (table: ResourceTable) => [...(changed.get(table) ?? [])];

    await each(tx, 'networks', ids('networks'), (id, row) => collect(cloud.setNetwork(asId(id), row)));
    await each(tx, 'address_groups', ids('address_groups'), (id, row) =>
      collect(cloud.setAddressGroup(asId(id), row && addressGroupOf(row))),
    );
    const groups = await groupsOf(tx, await rowsById(tx, 'security_groups', ids('security_groups')));
    for (const id of ids('security_groups')) collect(cloud.setGroup(asId(id), groups.get(id)));
    const ports = await portsOf(tx, await rowsById(tx, 'ports', ids('ports')));
    for (const id of ids('ports')) collect(cloud.setPort(asId(id), ports.get(id)));
    if (changed.has('agents')) {
      const rows = await everyRow(tx, 'agents');
      const agents = new Map(rows.map((row) => [row.host, tunnelOf(row)]));
      for (const host of new Set([...agents.keys(), ...cloud.hosts()])) {
        if (cloud.tunnel(host) !== agents.get(host)) collect(cloud.setTunnel(host, agents.get(host)));
      }
      collect(new Set(rows.filter((row) => changed.get('agents')?.has(row.id)).map((row) => row.host)));
    }
    return { cloud, revision: since.revision, concerned };
  });
}

async function loadAll(tx: Reader): Promise<Loaded> {
  const cloud = new Cloud();
  for (const row of await everyRow(tx, 'networks')) cloud.setNetwork(asId(row.id), row);
  for (const row of await everyRow(tx, 'address_groups')) cloud.setAddressGroup(asId(row.id), addressGroupOf(row));
  for (const row of await everyRow(tx, 'agents')) cloud.setTunnel(row.host, tunnelOf(row));
  for (const [id, group] of await groupsOf(tx, await everyRow(tx, 'security_groups'))) cloud.setGroup(asId(id), group);
  for (const [id, port] of await portsOf(tx, await everyRow(tx, 'ports'))) cloud.setPort(asId(id), port);
  return { cloud, revision: await tx.revision(), concerned: 'everything' };
}

async function each<T extends ResourceTable>(
  tx: Reader,
  table: T,
  ids: readonly string[],
  set: (id: string, row: Row<T> | undefined) => void,
): Promise<void> {
  if (ids.length === 0) return;
  const rows: readonly Row<ResourceTable>[] = await rowsById<ResourceTable>(tx, table, ids);
  const found = new Map(rows.map((row) => [row.id, row as Row<T>]));
  for (const id of ids) set(id, found.get(id));
}

function addressGroupOf(row: Row<'address_groups'>): AddressGroup {
  return { id: asId(row.id), name: row.name, addresses: row.addresses };
}

function tunnelOf(row: Row<'agents'>): string | null {
  const { tunneling_ip: address } = row.configurations;
  return typeof address === 'string' ? address : null;
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
          host: row.vif_type === 'bridge' ? row.host : '',
          status: row.status,
          seq: row.seq,
          memberAddresses: [...fixedIps.map((ip) => ip.ipAddress), ...extra],
        },
      ];
    }),
  );
}
