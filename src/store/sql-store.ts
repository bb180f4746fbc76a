import { type Dialect, Kysely, Migrator, sql } from 'kysely';
import { mapDbError } from './db-error.ts';
import type { Flavour } from './flavour.ts';
import { migrations } from './migrations/index.ts';
import { type AnyDatabase, SqlReader } from './sql-reader.ts';
import { SqlWriter } from './sql-writer.ts';
import { Statements } from './statements.ts';
import type { Reader, Store, Writer, Written } from './store.ts';

export interface SqlStoreOptions {
  readonly dialect: Dialect;
  /** How people call this store: a path or an address, never with a password. */
  readonly where: string;
  readonly flavour: Flavour;
  readonly now: () => Date;
}

/** Brings the database to the newest form and opens the store on it. */
export async function openSqlStore(options: SqlStoreOptions): Promise<Store> {
  const { where, flavour, now } = options;
  const context = { flavour, statements: new Statements() };
  let statements = 0;
  const count = () => {
    statements++;
  };
  const db = new Kysely<AnyDatabase>({
    dialect: options.dialect,
    log: count,
    plugins: [...flavour.plugins],
  });
  const listeners = new Set<(revision: number) => void>();

  /**
   * Kysely's own transactions hide the first error when the database rolled back by itself (a full disk does so).
   * `work` gives the result, and the statement that commits it.
   */
  async function transaction<R>(
    begin: string,
    work: (connection: Kysely<AnyDatabase>) => Promise<{ readonly result: R; readonly commit: string }>,
  ): Promise<R> {
    try {
      return await db.connection().execute(async (connection) => {
        try {
          await sql.raw(begin).execute(connection);
          const { result, commit } = await work(connection);
          await sql.raw(commit).execute(connection);
          return result;
        } catch (error) {
          await sql`rollback`.execute(connection).catch(() => undefined);
          throw error;
        }
      });
    } catch (error) {
      throw mapDbError(error, where);
    }
  }

  const store: Store = {
    read: (work: (reader: Reader) => Promise<never>) =>
      transaction(flavour.begin.read, async (connection) => ({
        result: await work(new SqlReader(connection, context)),
        commit: 'commit',
      })),

    async write<R>(work: (writer: Writer) => Promise<R>): Promise<Written<R>> {
      const { isNew, ...written } = await transaction(flavour.begin.write, async (connection) => {
        const writer = new SqlWriter(connection, context, now);
        const result = await work(writer);
        const revision = await writer.finish();
        const written = { result, isNew: revision !== undefined, revision: revision ?? (await writer.revision()) };
        return { result: written, commit: flavour.commit(revision) };
      });
      if (isNew) for (const listener of listeners) listener(written.revision);
      return written;
    },

    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    statements: () => statements,
    close: () => db.destroy(),
  };

  try {
    const provider = { getMigrations: () => Promise.resolve(migrations) };
    const { error } = await new Migrator({
      db,
      provider,
      ...(flavour.schema !== undefined && { migrationTableSchema: flavour.schema }),
    }).migrateToLatest();
    if (error !== undefined) throw error;
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw mapDbError(error, where);
  }
  return store;
}
