import type { CreateTableBuilder, Kysely } from 'kysely';

/** Networks, subnets, ports, groups, rules, address groups, agents, and the change log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  const resource = (table: string) => standard(schema.createTable(table));

  await resource('networks')
    .addColumn('admin_state_up', 'integer', (c) => c.notNull())
    .addColumn('shared', 'integer', (c) => c.notNull())
    .addColumn('external', 'integer', (c) => c.notNull())
    .addColumn('mtu', 'integer', (c) => c.notNull())
    .addColumn('port_security_enabled', 'integer', (c) => c.notNull())
    .addColumn('network_type', 'text', (c) => c.notNull())
    .addColumn('physical_network', 'text')
    .addColumn('segmentation_id', 'integer')
    .execute();
  await schema
    .createIndex('networks_segment')
    .on('networks')
    .columns(['network_type', 'physical_network', 'segmentation_id'])
    .execute();

  await resource('subnets')
    .addColumn('network_id', 'text', (c) => c.notNull().references('networks.id'))
    .addColumn('ip_version', 'integer', (c) => c.notNull())
    .addColumn('cidr', 'text', (c) => c.notNull())
    .addColumn('gateway_ip', 'text')
    .addColumn('enable_dhcp', 'integer', (c) => c.notNull())
    .addColumn('ipv6_ra_mode', 'text')
    .addColumn('ipv6_address_mode', 'text')
    .addColumn('allocation_pools', 'text', (c) => c.notNull())
    .addColumn('dns_nameservers', 'text', (c) => c.notNull())
    .addColumn('host_routes', 'text', (c) => c.notNull())
    .addColumn('service_types', 'text', (c) => c.notNull())
    .execute();
  await schema.createIndex('subnets_network').on('subnets').column('network_id').execute();

  await resource('ports')
    .addColumn('network_id', 'text', (c) => c.notNull().references('networks.id'))
    .addColumn('mac_address', 'text', (c) => c.notNull())
    .addColumn('admin_state_up', 'integer', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('device_id', 'text', (c) => c.notNull())
    .addColumn('device_owner', 'text', (c) => c.notNull())
    .addColumn('port_security_enabled', 'integer', (c) => c.notNull())
    .addColumn('allowed_address_pairs', 'text', (c) => c.notNull())
    .addColumn('extra_dhcp_opts', 'text', (c) => c.notNull())
    .addColumn('vnic_type', 'text', (c) => c.notNull())
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('profile', 'text', (c) => c.notNull())
    .addColumn('vif_type', 'text', (c) => c.notNull())
    .addColumn('vif_details', 'text', (c) => c.notNull())
    .addUniqueConstraint('ports_network_mac', ['network_id', 'mac_address'])
    .execute();
  for (const column of ['host', 'device_id', 'project_id', 'name']) {
    await schema.createIndex(`ports_${column}`).on('ports').column(column).execute();
  }

  await schema
    .createTable('ip_allocations')
    .addColumn('port_id', 'text', (c) => c.notNull().references('ports.id').onDelete('cascade'))
    .addColumn('subnet_id', 'text', (c) => c.notNull().references('subnets.id'))
    .addColumn('network_id', 'text', (c) => c.notNull().references('networks.id'))
    .addColumn('ip_address', 'text', (c) => c.notNull())
    .addColumn('number', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('ip_allocations_pk', ['subnet_id', 'number'])
    .execute();
  await schema.createIndex('ip_allocations_port').on('ip_allocations').column('port_id').execute();
  await schema.createIndex('ip_allocations_address').on('ip_allocations').column('ip_address').execute();
  await schema
    .createTable('allocation_cursors')
    .addColumn('subnet_id', 'text', (c) => c.primaryKey().references('subnets.id').onDelete('cascade'))
    .addColumn('number', 'text', (c) => c.notNull())
    .execute();

  await resource('security_groups')
    .addColumn('stateful', 'integer', (c) => c.notNull())
    .execute();
  await schema.createIndex('security_groups_project').on('security_groups').column('project_id').execute();
  await schema
    .createTable('default_security_groups')
    .addColumn('project_id', 'text', (c) => c.primaryKey())
    .addColumn('security_group_id', 'text', (c) => c.notNull().references('security_groups.id').onDelete('cascade'))
    .execute();
  await schema
    .createTable('port_security_groups')
    .addColumn('port_id', 'text', (c) => c.notNull().references('ports.id').onDelete('cascade'))
    .addColumn('security_group_id', 'text', (c) => c.notNull().references('security_groups.id'))
    .addColumn('position', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('port_security_groups_pk', ['port_id', 'security_group_id'])
    .execute();
  await schema
    .createIndex('port_security_groups_group')
    .on('port_security_groups')
    .column('security_group_id')
    .execute();

  await resource('address_groups')
    .addColumn('addresses', 'text', (c) => c.notNull())
    .execute();
  await resource('security_group_rules')
    .addColumn('security_group_id', 'text', (c) => c.notNull().references('security_groups.id'))
    .addColumn('direction', 'text', (c) => c.notNull())
    .addColumn('ethertype', 'text', (c) => c.notNull())
    .addColumn('protocol', 'text')
    .addColumn('port_range_min', 'integer')
    .addColumn('port_range_max', 'integer')
    .addColumn('remote_ip_prefix', 'text')
    .addColumn('remote_group_id', 'text', (c) => c.references('security_groups.id'))
    .addColumn('remote_address_group_id', 'text', (c) => c.references('address_groups.id'))
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addUniqueConstraint('security_group_rules_fingerprint', ['security_group_id', 'fingerprint'])
    .execute();
  for (const column of ['remote_group_id', 'remote_address_group_id']) {
    await schema.createIndex(`security_group_rules_${column}`).on('security_group_rules').column(column).execute();
  }

  await resource('agents')
    .addColumn('host', 'text', (c) => c.notNull().unique())
    .addColumn('agent_type', 'text', (c) => c.notNull())
    .addColumn('binary', 'text', (c) => c.notNull())
    .addColumn('version', 'text', (c) => c.notNull())
    .addColumn('backend', 'text', (c) => c.notNull())
    .addColumn('admin_state_up', 'integer', (c) => c.notNull())
    .addColumn('configurations', 'text', (c) => c.notNull())
    .addColumn('started_at', 'text', (c) => c.notNull())
    .addColumn('heartbeat_at', 'text', (c) => c.notNull())
    .execute();

  await schema
    .createTable('dumps')
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('taken_at', 'text', (c) => c.notNull())
    .addColumn('dump', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('dumps_pk', ['host', 'name'])
    .execute();
  await schema
    .createTable('settings')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();

  await schema
    .createTable('changes')
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .addColumn('ordinal', 'integer', (c) => c.notNull())
    .addColumn('table_name', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('changes_pk', ['revision', 'ordinal'])
    .execute();
  // One row. Its lock puts the writers of several processes into one order, which is that of the revisions.
  await schema
    .createTable('change_log')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .addColumn('kept_from', 'bigint', (c) => c.notNull())
    .execute();
  const log = db as Kysely<{ change_log: { id: number; revision: number; kept_from: number } }>;
  await log.insertInto('change_log').values({ id: 1, revision: 0, kept_from: 0 }).execute();
}

function standard<T extends string>(table: CreateTableBuilder<T>) {
  return table
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('seq', 'bigint', (c) => c.notNull().unique())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addColumn('revision_number', 'integer', (c) => c.notNull());
}
