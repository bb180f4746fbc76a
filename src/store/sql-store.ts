import { type Dialect, Kysely, Migrator, sql } from 'kysely';
import { mapDbError } from './db-error.ts';
import { migrations } from './migrations/index.ts';
import { type AnyDatabase, SqlReader } from './sql-reader.ts';
import { SqlWriter } from './sql-writer.ts';
import type { Reader, Store, Writer, Written } from './store.ts';

export interface SqlStoreOptions {
  readonly dialect: Dialect;
  /** How people call this store: a path or an address, never with a password. */
  readonly where: string;
  /** How a transaction is begun for reading (one consistent view) and for writing. */
  readonly begin: { readonly read: string; readonly write: string };
  readonly now: () => Date;
}

/** Brings the database to the newest form and opens the store on it. */
export async function openSqlStore(options: SqlStoreOptions): Promise<Store> {
  const { where, begin, now } = options;
  let statements = 0;
  const count = () => {
    statements++;
  };
  const db = new Kysely<AnyDatabase>({ dialect: options.dialect, log: count });
  const listeners = new Set<(revision: number) => void>();

  /** Kysely's own transactions hide the first error when the database rolled back by itself (a full disk does so). */
  async function transaction<R>(how: string, work: (connection: Kysely<AnyDatabase>) => Promise<R>): Promise<R> {
    try {
      return await db.connection().execute(async (connection) => {
        await sql.raw(how).execute(connection);
        try {
          const result = await work(connection);
          await sql`commit`.execute(connection);
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
    read: (work: (reader: Reader) => Promise<never>) => transaction(begin.read, (c) => work(new SqlReader(c))),

    async write<R>(work: (writer: Writer) => Promise<R>): Promise<Written<R>> {
      const written = await transaction(begin.write, async (connection) => {
        const writer = new SqlWriter(connection, now);
        const result = await work(writer);
        const revision = await writer.finish();
        return { result, isNew: revision !== undefined, revision: revision ?? (await writer.revision()) };
      });
      if (written.isNew) for (const listener of listeners) listener(written.revision);
      return { result: written.result, revision: written.revision };
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
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error !== undefined) throw error;
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw mapDbError(error, where);
  }
  return store;
}
