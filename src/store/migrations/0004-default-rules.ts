import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';

/** The rules that new groups begin with, and the four that are there from the start. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('default_security_group_rules')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('seq', 'bigint', (c) => c.notNull().unique())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addColumn('revision_number', 'integer', (c) => c.notNull())
    .addColumn('direction', 'text', (c) => c.notNull())
    .addColumn('ethertype', 'text', (c) => c.notNull())
    .addColumn('protocol', 'text')
    .addColumn('port_range_min', 'integer')
    .addColumn('port_range_max', 'integer')
    .addColumn('remote_ip_prefix', 'text')
    .addColumn('remote_group_id', 'text')
    .addColumn('remote_address_group_id', 'text', (c) => c.references('address_groups.id'))
    .addColumn('used_in_default_sg', 'integer', (c) => c.notNull())
    .addColumn('used_in_non_default_sg', 'integer', (c) => c.notNull())
    .addColumn('fingerprint', 'text', (c) => c.notNull().unique())
    .execute();

  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  // The order of the reference's default group, which the layout of the chains keeps.
  const first = [
    { direction: 'ingress', ethertype: 'IPv4' },
    { direction: 'egress', ethertype: 'IPv4' },
    { direction: 'ingress', ethertype: 'IPv6' },
    { direction: 'egress', ethertype: 'IPv6' },
  ] as const;
  const rows = first.map(({ direction, ethertype }, index) => {
    const remote = direction === 'ingress' ? 'PARENT' : null;
    return {
      id: randomUUID(),
      // Below the number of anything that a writer makes.
      seq: index,
      project_id: '',
      name: '',
      description: '',
      created_at: now,
      updated_at: now,
      revision_number: 0,
      direction,
      ethertype,
      protocol: null,
      port_range_min: null,
      port_range_max: null,
      remote_ip_prefix: null,
      remote_group_id: remote,
      remote_address_group_id: null,
      used_in_default_sg: 1,
      used_in_non_default_sg: remote === null ? 1 : 0,
      fingerprint: JSON.stringify([direction, ethertype, null, null, null, null, remote, null]),
    };
  });
  const rules = db as Kysely<{ default_security_group_rules: (typeof rows)[number] }>;
  await rules.insertInto('default_security_group_rules').values(rows).execute();
}
