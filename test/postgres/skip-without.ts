import { beforeEach, inject } from 'vitest';

// Every test of the project needs the database; without one it is counted as skipped, with the reason.
beforeEach((context) => {
  const postgres = inject('postgres');
  if (postgres === undefined || 'missing' in postgres) context.skip(postgres?.missing ?? 'no database was provided');
});
