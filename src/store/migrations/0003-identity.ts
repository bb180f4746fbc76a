import type { CreateTableBuilder, Kysely } from 'kysely';

/** Users, projects, domains, roles and the catalogue of the built-in identity service. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;

  await named(schema.createTable('identity_domains')).addUniqueConstraint('identity_domains_name', ['name']).execute();
  await named(schema.createTable('identity_projects'))
    .addColumn('domain_id', 'text', (c) => c.notNull().references('identity_domains.id').onDelete('cascade'))
    .addUniqueConstraint('identity_projects_name', ['domain_id', 'name'])
    .execute();
  await named(schema.createTable('identity_users'))
    .addColumn('domain_id', 'text', (c) => c.notNull().references('identity_domains.id').onDelete('cascade'))
    .addColumn('default_project_id', 'text')
    .addColumn('password_hash', 'text')
    .addColumn('generation', 'integer', (c) => c.notNull())
    .addUniqueConstraint('identity_users_name', ['domain_id', 'name'])
    .execute();
  await schema
    .createTable('identity_roles')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('extra', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('identity_assignments')
    .addColumn('user_id', 'text', (c) => c.notNull().references('identity_users.id').onDelete('cascade'))
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('target_id', 'text', (c) => c.notNull())
    .addColumn('role_id', 'text', (c) => c.notNull().references('identity_roles.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('identity_assignments_pk', ['user_id', 'target', 'target_id', 'role_id'])
    .execute();
  await schema
    .createIndex('identity_assignments_target')
    .on('identity_assignments')
    .columns(['target', 'target_id'])
    .execute();

  await schema
    .createTable('identity_regions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('parent_region_id', 'text')
    .addColumn('extra', 'text', (c) => c.notNull())
    .execute();
  await named(schema.createTable('identity_services'))
    .addColumn('type', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('identity_endpoints')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('service_id', 'text', (c) => c.notNull().references('identity_services.id').onDelete('cascade'))
    .addColumn('interface', 'text', (c) => c.notNull())
    .addColumn('region_id', 'text', (c) => c.references('identity_regions.id'))
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('enabled', 'integer', (c) => c.notNull())
    .addColumn('extra', 'text', (c) => c.notNull())
    .execute();

  await schema
    .createTable('identity_revocations')
    .addColumn('audit_id', 'text', (c) => c.primaryKey())
    .addColumn('expires_at', 'text', (c) => c.notNull())
    .execute();
}

function named<T extends string>(table: CreateTableBuilder<T>) {
  return table
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('enabled', 'integer', (c) => c.notNull())
    .addColumn('extra', 'text', (c) => c.notNull());
}
