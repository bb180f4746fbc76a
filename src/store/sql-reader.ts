import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import { type Columns, decoderOf, encodeScalar } from './columns.ts';
import { type Shape, shapeOf, whereSql } from './condition.ts';
import type { Flavour } from './flavour.ts';
import { Statements } from './statements.ts';
import { type Change, type Changes, type Condition, type Query, type Reader, maxPage } from './store.ts';
import { type ResourceTable, type Row, type TableName, tables } from './tables.ts';

/** Tables and columns are checked by `tables.ts`; towards the query builder all of them are alike. */
export type AnyDatabase = Record<string, Record<string, unknown>>;

/** What readers and writers of one store share. */
export interface SqlContext {
  readonly flavour: Flavour;
  readonly statements: Statements;
}

type ArrayRow = readonly unknown[];

/** Reads through one connection, inside a transaction that somebody else has begun. */
export class SqlReader implements Reader {
  protected readonly db: Kysely<AnyDatabase>;
  protected readonly context: SqlContext;

  constructor(db: Kysely<AnyDatabase>, context: SqlContext) {
    this.db = db;
    this.context = context;
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
    const { sort = [], after } = query;
    const values: unknown[] = [Math.min(query.limit ?? maxPage, maxPage)];
    const where = this.shapes(table, query.where ?? [], values);
    const from = after === undefined ? undefined : values.length;
    if (after !== undefined) for (const { column } of sort) values.push(sortedValue(columns, column, after));
    const shape = JSON.stringify(['list', table, where, sort, from]);
    const rows = await this.run(shape, values, (slots) => {
      const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
      const keys = sort.map(({ column, direction }) => sql`${sortable(columns, column)} ${sql.raw(direction)}`);
      const order = keys.length === 0 ? sql`` : sql` order by ${sql.join(keys)}`;
      const filter = whereSql(where, slots, this.context.flavour);
      const beyond = from === undefined ? undefined : comesAfter(columns, sort, slots.slice(from));
      const page = beyond === undefined ? sql`` : sql`${sql.raw(where.length === 0 ? ' where' : ' and')} ${beyond}`;
      return sql`select ${names} from ${sql.table(table)}${filter}${page}${order} limit ${slots[0]}`;
    });
    const decode = decoderOf(columns);
    return rows.map((row) => decode(row) as Row<T>);
  }

  async count<T extends TableName>(table: T, where: readonly Condition<T>[] = []): Promise<number> {
    const values: unknown[] = [];
    const shapes = this.shapes(table, where, values);
    const [row] = await this.run(
      JSON.stringify(['count', table, shapes]),
      values,
      (slots) => sql`select count(*) from ${sql.table(table)}${whereSql(shapes, slots, this.context.flavour)}`,
    );
    return Number(row?.[0]);
  }

  async countBy<T extends TableName>(
    table: T,
    column: string,
    where: readonly Condition<T>[],
  ): Promise<ReadonlyMap<string, number>> {
    const values: unknown[] = [];
    const shapes = this.shapes(table, where, values);
    const rows = await this.run(JSON.stringify(['countBy', table, column, shapes]), values, (slots) => {
      const by = sql.ref(column);
      const filter = whereSql(shapes, slots, this.context.flavour);
      return sql`select ${by}, count(*) from ${sql.table(table)}${filter} group by ${by}`;
    });
    return new Map(rows.map(([value, count]) => [String(value), Number(count)]));
  }

  async changesSince(since: number): Promise<Changes> {
    const { revision, keptFrom } = await this.#log();
    if (since < keptFrom || since > revision) return { kind: 'tooOld', revision };
    if (since === revision) return { kind: 'changes', revision, changes: [] };
    const rows = await this.run(
      'changes',
      [since],
      ([after]) =>
        sql`select revision, table_name, id, action from changes where revision > ${after} order by revision, ordinal`,
    );
    const changes = rows.map(([at, table, id, action]) => ({
      revision: Number(at),
      table: String(table) as ResourceTable,
      id: String(id),
      action: String(action) as Change['action'],
    }));
    return { kind: 'changes', revision, changes };
  }

  async #log(): Promise<{ readonly revision: number; readonly keptFrom: number }> {
    const [row] = await this.run('log', [], () => sql`select revision, kept_from from change_log`);
    return { revision: Number(row?.[0]), keptFrom: Number(row?.[1]) };
  }

  protected shapes<T extends TableName>(table: T, where: readonly Condition<T>[], values: unknown[]): readonly Shape[] {
    return where.map((one) => shapeOf(one, tables[table], this.context.flavour, values));
  }

  /** Runs the statement of a shape; see `Statements`. */
  protected async run(
    shape: string,
    values: readonly unknown[],
    build: (slots: readonly unknown[]) => RawBuilder<unknown>,
  ): Promise<readonly ArrayRow[]> {
    const statement = this.context.statements.with(this.db, shape, values, build);
    const { rows } = await this.db.executeQuery(CompiledQuery.raw(statement.sql, [...statement.parameters]));
    return rows as ArrayRow[];
  }
}

/** Databases disagree on where null sorts, so no key that is sorted by is ever null. */
function sortable(columns: Columns, column: string): RawBuilder<unknown> {
  const ref = sql.ref(column);
  if (!columns[column]?.nullable) return ref;
  return columns[column].keep === 'integer' ? sql`coalesce(${ref}, -1)` : sql`coalesce(${ref}, '')`;
}

function sortedValue(columns: Columns, column: string, row: Readonly<Record<string, unknown>>): unknown {
  return encodeScalar(row[column] ?? (columns[column]?.keep === 'integer' ? -1 : ''));
}

/** Row comparison by several keys of different direction: (a > x) or (a = x and b < y) or ... */
function comesAfter(
  columns: Columns,
  sort: readonly { readonly column: string; readonly direction: 'asc' | 'desc' }[],
  slots: readonly unknown[],
): RawBuilder<unknown> {
  const cases = sort.map(({ column, direction }, index) => {
    const equal = sort
      .slice(0, index)
      .map((before, place) => sql`${sortable(columns, before.column)} = ${slots[place]}`);
    const beyond = sql`${sortable(columns, column)} ${sql.raw(direction === 'asc' ? '>' : '<')} ${slots[index]}`;
    return sql`(${sql.join([...equal, beyond], sql` and `)})`;
  });
  return sql`(${sql.join(cases, sql` or `)})`;
}
