import { type Expression, type KyselyPlugin, type RawBuilder, type SqlBool, sql } from 'kysely';

/** What databases say differently. Everything else of the store is the same SQL on all of them. */
export interface Flavour {
  /** How a transaction is begun for reading (one consistent view) and for writing (no other writer until its end). */
  readonly begin: { readonly read: string; readonly write: string };
  /**
   * How a write is committed. It fails if a statement of the transaction has failed before, whoever passed over that.
   * `revision`: the new one, which other processes on the database are told of.
   */
  commit(revision: number | undefined): string;
  /** "The column has one of these values", in a text that does not depend on how many there are. Values: not null. */
  among(column: RawBuilder<unknown>, values: readonly (string | number)[]): Expression<SqlBool>;
  readonly plugins: readonly KyselyPlugin[];
  /** Where tables are, if that has to be said. */
  readonly schema?: string;
}

/**
 * SQLite, in one process. A failed statement leaves its transaction as it was, and who passes over the failure knows
 * what he does, so that a commit has nothing to check.
 */
export const sqlite: Flavour = {
  begin: { read: 'begin', write: 'begin immediate' },
  commit: () => 'commit',
  among: (column, values) =>
    values.length === 1
      ? sql<SqlBool>`${column} = ${values[0]}`
      : sql<SqlBool>`${column} in (select value from json_each(${JSON.stringify(values)}))`,
  plugins: [],
};
