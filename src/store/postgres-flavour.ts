import { sql } from 'kysely';
import { binaryText } from './binary-text.ts';
import type { Flavour } from './flavour.ts';

/** Names of the notifications of the store in a schema: of new revisions, and of words between processes. */
export function channelsOf(schema: string): { readonly revision: string; readonly relay: string } {
  return { revision: `${schema}_revision`, relay: `${schema}_relay` };
}

/**
 * PostgreSQL, with several processes on one database. Writers take the lock of the change log first and so come one
 * after the other: what a write has read (how many there are, which address is free) is true until it commits.
 */
export function postgres(schema: string): Flavour {
  return {
    begin: {
      read: 'begin transaction isolation level repeatable read read only',
      write: 'begin; select 1 from change_log where id = 1 for update',
    },
    // PostgreSQL answers the commit of a transaction that failed with a rollback, and no error. The statement before
    // it is refused then.
    commit: (revision) =>
      revision === undefined
        ? 'select 1; commit'
        : `select pg_notify('${channelsOf(schema).revision}', '${revision}'); commit`,
    list: (values) => values,
    // As bigint, which an index on integer serves as well: a larger number matches nothing and is no error.
    among: (slot, of) => (of === 'integer' ? sql`= any(${slot}::bigint[])` : sql`= any(${slot}::text[])`),
    plugins: [binaryText()],
    schema,
  };
}
