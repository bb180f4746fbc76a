import type { Kysely } from 'kysely';

/** Who changed what, and when each host had it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('audit')
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('request_id', 'text', (c) => c.notNull())
    .addColumn('method', 'text', (c) => c.notNull())
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('objects', 'text', (c) => c.notNull())
    .addColumn('changed', 'integer', (c) => c.notNull())
    .addColumn('plan_id', 'text')
    .addPrimaryKeyConstraint('audit_pk', ['revision', 'request_id'])
    .execute();
  await schema.createIndex('audit_project').on('audit').columns(['project_id', 'revision']).execute();
  await schema
    .createTable('host_steps')
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('from_revision', 'bigint', (c) => c.notNull())
    .addColumn('to_revision', 'bigint', (c) => c.notNull())
    .addColumn('told_at', 'text', (c) => c.notNull())
    .addColumn('enforced_at', 'text')
    .addPrimaryKeyConstraint('host_steps_pk', ['host', 'to_revision'])
    .execute();
  await schema.createIndex('host_steps_revision').on('host_steps').column('to_revision').execute();
}
