import { randomUUID } from 'node:crypto';
import type { Client, Pool } from 'pg';
import type { Relay } from './store.ts';

/** Words are read within milliseconds; a process whose connection was lost finds them for so long. */
const keptMs = 60_000;

export interface PostgresRelay extends Relay {
  /** For the channel's notifications: the id of a new word. */
  arrived(id: string): void;
  /** Reads the words that were missed. */
  catchUp(through: Client): Promise<void>;
}

/** Words in a table, as a notification holds 8,000 bytes and a host's rules have megabytes; it carries the word's id. */
export function createPostgresRelay(pool: Pool, channel: string): PostgresRelay {
  const sender = randomUUID();
  const listeners = new Set<(word: unknown) => void>();
  /** Ids of words that were passed on, in the order in which that happened. */
  const passed = new Set<string>();
  const pass = ({ id, word }: { readonly id: string; readonly word: string }) => {
    if (passed.has(id)) return;
    passed.add(id);
    if (passed.size > 10_000) for (const oldest of [...passed].slice(0, 5000)) passed.delete(oldest);
    const read: unknown = JSON.parse(word);
    for (const listener of listeners) listener(read);
  };

  return {
    async tell(word) {
      await pool.query(
        `with clock as (select (extract(epoch from clock_timestamp()) * 1000)::bigint as now),
          old as (delete from relay where sent_at < (select now from clock) - ${keptMs}),
          made as (
            insert into relay (id, sender, sent_at, word) select $1, $2, now, $3 from clock returning id
          )
        select pg_notify('${channel}', id) from made`,
        [randomUUID(), sender, JSON.stringify(word)],
      );
    },
    hear(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    arrived(id) {
      pool
        .query<{ id: string; word: string }>('select id, word from relay where id = $1 and sender <> $2', [id, sender])
        .then(({ rows }) => rows.forEach(pass))
        // The next look reads it.
        .catch(() => undefined);
    },
    async catchUp(through) {
      const { rows } = await through.query<{ id: string }>('select id from relay where sender <> $1 order by sent_at', [
        sender,
      ]);
      const missed = rows.map(({ id }) => id).filter((id) => !passed.has(id));
      if (missed.length === 0) return;
      const { rows: words } = await through.query<{ id: string; word: string }>(
        'select id, word from relay where id = any($1) order by sent_at',
        [missed],
      );
      words.forEach(pass);
    },
  };
}
