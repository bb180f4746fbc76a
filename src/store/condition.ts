import { type RawBuilder, sql } from 'kysely';
import { type Columns, encodeScalar } from './columns.ts';
import type { Flavour } from './flavour.ts';
import type { ConditionOn } from './store.ts';
import { tables } from './tables.ts';

/** A condition without its values: their places in the list of all values of the statement. Plain data. */
export type Shape =
  | { readonly is: 'never' }
  | { readonly is: 'null'; readonly column: string }
  | { readonly is: 'among'; readonly column: string; readonly of: 'text' | 'integer'; readonly value: number }
  | { readonly is: '=' | '>=' | '<' | 'like' | 'like any case'; readonly column: string; readonly value: number }
  | { readonly is: 'any' | 'all'; readonly parts: readonly Shape[] }
  | {
      readonly is: 'in' | 'not in';
      readonly column: string;
      readonly table: string;
      readonly select: string;
      readonly where: readonly Shape[];
    };

/** Takes a condition on a table apart into its shape and its values, which are put at the end of `values`. */
export function shapeOf(c: ConditionOn<string>, columns: Columns, flavour: Flavour, values: unknown[]): Shape {
  const add = (value: unknown) => values.push(value) - 1;
  if ('any' in c) return { is: 'any', parts: c.any.map((part) => shapeOf(part, columns, flavour, values)) };
  if ('all' in c) return { is: 'all', parts: c.all.map((part) => shapeOf(part, columns, flavour, values)) };
  const { column } = c;
  if ('in' in c) {
    const among = amongShape(c.in, column, columns, flavour, add);
    return c.in.includes(null) ? { is: 'any', parts: [among, { is: 'null', column }] } : among;
  }
  if ('contains' in c) return likeShape(column, '%', c.contains, add);
  if ('containsAnyCase' in c) {
    const like = likeShape(column, '%', c.containsAnyCase.toLowerCase(), add);
    return like.is === 'like' ? { ...like, is: 'like any case' } : like;
  }
  if ('startsWith' in c) return likeShape(column, '', c.startsWith, add);
  if ('atLeast' in c) return { is: '>=', column, value: add(c.atLeast) };
  if ('below' in c) return { is: '<', column, value: add(c.below) };
  const { table, select, where } = c.inTable;
  const inner = where.map((part) => shapeOf(part, tables[table], flavour, values));
  return { is: c.not ? 'not in' : 'in', column, table, select, where: inner };
}

function amongShape(
  wanted: readonly unknown[],
  column: string,
  columns: Columns,
  flavour: Flavour,
  add: (value: unknown) => number,
): Shape {
  const keep = columns[column]?.keep;
  const of = keep === 'integer' || keep === 'boolean' ? 'integer' : 'text';
  const possible = wanted.flatMap((value) => possibleIn(of, value));
  const [first] = possible;
  if (first === undefined) return { is: 'never' };
  if (possible.length === 1 && of === 'text') return { is: '=', column, value: add(first) };
  return { is: 'among', column, of, value: add(flavour.list(possible)) };
}

/** The value as its column keeps it; none if the column can never have it (PostgreSQL would refuse to compare). */
function possibleIn(of: 'text' | 'integer', value: unknown): readonly (string | number)[] {
  const kept = encodeScalar(value);
  if (kept === null) return [];
  if (of === 'integer') return Number.isSafeInteger(kept) ? [kept] : [];
  const text = String(kept);
  return text.includes('\0') ? [] : [text];
}

function likeShape(column: string, before: string, text: string, add: (value: unknown) => number): Shape {
  if (text.includes('\0')) return { is: 'never' };
  return { is: 'like', column, value: add(`${before}${escapeLike(text)}%`) };
}

/** `%` and `_` stand for themselves. */
function escapeLike(text: string): string {
  return text.replace(/[!%_]/g, (mark) => `!${mark}`);
}

/** ` where …` of all the shapes; nothing if there are none. */
export function whereSql(shapes: readonly Shape[], slots: readonly unknown[], flavour: Flavour): RawBuilder<unknown> {
  return shapes.length === 0 ? sql`` : sql` where ${allSql(shapes, slots, flavour)}`;
}

function allSql(shapes: readonly Shape[], slots: readonly unknown[], flavour: Flavour): RawBuilder<unknown> {
  if (shapes.length === 0) return sql`1 = 1`;
  return sql.join(
    shapes.map((shape) => shapeSql(shape, slots, flavour)),
    sql` and `,
  );
}

function shapeSql(shape: Shape, slots: readonly unknown[], flavour: Flavour): RawBuilder<unknown> {
  switch (shape.is) {
    case 'never':
      return sql`1 = 0`;
    case 'null':
      return sql`${sql.ref(shape.column)} is null`;
    case 'among':
      return sql`${sql.ref(shape.column)} ${flavour.among(slots[shape.value], shape.of)}`;
    case '=':
    case '>=':
    case '<':
      return sql`${sql.ref(shape.column)} ${sql.raw(shape.is)} ${slots[shape.value]}`;
    case 'like':
      return sql`${sql.ref(shape.column)} like ${slots[shape.value]} escape '!'`;
    case 'like any case':
      return sql`lower(${sql.ref(shape.column)}) like ${slots[shape.value]} escape '!'`;
    case 'all':
      return sql`(${allSql(shape.parts, slots, flavour)})`;
    case 'any':
      return shape.parts.length === 0
        ? sql`1 = 0`
        : sql`(${sql.join(
            shape.parts.map((part) => shapeSql(part, slots, flavour)),
            sql` or `,
          )})`;
    case 'in':
    case 'not in': {
      const inner = sql`select ${sql.ref(shape.select)} from ${sql.table(shape.table)}${whereSql(shape.where, slots, flavour)}`;
      return sql`${sql.ref(shape.column)} ${sql.raw(shape.is)} (${inner})`;
    }
  }
}
