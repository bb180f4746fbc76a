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
export async function schemaForTest(): Promise<SchemaOfTest | undefined> {
  const url = await databaseOfWorker();
  if (url === undefined) return undefined;
  const schema = `t_${randomBytes(8).toString('hex')}`;
  return {
    url,
    schema,
    drop: () => ask(url, `set client_min_messages = warning; drop schema if exists "${schema}" cascade`),
  };
}

/** Schemas that no test uses now, as they were left. Making one takes ten times as long as emptying it. */
const unused: string[] = [];
let made = 0;

/** An empty store of the kind that this project tests: PostgreSQL in the project `postgres`, else in memory. */
export async function openTestStore(options: { readonly now?: () => Date } = {}): Promise<Store> {
  const url = await databaseOfWorker();
  if (url === undefined) return openMemoryStore(options);
  const schema = unused.pop() ?? (await makeSchema(url));
  await ask(url, asNew(schema));
  const store = await openPostgresStore(url, { ...options, schema, connections: 4 });
  return {
    ...store,
    async close() {
      await store.close();
      unused.push(schema);
    },
  };
}

async function makeSchema(url: string): Promise<string> {
  made += 1;
  const schema = `reused_${made}`;
  await (await openPostgresStore(url, { schema, connections: 1 })).close();
  await ask(url, keepNew(schema));
  return schema;
}

/** A loop over the tables of a schema, each in `t`. */
const forEachTable = (schema: string, run: string) =>
  `for t in select tablename from pg_tables where schemaname = '${schema}' loop ${run} end loop;`;

/** Keeps what a new store holds, in a schema beside it. */
const keepNew = (schema: string) => `create schema ${schema}_new;
  do $$ declare t text; isFilled boolean; begin ${forEachTable(
    schema,
    `execute format('select exists (select from ${schema}.%I)', t) into isFilled;
     if isFilled then execute format('create table ${schema}_new.%I as table ${schema}.%I', t, t); end if;`,
  )} end $$`;

/** Rows then come in the order in which they are made, as in a store that is new: rows that were deleted leave room. */
const asNew = (schema: string) => `do $$ declare t text; isFilled boolean; filled text[]; begin
  ${forEachTable(
    schema,
    `execute format('select exists (select from ${schema}.%I)', t) into isFilled;
     if isFilled then filled := filled || format('${schema}.%I', t); end if;`,
  )}
  if filled is not null then execute 'truncate ' || array_to_string(filled, ', ') || ' cascade'; end if;
  set local session_replication_role = replica;
  ${forEachTable(`${schema}_new`, `execute format('insert into ${schema}.%I select * from ${schema}_new.%I', t, t);`)}
end $$`;

let database: Promise<string | undefined> | undefined;

/**
 * The address of a database that tests of this worker have for themselves: whoever opens a store looks at all schemas
 * of its database, and would see those of others come and go.
 */
function databaseOfWorker(): Promise<string | undefined> {
  database ??= makeDatabase();
  return database;
}

async function makeDatabase(): Promise<string | undefined> {
  const postgres = inject('postgres');
  if (postgres === undefined || 'missing' in postgres) return undefined;
  const name = `${postgres.prefix}${randomBytes(8).toString('hex')}`;
  await ask(postgres.url, `create database ${name}`);
  return postgres.url.replace(/^([a-z]+:\/\/[^/]*)\/[^?]*/, `$1/${name}`);
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
