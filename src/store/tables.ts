import { type Columns, type RowOf, boolean, integer, integerOrNull, json, text, textOrNull } from './columns.ts';
import { identityTables } from './identity-tables.ts';

/**
 * Columns that the store itself fills: `seq` is the order of creation, `revision_number` grows by one with each
 * update. Rows are spelled as their columns are, so that a row of a log, of SQL and of the program read alike.
 */
const standard = {
  id: text,
  seq: integer,
  project_id: text,
  name: text,
  description: text,
  created_at: text,
  updated_at: text,
  revision_number: integer,
} as const;

/** First and last address of a range that addresses are given from. */
export interface AllocationPool {
  readonly start: string;
  readonly end: string;
}

export interface HostRoute {
  readonly destination: string;
  readonly nexthop: string;
}

export interface AddressPairRow {
  readonly ip_address: string;
  readonly mac_address: string;
}

export interface PlannedChangeRow {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** What it replaces or deletes, once a plan was made of it. */
  readonly before?: unknown;
}

export interface DhcpOption {
  readonly opt_name: string;
  readonly opt_value: string;
  readonly ip_version: number;
}

/** All tables, with how each column is kept. The migrations make them; `tables.test.ts` compares the two. */
export const tables = {
  networks: {
    ...standard,
    admin_state_up: boolean,
    external: boolean,
    mtu: integer,
    port_security_enabled: boolean,
    network_type: text,
    physical_network: textOrNull,
    segmentation_id: integerOrNull,
  },
  subnets: {
    ...standard,
    network_id: text,
    ip_version: integer,
    cidr: text,
    gateway_ip: textOrNull,
    enable_dhcp: boolean,
    ipv6_ra_mode: textOrNull,
    ipv6_address_mode: textOrNull,
    allocation_pools: json<readonly AllocationPool[]>(),
    dns_nameservers: json<readonly string[]>(),
    host_routes: json<readonly HostRoute[]>(),
    service_types: json<readonly string[]>(),
  },
  ports: {
    ...standard,
    network_id: text,
    mac_address: text,
    admin_state_up: boolean,
    status: text,
    device_id: text,
    device_owner: text,
    port_security_enabled: boolean,
    allowed_address_pairs: json<readonly AddressPairRow[]>(),
    extra_dhcp_opts: json<readonly DhcpOption[]>(),
    vnic_type: text,
    host: text,
    profile: json<Readonly<Record<string, unknown>>>(),
    vif_type: text,
    vif_details: json<Readonly<Record<string, unknown>>>(),
  },
  /** Which port has which address. `number` is the address as 32 hex digits, which sort as the address does. */
  ip_allocations: {
    port_id: text,
    subnet_id: text,
    network_id: text,
    ip_address: text,
    number: text,
    position: integer,
  },
  /** Where the search for a free address goes on, so that it costs the same in a full subnet. */
  allocation_cursors: { subnet_id: text, number: text },
  port_security_groups: { port_id: text, security_group_id: text, position: integer },
  security_groups: { ...standard, stateful: boolean },
  /** The group `default` of each project. */
  default_security_groups: { project_id: text, security_group_id: text },
  security_group_rules: {
    ...standard,
    security_group_id: text,
    direction: text,
    ethertype: text,
    protocol: textOrNull,
    port_range_min: integerOrNull,
    port_range_max: integerOrNull,
    remote_ip_prefix: textOrNull,
    remote_group_id: textOrNull,
    remote_address_group_id: textOrNull,
    /** What makes two rules of a group the same rule. */
    fingerprint: text,
  },
  /** Rules that new groups begin with. `remote_group_id` may be the word PARENT: the group that is being made. */
  default_security_group_rules: {
    ...standard,
    direction: text,
    ethertype: text,
    protocol: textOrNull,
    port_range_min: integerOrNull,
    port_range_max: integerOrNull,
    remote_ip_prefix: textOrNull,
    remote_group_id: textOrNull,
    remote_address_group_id: textOrNull,
    used_in_default_sg: boolean,
    used_in_non_default_sg: boolean,
    fingerprint: text,
  },
  address_groups: { ...standard, addresses: json<readonly string[]>() },
  agents: {
    ...standard,
    host: text,
    agent_type: text,
    binary: text,
    version: text,
    backend: text,
    admin_state_up: boolean,
    configurations: json<Readonly<Record<string, unknown>>>(),
    started_at: text,
    heartbeat_at: text,
  },
  /** Bindings that a port has besides the one in its own row, which is the active one. */
  port_bindings: {
    port_id: text,
    host: text,
    vnic_type: text,
    profile: json<Readonly<Record<string, unknown>>>(),
    vif_type: text,
    vif_details: json<Readonly<Record<string, unknown>>>(),
  },
  /** Who may use an object that is not his own: `target_project` is a project or `*`, all of them. */
  rbac_policies: { ...standard, object_type: text, object_id: text, action: text, target_project: text },
  /** Tags of all resources that have any, each by itself so that lists can be narrowed by them. */
  tags: { table_name: text, resource_id: text, tag: text },
  /** Limits that the administrator gave a project in place of the defaults. */
  quotas: { project_id: text, resource: text, most: integer },
  /** How many rows a project has, kept by the store itself so that a quota costs the same whatever there is. */
  resource_usage: { project_id: text, table_name: text, used: integer },
  /** Changes that were asked for before they are made; `outcome` and `undo` are the server's. */
  plans: {
    id: text,
    project_id: text,
    made_at: text,
    made_by: text,
    revision: integer,
    /** waiting, applied, confirmed, undone, dropped. */
    state: text,
    changes: json<readonly PlannedChangeRow[]>(),
    outcome: json<unknown>(),
    applied_at: textOrNull,
    applied_by: textOrNull,
    applied_revision: integerOrNull,
    /** Why it was applied although an assertion fails. */
    reason: textOrNull,
    undo: json<readonly PlannedChangeRow[]>(),
    confirm_by: textOrNull,
  },
  /** What has to hold whatever a project changes. */
  assertions: { project_id: text, position: integer, text: text },
  /** Who changed what: a row for each request that did. */
  audit: {
    revision: integer,
    at: text,
    project_id: text,
    actor: text,
    address: text,
    request_id: text,
    method: text,
    path: text,
    body: json<unknown>(),
    objects: json<readonly { readonly table: string; readonly id: string; readonly action: string }[]>(),
    /** How many objects it changed; of many, only the first are in `objects`. */
    changed: integer,
    plan_id: textOrNull,
  },
  /** When a host was told of revisions that concern it, and when it said that it enforces them. */
  host_steps: { host: text, from_revision: integer, to_revision: integer, told_at: text, enforced_at: textOrNull },
  dumps: { host: text, name: text, taken_at: text, dump: json<unknown>() },
  settings: { name: text, value: text },
  ...identityTables,
} as const satisfies Readonly<Record<string, Columns>>;

/**
 * Revision that a new resource begins with, where it is not 0. The reference counts its own inner updates, and
 * recorded conversations name the numbers that come of it.
 */
export const firstRevision: Readonly<Partial<Record<string, number>>> = { networks: 1, ports: 1, security_groups: 1 };

/** Tables whose rows are counted for each project. */
export const countedTables: ReadonlySet<string> = new Set([
  'networks',
  'subnets',
  'ports',
  'security_groups',
  'security_group_rules',
  'rbac_policies',
]);

/** Tables whose rows may have tags, which go with them. */
export const taggedTables: ReadonlySet<string> = new Set(['networks', 'subnets', 'ports', 'security_groups']);

type Tables = typeof tables;
export type TableName = keyof Tables;
export type Row<T extends TableName> = RowOf<Tables[T]>;
export type ColumnName<T extends TableName> = keyof Tables[T] & string;

/** Tables whose rows are resources: with standard columns, and with an entry of the change log for each write. */
export type ResourceTable = {
  [T in TableName]: 'revision_number' extends keyof Tables[T] ? T : never;
}[TableName];

/** A new row: the store fills what it alone knows. */
export type NewRow<T extends TableName> = Omit<Row<T>, 'seq' | 'created_at' | 'updated_at' | 'revision_number'>;
