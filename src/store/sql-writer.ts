import { sql } from 'kysely';
import { type Columns, encodeRow } from './columns.ts';
import type { Flavour } from './flavour.ts';
import { SqlReader, condition } from './sql-reader.ts';
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

  constructor(db: SqlReader['db'], flavour: Flavour, now: () => Date) {
    super(db, flavour);
    this.#now = now;
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
    for (let start = 0; start < kept.length; start += rowsPerStatement) {
      await this.db
        .insertInto(table as string)
        .values(kept.slice(start, start + rowsPerStatement))
        .execute();
    }
    if (countedTables.has(table)) await this.#count(table, kept, 1);
  }

  async update<T extends ResourceTable>(table: T, id: string, patch: Partial<NewRow<T>>): Promise<void> {
    await this.#takeRevision();
    await this.db
      .updateTable(table as string)
      .set({
        ...encodeRow(tables[table], patch),
        updated_at: timestamp(this.#now()),
        revision_number: sql`revision_number + 1`,
      })
      .where('id', '=', id)
      .execute();
    this.#log(table, id, 'updated');
  }

  async note<T extends TableName>(
    table: T,
    where: readonly Condition<T>[],
    patch: Partial<Omit<Row<T>, 'seq'>>,
  ): Promise<void> {
    await this.db
      .updateTable(table as string)
      .set(encodeRow(tables[table], patch))
      .where((eb) => eb.and(where.map((c) => condition(eb, c, tables[table], this.flavour))))
      .execute();
  }

  async remove<T extends ResourceTable>(table: T, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#takeRevision();
    for (let start = 0; start < ids.length; start += rowsPerStatement) {
      const some = ids.slice(start, start + rowsPerStatement);
      const gone = await this.db
        .deleteFrom(table as string)
        .where('id', 'in', some)
        .returning('project_id')
        .execute();
      if (countedTables.has(table)) await this.#count(table, gone, -1);
      if (taggedTables.has(table)) {
        await this.clear('tags', [
          { column: 'table_name', in: [table] },
          { column: 'resource_id', in: some },
        ]);
      }
    }
    for (const id of ids) this.#log(table, id, 'deleted');
  }

  async clear<T extends Exclude<TableName, ResourceTable>>(table: T, where: readonly Condition<T>[]): Promise<void> {
    await this.db
      .deleteFrom(table as string)
      .where((eb) => eb.and(where.map((c) => condition(eb, c, tables[table], this.flavour))))
      .execute();
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
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      await this.db
        .insertInto('changes')
        .values(rows.slice(start, start + rowsPerStatement))
        .execute();
    }
    if (revision % 1000 === 0 && revision > keptRevisions) await this.#forgetBefore(revision - keptRevisions);
    return revision;
  }

  /** Keeps the number of rows of each project, so that nobody has to count them. */
  async #count(table: string, rows: readonly Readonly<Record<string, unknown>>[], sign: 1 | -1): Promise<void> {
    const more = new Map<string, number>();
    for (const row of rows) {
      const project = String(row['project_id']);
      more.set(project, (more.get(project) ?? 0) + sign);
    }
    for (const [project, used] of more) {
      await this.db
        .insertInto('resource_usage')
        .values({ project_id: project, table_name: table, used })
        .onConflict((conflict) =>
          conflict
            .columns(['project_id', 'table_name'])
            .doUpdateSet({ used: sql`${sql.ref('resource_usage.used')} + ${used}` }),
        )
        .execute();
    }
  }

  async #takeRevision(): Promise<number> {
    if (this.#revision === undefined) {
      const row = await this.db
        .updateTable('change_log')
        .set({ revision: sql`revision + 1` })
        .where('id', '=', 1)
        .returning('revision')
        .executeTakeFirstOrThrow();
      this.#revision = Number(row['revision']);
    }
    return this.#revision;
  }

  async #forgetBefore(keptFrom: number): Promise<void> {
    await this.db.deleteFrom('changes').where('revision', '<=', keptFrom).execute();
    await this.db.updateTable('change_log').set({ kept_from: keptFrom }).where('id', '=', 1).execute();
  }

  #log(table: ResourceTable, id: string, action: Change['action']): void {
    this.#changes.push({ revision: this.#revision ?? 0, table, id, action });
  }
}

/** Whole seconds, UTC, as the API shows times. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
