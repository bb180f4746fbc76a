import { type Kysely, sql } from 'kysely';

/** Tags, quotas and what each project uses of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;

  await schema
    .createTable('tags')
    .addColumn('table_name', 'text', (c) => c.notNull())
    .addColumn('resource_id', 'text', (c) => c.notNull())
    .addColumn('tag', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('tags_pk', ['resource_id', 'table_name', 'tag'])
    .execute();
  await schema.createIndex('tags_tag').on('tags').columns(['table_name', 'tag']).execute();

  await schema
    .createTable('quotas')
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('resource', 'text', (c) => c.notNull())
    .addColumn('most', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('quotas_pk', ['project_id', 'resource'])
    .execute();
  await schema
    .createTable('resource_usage')
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('table_name', 'text', (c) => c.notNull())
    .addColumn('used', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('resource_usage_pk', ['project_id', 'table_name'])
    .execute();
  for (const table of ['networks', 'subnets', 'ports', 'security_groups', 'security_group_rules']) {
    await sql`
      insert into resource_usage (project_id, table_name, used)
      select project_id, ${sql.lit(table)}, count(*) from ${sql.table(table)} group by project_id
    `.execute(db);
  }
}
