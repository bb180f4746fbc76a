import type { SqliteDatabase } from 'kysely';
import type Database from 'libsql';
import { numberOf } from './statements.ts';

/**
 * The database as the query builder's driver uses it, with statements kept prepared: to prepare one takes longer than
 * to run it. Rows of statements that carry the mark of `Statements` are arrays.
 */
export function withPreparedStatements(database: Database.Database): SqliteDatabase {
  const prepared = new Map<string, ReturnType<SqliteDatabase['prepare']>>();
  return {
    prepare(sql) {
      const number = numberOf(sql);
      const known = number === undefined ? undefined : prepared.get(sql);
      if (known) return known;
      const made = database.prepare(sql);
      const statement = {
        reader: made.reader,
        all: (parameters: readonly unknown[]) => made.all([...parameters]),
        run: (parameters: readonly unknown[]) => made.run([...parameters]),
        iterate: (parameters: readonly unknown[]) => made.iterate([...parameters]),
      } as unknown as ReturnType<SqliteDatabase['prepare']>;
      if (number !== undefined && made.reader) made.raw(true);
      if (number !== undefined && number > 0) prepared.set(sql, statement);
      return statement;
    },
    close: () => database.close(),
  };
}
