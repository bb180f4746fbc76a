import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openMemoryStore } from './embedded.ts';
import { openPostgresStore } from './postgres.ts';
import type { Store } from './store.ts';

export interface SchemaOfTest {
  readonly url: string;
  readonly schema: string;
  drop(): Promise<void>;
}

/** A schema that one test has for itself; undefined: this project's tests have no database. */
export function schemaForTest(): SchemaOfTest | undefined {
  const postgres = inject('postgres');
  if (postgres === undefined || 'missing' in postgres) return undefined;
  const { url } = postgres;
  const schema = `t_${randomBytes(8).toString('hex')}`;
  return {
    url,
    schema,
    async drop() {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`set client_min_messages = warning; drop schema if exists "${schema}" cascade`);
      await client.end();
    },
  };
}

/** An empty store of the kind that this project tests: PostgreSQL in the project `postgres`, else in memory. */
export async function openTestStore(options: { readonly now?: () => Date } = {}): Promise<Store> {
  const made = schemaForTest();
  if (made === undefined) return openMemoryStore(options);
  const store = await openPostgresStore(made.url, { ...options, schema: made.schema, connections: 4 });
  return {
    ...store,
    async close() {
      await store.close();
      await made.drop();
    },
  };
}
