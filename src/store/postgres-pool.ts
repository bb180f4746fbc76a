import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { numberOf } from './statements.ts';

/**
 * The pool as the query builder's driver uses it, with statements kept prepared on each connection: to parse and plan
 * one takes longer than to run it. Rows of statements that carry the mark of `Statements` are arrays.
 */
export function withPreparedStatements(pool: Pool): PostgresPool {
  // The driver knows its connections by their identity.
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect();
      const known = wrapped.get(client);
      if (known) return known;
      const made = {
        query(sql: string, parameters: unknown[]) {
          const number = numberOf(sql);
          if (number === undefined) return client.query(sql, parameters);
          const config = { text: sql, values: parameters, rowMode: 'array' as const };
          return client.query(number === 0 ? config : { ...config, name: `s${number}` });
        },
        release: () => client.release(),
      } as unknown as PostgresPoolClient;
      wrapped.set(client, made);
      return made;
    },
    end: () => pool.end(),
  };
}
