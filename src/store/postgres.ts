import { PostgresDialect } from 'kysely';
import type { ClientConfig } from 'pg';
import { PortreeveError, reasonOf } from '../model/index.ts';
import { listenToDatabase } from './database-listener.ts';
import { mapDbError } from './db-error.ts';
import { channelsOf, postgres } from './postgres-flavour.ts';
import { createPostgresRelay } from './postgres-relay.ts';
import { withPreparedStatements } from './postgres-pool.ts';
import { createQueue } from './queue.ts';
import { openSqlStore } from './sql-store.ts';
import type { Store } from './store.ts';

export interface PostgresOptions {
  readonly now?: () => Date;
  /** Schema that holds the tables; made if it is not there. */
  readonly schema?: string;
  /** Connections for reading and writing; one more listens. */
  readonly connections?: number;
  /** Told when the connection that listens is lost; it is made anew by itself. */
  readonly listenerLost?: (error: unknown) => void;
}

/** Oldest server that the tests run on. */
const oldest = 15;
/** PostgreSQL's int8, which the driver gives as text as it may not fit into a number. Ours do. */
const int8 = 20;

/**
 * The store in a PostgreSQL database, for several server processes at once. `url`: `postgresql://user@host/database`;
 * what it leaves out (the password above all) comes from `PGPASSWORD`, `PGPASSFILE` and the like, as for `psql`.
 */
export async function openPostgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  const { schema = 'portreeve', connections = 10, now = () => new Date() } = options;
  // Both become part of statements.
  if (!/^[a-z_][a-z0-9_]{0,40}$/.test(schema)) throw new RangeError(`${schema} cannot be a schema`);
  const where = withoutPassword(url);
  const pg = await loadDriver();
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'portreeve',
    options: `-c search_path=${schema}`,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    // Somebody who stands still in the middle of a write must not stop everybody else for ever.
    lock_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    types: {
      getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)),
    },
  };
  const connect = () => new pg.Client(config);
  try {
    connect();
  } catch {
    // Without the cause, which quotes the address.
    throw new PortreeveError('BAD_DATABASE');
  }
  const pool = new pg.Pool({ ...config, max: connections });
  // An idle connection that breaks; the pool makes another one when it is needed.
  pool.on('error', () => undefined);
  try {
    const { rows } = await pool.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version < oldest) throw new PortreeveError('DATABASE_TOO_OLD', { where, version, oldest });
  } catch (error) {
    await pool.end();
    throw mapDbError(error, where);
  }
  const store = await openSqlStore({
    dialect: new PostgresDialect({ pool: withPreparedStatements(pool) }),
    where,
    flavour: postgres(schema),
    now,
  });

  // The database would make them wait for each other anyway, each of them with a connection in its hand.
  const oneByOne = createQueue();
  const listeners = new Set<(revision: number) => void>();
  let told = await store.read((tx) => tx.revision());
  /** Revisions come from the own commits and from notifications, also of the own commits: each is told once. */
  const tell = (revision: number) => {
    if (!(revision > told)) return;
    told = revision;
    for (const listener of listeners) listener(revision);
  };
  store.subscribe(tell);
  const channels = channelsOf(schema);
  const relay = createPostgresRelay(pool, channels.relay);
  const listener = listenToDatabase({
    connect,
    channels: {
      [channels.revision]: (revision) => tell(Number(revision)),
      [channels.relay]: relay.arrived,
    },
    async catchUp(through) {
      const { rows } = await through.query<{ revision: number }>('select revision from change_log where id = 1');
      tell(Number(rows[0]?.revision));
      await relay.catchUp(through);
    },
    lost: (error) => options.listenerLost?.(mapDbError(error, where)),
  });
  return {
    ...store,
    relay,
    write: (work) => oneByOne(() => store.write(work)),
    subscribe(one) {
      listeners.add(one);
      return () => listeners.delete(one);
    },
    async close() {
      await listener.close();
      await oneByOne(() => store.close());
    },
  };
}

/** Optional, as a server on the embedded store needs none. */
async function loadDriver(): Promise<typeof import('pg').default> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    throw new PortreeveError('DRIVER_MISSING', { package: 'pg', reason: reasonOf(cause) }, { cause });
  }
}

/** How people call the database. Throws BAD_DATABASE for what is no such URL; its text may hold a password. */
function withoutPassword(text: string): string {
  const parts = /^(postgres(?:ql)?:\/\/)(?:([^:@]*)(?::.*)?@)?([^?#]*)/s.exec(text);
  if (parts === null) throw new PortreeveError('BAD_DATABASE');
  const [, scheme = '', user, rest = ''] = parts;
  return user === undefined ? `${scheme}${rest}` : `${scheme}${user}@${rest}`;
}
