import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';

/** RBAC policies in place of the mark `shared` of networks; several bindings of a port; tags, quotas and what each project uses of them. */
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

  await schema
    .createTable('rbac_policies')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('seq', 'bigint', (c) => c.notNull().unique())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addColumn('revision_number', 'integer', (c) => c.notNull())
    .addColumn('object_type', 'text', (c) => c.notNull())
    .addColumn('object_id', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('target_project', 'text', (c) => c.notNull())
    .addUniqueConstraint('rbac_policies_same', ['object_id', 'object_type', 'action', 'target_project'])
    .execute();
  await schema
    .createIndex('rbac_policies_target')
    .on('rbac_policies')
    .columns(['target_project', 'object_type', 'action'])
    .execute();
  await schema.createIndex('rbac_policies_project').on('rbac_policies').column('project_id').execute();
  await movePolicies(db as Kysely<Before>);
  await schema
    .createTable('port_bindings')
    .addColumn('port_id', 'text', (c) => c.notNull().references('ports.id').onDelete('cascade'))
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('vnic_type', 'text', (c) => c.notNull())
    .addColumn('profile', 'text', (c) => c.notNull())
    .addColumn('vif_type', 'text', (c) => c.notNull())
    .addColumn('vif_details', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('port_bindings_pk', ['port_id', 'host'])
    .execute();

  await schema.alterTable('networks').dropColumn('shared').execute();
  for (const table of ['networks', 'subnets', 'ports', 'security_groups', 'security_group_rules', 'rbac_policies']) {
    await sql`
      insert into resource_usage (project_id, table_name, used)
      select project_id, ${sql.lit(table)}, count(*) from ${sql.table(table)} group by project_id
    `.execute(db);
  }
}

interface Before {
  readonly networks: {
    readonly id: string;
    readonly seq: number;
    readonly project_id: string;
    readonly shared: number;
    readonly external: number;
    readonly created_at: string;
  };
  readonly rbac_policies: Readonly<Record<string, unknown>>;
}

/** What was shared or external for all is so by a policy now. */
async function movePolicies(db: Kysely<Before>): Promise<void> {
  const columns = ['id', 'seq', 'project_id', 'shared', 'external', 'created_at'] as const;
  const open = await db
    .selectFrom('networks')
    .select(columns)
    .where((eb) => eb.or([eb('shared', '=', 1), eb('external', '=', 1)]))
    .execute();
  for (const network of open) {
    const actions = [
      ...(network.shared === 1 ? ['access_as_shared'] : []),
      ...(network.external === 1 ? ['access_as_external'] : []),
    ];
    for (const [index, action] of actions.entries()) {
      await db
        .insertInto('rbac_policies')
        .values({
          id: randomUUID(),
          // Numbers of one revision are far apart from those of the next, and no policy has one yet.
          seq: Number(network.seq) * 2 + index,
          project_id: network.project_id,
          name: '',
          description: '',
          created_at: network.created_at,
          updated_at: network.created_at,
          revision_number: 0,
          object_type: 'network',
          object_id: network.id,
          action,
          target_project: '*',
        })
        .execute();
    }
  }
}
