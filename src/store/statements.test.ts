import { Kysely, SqliteAdapter, DummyDriver, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import { expect, test } from 'vitest';
import { Statements, numberOf } from './statements.ts';

const db = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (of) => new SqliteIntrospector(of),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

test('a shape is made once, and run with the values of each call in the places that it gave them', () => {
  const statements = new Statements();
  let built = 0;
  const once = (values: readonly unknown[]) =>
    statements.with(db, 'shape', values, ([a, b]) => {
      built++;
      return sql`select ${b}, ${a}, ${b}`;
    });
  expect(once([1, 'x'])).toEqual({ sql: '/*1*/ select ?, ?, ?', parameters: ['x', 1, 'x'] });
  expect(once([2, null])).toEqual({ sql: '/*1*/ select ?, ?, ?', parameters: [null, 2, null] });
  expect(built).toBe(1);
});

test('a value that is in the text and not in the list is refused: the next call would run with it', () => {
  expect(() => new Statements().with(db, 'shape', [], () => sql`select ${'baked in'}`)).toThrow('part of no shape');
});

test('shapes beyond a thousand are made anew, and not kept prepared', () => {
  const statements = new Statements();
  const made = (shape: string) => statements.with(db, shape, [], () => sql`select 1`).sql;
  for (let i = 1; i <= 1000; i++) expect(numberOf(made(`s${i}`))).toBe(i);
  expect([numberOf(made('more')), numberOf(made('s7')), numberOf('select 1')]).toEqual([0, 7, undefined]);
});
