import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type NoPostgres, startPostgres } from './start-postgres.ts';

/** `prefix`: how the databases that tests make are called. */
export interface PostgresOfTests {
  readonly url: string;
  readonly prefix: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where this project's stores are made, or why they cannot be. Undefined: in memory. */
    postgres: PostgresOfTests | NoPostgres | undefined;
  }
}

/** Runs before the tests of the project `postgres`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  if ('missing' in postgres) {
    project.provide('postgres', postgres);
    return () => Promise.resolve();
  }
  const { url } = postgres;
  const prefix = `portreeve_test_${randomBytes(6).toString('hex')}_`;
  project.provide('postgres', { url, prefix });
  return async () => {
    await dropDatabases(url, prefix);
    await postgres.stop();
  };
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1)',
    [prefix],
  );
  for (const { name } of rows) await client.query(`drop database ${name} with (force)`);
  await client.end();
}
