import { type KyselyPlugin, type RawBuilder, sql } from 'kysely';

/** What databases say differently. Everything else of the store is the same SQL on all of them. */
export interface Flavour {
  /** How a transaction is begun for reading (one consistent view) and for writing (no other writer until its end). */
  readonly begin: { readonly read: string; readonly write: string };
  /**
   * How a write is committed. It fails if a statement of the transaction has failed before, whoever passed over that.
   * `revision`: the new one, which other processes on the database are told of.
   */
  commit(revision: number | undefined): string;
  /** Values as one parameter, so that a statement's text does not depend on how many there are. */
  list(values: readonly (string | number)[]): unknown;
  /** `in …` such a parameter. */
  among(slot: unknown, of: 'text' | 'integer'): RawBuilder<unknown>;
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
  list: (values) => JSON.stringify(values),
  among: (slot) => sql`in (select value from json_each(${slot}))`,
  plugins: [],
};
