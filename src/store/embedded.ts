import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteDialect } from 'kysely';
import Database from 'libsql';
import { makeFolder } from '../files/index.ts';
import { PortreeveError, reasonOf } from '../model/index.ts';
import { mapDbError } from './db-error.ts';
import { withPreparedStatements } from './embedded-database.ts';
import { sqlite } from './flavour.ts';
import { openSqlStore } from './sql-store.ts';
import type { Store } from './store.ts';

export interface EmbeddedOptions {
  readonly now?: () => Date;
}

/**
 * The store in a folder of one server: a libsql (SQLite) file `portreeve.db`. One process at a time has it open; a
 * second one is refused. A write that returned is on the disk (`synchronous=FULL`, one fsync per write).
 */
export function openEmbeddedStore(folder: string, options: EmbeddedOptions = {}): Promise<Store> {
  try {
    makeFolder(folder, 0o700);
  } catch (cause) {
    return Promise.reject(new PortreeveError('FILE_UNWRITABLE', { path: folder, reason: reasonOf(cause) }, { cause }));
  }
  const path = join(folder, 'portreeve.db');
  return open(path, path, options);
}

/**
 * A store that ends with its process. It is the embedded store without a file, so that it takes and refuses what the
 * real one does; it passes the same suite.
 */
export function openMemoryStore(options: EmbeddedOptions = {}): Promise<Store> {
  return open(':memory:', 'memory', options);
}

async function open(file: string, where: string, options: EmbeddedOptions): Promise<Store> {
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    // Before anything is read: with an exclusive lock a second server on the same folder is refused at once, and no
    // shared-memory file is needed beside the log.
    database.exec('pragma busy_timeout = 1000; pragma locking_mode = exclusive;');
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
    database.exec('begin immediate; commit;');
    // Hashes of secrets are inside.
    if (file !== ':memory:') chmodSync(file, 0o600);
    const store = await openSqlStore({
      dialect: new SqliteDialect({ database: withPreparedStatements(database) }),
      where,
      flavour: sqlite,
      now: options.now ?? (() => new Date()),
    });
    return { ...store, close: () => close(store, database) };
  } catch (error) {
    release(database);
    throw mapDbError(error, where);
  }
}

async function close(store: Store, database: Database.Database | undefined): Promise<void> {
  release(database);
  await store.close();
}

/**
 * Gives the lock back. Closing alone does not while a prepared statement waits for the garbage collector, and an
 * exclusive lock can only be left by leaving the write-ahead log first.
 */
function release(database: Database.Database | undefined): void {
  try {
    database?.exec('pragma journal_mode = delete; pragma locking_mode = normal; select count(*) from sqlite_master;');
  } catch {
    // Never opened, closed already, or full: the end of the process gives the lock back as well.
  }
}
