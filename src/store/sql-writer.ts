import { sql } from 'kysely';
import { type Columns, encodeRow } from './columns.ts';
import { whereSql } from './condition.ts';
import { type SqlContext, SqlReader } from './sql-reader.ts';
import type { Change, Condition, Writer } from './store.ts';
import {
  type NewRow,
  type ResourceTable,
  type Row,
  type TableName,
  countedTables,
  firstRevision,
  tables,
  taggedTables,
} from './tables.ts';

/** How many revisions back the change log reaches at least. */
export const keptRevisions = 10_000;
/** Creations of one revision have numbers of their own below this, so that `seq` orders across revisions. */
const seqPerRevision = 2 ** 20;
/** Rows of one statement: far below the limit of parameters that every database has. */
const rowsPerStatement = 100;

export class SqlWriter extends SqlReader implements Writer {
  readonly #now: () => Date;
  #revision: number | undefined;
  #created = 0;
  #changes: Change[] = [];

  constructor(db: SqlReader['db'], context: SqlContext, now: () => Date) {
    super(db, context);
    this.#now = now;
  }

  changes(): readonly Change[] {
    return this.#changes;
  }

  async insert<T extends TableName>(table: T, rows: readonly NewRow<T>[]): Promise<void> {
    const columns: Columns = tables[table];
    const isResource = 'revision_number' in columns;
    const revision = isResource ? await this.#takeRevision() : 0;
    const now = timestamp(this.#now());
    const kept = rows.map((row) => {
      if (!isResource) return encodeRow(columns, row);
      const seq = revision * seqPerRevision + this.#created++;
      this.#log(table as ResourceTable, String((row as { id?: unknown }).id), 'created');
      return encodeRow(columns, {
        ...row,
        seq,
        created_at: now,
        updated_at: now,
        revision_number: firstRevision[table] ?? 0,
      });
    });
    await this.#insertKept(table, kept);
    if (countedTables.has(table)) await this.#count(table, kept, 1);
  }

  async update<T extends ResourceTable>(table: T, id: string, patch: Partial<NewRow<T>>): Promise<void> {
    await this.#takeRevision();
    const kept = { ...encodeRow(tables[table], patch), updated_at: timestamp(this.#now()) };
    const names = Object.keys(kept);
    await this.run(JSON.stringify(['update', table, names]), [id, ...Object.values(kept)], ([key, ...slots]) => {
      const set = names.map((name, index) => sql`${sql.ref(name)} = ${slots[index]}`);
      return sql`update ${sql.table(table)} set ${sql.join(set)}, revision_number = revision_number + 1 where id = ${key}`;
    });
    this.#log(table, id, 'updated');
  }

  async note<T extends TableName>(
    table: T,
    where: readonly Condition<T>[],
    patch: Partial<Omit<Row<T>, 'seq'>>,
  ): Promise<void> {
    const kept = encodeRow(tables[table], patch);
    const names = Object.keys(kept);
    const values: unknown[] = Object.values(kept);
    const shapes = this.shapes(table, where, values);
    await this.run(JSON.stringify(['note', table, names, shapes]), values, (slots) => {
      const set = names.map((name, index) => sql`${sql.ref(name)} = ${slots[index]}`);
      return sql`update ${sql.table(table)} set ${sql.join(set)}${whereSql(shapes, slots, this.context.flavour)}`;
    });
  }

  async remove<T extends ResourceTable>(table: T, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#takeRevision();
    const where = [{ column: 'id', in: ids }] as const;
    const values: unknown[] = [];
    const shapes = this.shapes<ResourceTable>(table, where, values);
    const gone = await this.run(JSON.stringify(['remove', table, shapes]), values, (slots) => {
      const filter = whereSql(shapes, slots, this.context.flavour);
      return sql`delete from ${sql.table(table)}${filter} returning project_id`;
    });
    if (countedTables.has(table)) {
      await this.#count(
        table,
        gone.map(([project_id]) => ({ project_id })),
        -1,
      );
    }
    if (taggedTables.has(table)) {
      await this.clear('tags', [
        { column: 'table_name', in: [table] },
        { column: 'resource_id', in: ids },
      ]);
    }
    for (const id of ids) this.#log(table, id, 'deleted');
  }

  async clear<T extends Exclude<TableName, ResourceTable>>(table: T, where: readonly Condition<T>[]): Promise<void> {
    const values: unknown[] = [];
    const shapes = this.shapes(table, where, values);
    await this.run(
      JSON.stringify(['clear', table, shapes]),
      values,
      (slots) => sql`delete from ${sql.table(table)}${whereSql(shapes, slots, this.context.flavour)}`,
    );
  }

  /** Writes the change log; the last thing before the commit. The new revision, or undefined if nothing is new. */
  async finish(): Promise<number | undefined> {
    const revision = this.#revision;
    if (revision === undefined) return undefined;
    const rows = this.#changes.map((change, ordinal) => ({
      revision,
      ordinal,
      table_name: change.table,
      id: change.id,
      action: change.action,
    }));
    await this.#insertKept('changes', rows);
    if (revision % 1000 === 0 && revision > keptRevisions) await this.#forgetBefore(revision - keptRevisions);
    return revision;
  }

  /** All rows have the same columns. */
  async #insertKept(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const names = Object.keys(rows[0] ?? {});
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      const some = rows.slice(start, start + rowsPerStatement);
      const values = some.flatMap((row) => names.map((name) => row[name]));
      await this.run(JSON.stringify(['insert', table, names, some.length]), values, (slots) => {
        const tuples = some.map((_, index) => {
          const own = slots.slice(index * names.length, (index + 1) * names.length);
          return sql`(${sql.join(own)})`;
        });
        return sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))}) values ${sql.join(tuples)}`;
      });
    }
  }

  /** Keeps the number of rows of each project, so that nobody has to count them. */
  async #count(table: string, rows: readonly Readonly<Record<string, unknown>>[], sign: 1 | -1): Promise<void> {
    const more = new Map<string, number>();
    for (const row of rows) {
      const project = String(row['project_id']);
      more.set(project, (more.get(project) ?? 0) + sign);
    }
    for (const [project, used] of more) {
      await this.run(
        'usage',
        [project, table, used],
        ([projectId, tableName, difference]) => sql`
          insert into resource_usage (project_id, table_name, used) values (${projectId}, ${tableName}, ${difference})
          on conflict (project_id, table_name) do update set used = resource_usage.used + excluded.used`,
      );
    }
  }

  async #takeRevision(): Promise<number> {
    if (this.#revision === undefined) {
      const next = sql`update change_log set revision = revision + 1 where id = 1 returning revision`;
      const [row] = await this.run('takeRevision', [], () => next);
      this.#revision = Number(row?.[0]);
    }
    return this.#revision;
  }

  async #forgetBefore(keptFrom: number): Promise<void> {
    await this.run('forget', [keptFrom], ([revision]) => sql`delete from changes where revision <= ${revision}`);
    await this.run(
      'keptFrom',
      [keptFrom],
      ([revision]) => sql`update change_log set kept_from = ${revision} where id = 1`,
    );
  }

  #log(table: ResourceTable, id: string, action: Change['action']): void {
    this.#changes.push({ revision: this.#revision ?? 0, table, id, action });
  }
}

/** Whole seconds, UTC, as the API shows times. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
