import { type Expression, type ExpressionBuilder, type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Columns, decodeRow, encodeScalar } from './columns.ts';
import type { Flavour } from './flavour.ts';
import { type Changes, type Condition, type ConditionOn, type Query, type Reader, maxPage } from './store.ts';
import { type ResourceTable, type Row, type TableName, tables } from './tables.ts';

/** Tables and columns are checked by `tables.ts`; towards the query builder all of them are alike. */
export type AnyDatabase = Record<string, Record<string, unknown>>;
type Builder = ExpressionBuilder<AnyDatabase, string>;

/** Reads through one connection, inside a transaction that somebody else has begun. */
export class SqlReader implements Reader {
  protected readonly db: Kysely<AnyDatabase>;
  protected readonly flavour: Flavour;

  constructor(db: Kysely<AnyDatabase>, flavour: Flavour) {
    this.db = db;
    this.flavour = flavour;
  }

  async revision(): Promise<number> {
    return (await this.#log()).revision;
  }

  async get<T extends ResourceTable>(table: T, id: string): Promise<Row<T> | undefined> {
    const [row] = await this.list<ResourceTable>(table, { where: [{ column: 'id', in: [id] }], limit: 1 });
    return row as Row<T> | undefined;
  }

  async list<T extends TableName>(table: T, query: Query<T> = {}): Promise<readonly Row<T>[]> {
    const columns: Columns = tables[table];
    let select = this.db
      .selectFrom(table as string)
      .select(Object.keys(columns))
      .limit(Math.min(query.limit ?? maxPage, maxPage));
    const where = query.where ?? [];
    if (where.length > 0)
      select = select.where((eb) => eb.and(where.map((c) => condition(eb, c, tables[table], this.flavour))));
    const { sort = [], after } = query;
    if (after !== undefined) select = select.where((eb) => comesAfter(eb, columns, sort, after));
    for (const { column, direction } of sort) select = select.orderBy(sortable(columns, column), direction);
    const rows = await select.execute();
    return rows.map((row) => decodeRow(columns, row) as Row<T>);
  }

  async count<T extends TableName>(table: T, where: readonly Condition<T>[] = []): Promise<number> {
    let select = this.db.selectFrom(table as string).select((eb) => eb.fn.countAll<number>().as('n'));
    if (where.length > 0)
      select = select.where((eb) => eb.and(where.map((c) => condition(eb, c, tables[table], this.flavour))));
    const row = await select.executeTakeFirstOrThrow();
    return Number(row.n);
  }

  async countBy<T extends TableName>(
    table: T,
    column: string,
    where: readonly Condition<T>[],
  ): Promise<ReadonlyMap<string, number>> {
    let select = this.db
      .selectFrom(table as string)
      .select((eb) => [eb.ref(column).as('value'), eb.fn.countAll<number>().as('n')])
      .groupBy(column);
    if (where.length > 0)
      select = select.where((eb) => eb.and(where.map((c) => condition(eb, c, tables[table], this.flavour))));
    return new Map((await select.execute()).map((row) => [String(row.value), Number(row.n)]));
  }

  async changesSince(since: number): Promise<Changes> {
    const { revision, keptFrom } = await this.#log();
    if (since < keptFrom || since > revision) return { kind: 'tooOld', revision };
    if (since === revision) return { kind: 'changes', revision, changes: [] };
    const rows = await this.db
      .selectFrom('changes')
      .select(['revision', 'table_name', 'id', 'action'])
      .where('revision', '>', since)
      .orderBy('revision')
      .orderBy('ordinal')
      .execute();
    const changes = rows.map((row) => ({
      revision: Number(row['revision']),
      table: String(row['table_name']) as ResourceTable,
      id: String(row['id']),
      action: String(row['action']) as 'created' | 'updated' | 'deleted',
    }));
    return { kind: 'changes', revision, changes };
  }

  async #log(): Promise<{ readonly revision: number; readonly keptFrom: number }> {
    const row = await this.db.selectFrom('change_log').select(['revision', 'kept_from']).executeTakeFirstOrThrow();
    return { revision: Number(row['revision']), keptFrom: Number(row['kept_from']) };
  }
}

export function condition(
  eb: Builder,
  c: ConditionOn<string>,
  columns: Columns,
  flavour: Flavour,
): Expression<SqlBool> {
  if ('any' in c) return eb.or(c.any.map((part) => condition(eb, part, columns, flavour)));
  if ('all' in c) return eb.and(c.all.map((part) => condition(eb, part, columns, flavour)));
  const column = sql.ref(c.column);
  if ('in' in c) {
    const values = c.in.flatMap((value) => possible(columns[c.column], value));
    const among = values.length === 0 ? nothing : flavour.among(column, values);
    return c.in.includes(null) ? eb.or([among, sql<SqlBool>`${column} is null`]) : among;
  }
  if ('contains' in c) return like(column, '%', c.contains);
  if ('startsWith' in c) return like(column, '', c.startsWith);
  if ('atLeast' in c) return sql<SqlBool>`${column} >= ${c.atLeast}`;
  if ('below' in c) return sql<SqlBool>`${column} < ${c.below}`;
  const { table, select, where } = c.inTable;
  let inner = eb.selectFrom(table as string).select(select);
  if (where.length > 0) {
    inner = inner.where((e) => e.and(where.map((part) => condition(e as Builder, part, tables[table], flavour))));
  }
  return c.not ? sql<SqlBool>`${column} not in ${inner}` : sql<SqlBool>`${column} in ${inner}`;
}

const nothing = sql<SqlBool>`1 = 0`;

/** The value as its column keeps it; none if the column can never have it (PostgreSQL would refuse to compare). */
function possible(column: Columns[string] | undefined, value: unknown): readonly (string | number)[] {
  const kept = encodeScalar(value);
  if (kept === null) return [];
  if (column?.keep === 'integer' || column?.keep === 'boolean') return Number.isSafeInteger(kept) ? [kept] : [];
  const text = String(kept);
  return text.includes('\0') ? [] : [text];
}

function like(column: RawBuilder<unknown>, before: string, text: string): Expression<SqlBool> {
  if (text.includes('\0')) return nothing;
  return sql<SqlBool>`${column} like ${`${before}${escapeLike(text)}%`} escape '!'`;
}

/** `%` and `_` stand for themselves. */
function escapeLike(text: string): string {
  return text.replace(/[!%_]/g, (mark) => `!${mark}`);
}

/** Databases disagree on where null sorts, so no key that is sorted by is ever null. */
function sortable(columns: Columns, column: string) {
  const ref = sql.ref(column);
  if (!columns[column]?.nullable) return ref;
  return columns[column].keep === 'integer' ? sql`coalesce(${ref}, -1)` : sql`coalesce(${ref}, '')`;
}

/** Row comparison by several keys of different direction: (a > x) or (a = x and b < y) or ... */
function comesAfter(
  eb: Builder,
  columns: Columns,
  sort: readonly { readonly column: string; readonly direction: 'asc' | 'desc' }[],
  row: Readonly<Record<string, unknown>>,
): Expression<SqlBool> {
  const keys = sort.map(({ column, direction }) => {
    const value = row[column] ?? (columns[column]?.keep === 'integer' ? -1 : '');
    return {
      ref: sortable(columns, column),
      value: encodeScalar(value),
      beyond: direction === 'asc' ? '>' : '<',
    } as const;
  });
  const cases = keys.map((key, index) => {
    const equal = keys.slice(0, index).map((before) => sql<SqlBool>`${before.ref} = ${before.value}`);
    return eb.and([...equal, sql<SqlBool>`${key.ref} ${sql.raw(key.beyond)} ${key.value}`]);
  });
  return eb.or(cases);
}
