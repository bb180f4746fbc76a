import type { Kysely } from 'kysely';

/** Changes that were asked for before they are made, and what has to hold of all of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('plans')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('made_at', 'text', (c) => c.notNull())
    .addColumn('made_by', 'text', (c) => c.notNull())
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('changes', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('applied_at', 'text')
    .addColumn('applied_by', 'text')
    .addColumn('applied_revision', 'bigint')
    .addColumn('reason', 'text')
    .addColumn('undo', 'text', (c) => c.notNull())
    .addColumn('confirm_by', 'text')
    .execute();
  await schema.createIndex('plans_project').on('plans').columns(['project_id', 'made_at']).execute();
  await schema
    .createTable('assertions')
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('assertions_pk', ['project_id', 'position'])
    .execute();
}
