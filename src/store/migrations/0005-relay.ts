import type { Kysely } from 'kysely';

/** Words that the processes on one database pass each other, for as long as it takes to read them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('relay')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('sender', 'text', (c) => c.notNull())
    .addColumn('sent_at', 'bigint', (c) => c.notNull())
    .addColumn('word', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('relay_sent_at').on('relay').column('sent_at').execute();
}
