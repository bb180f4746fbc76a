import type { TestProject } from 'vitest/node';
import { type NoPostgres, startPostgres } from './start-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where this project's stores are made, or why they cannot be. Undefined: in memory. */
    postgres: { readonly url: string } | NoPostgres | undefined;
  }
}

/** Runs before the tests of the project `postgres`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  project.provide('postgres', 'url' in postgres ? { url: postgres.url } : postgres);
  return async () => {
    if ('url' in postgres) await postgres.stop();
  };
}
