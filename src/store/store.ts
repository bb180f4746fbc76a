import type { Scalar } from './columns.ts';
import type { ColumnName, NewRow, ResourceTable, Row, TableName } from './tables.ts';

/**
 * What a list is narrowed by. Comparisons with null hold only where `in` names null.
 * `inTable`: the column is among `select` of the rows of another table.
 */
export type Condition<T extends TableName> = ConditionOn<ColumnName<T>>;

/** A condition on any of the columns C. */
export type ConditionOn<C extends string> =
  | { readonly column: C; readonly in: readonly Scalar[] }
  | { readonly column: C; readonly contains: string }
  /** The same whichever letters are small: of ASCII letters at least. */
  | { readonly column: C; readonly containsAnyCase: string }
  | { readonly column: C; readonly startsWith: string }
  | { readonly column: C; readonly atLeast: string | number }
  | { readonly column: C; readonly below: string | number }
  | { readonly column: C; readonly inTable: InTable; readonly not?: boolean }
  | { readonly any: readonly ConditionOn<C>[] }
  | { readonly all: readonly ConditionOn<C>[] };

export interface InTable {
  readonly table: TableName;
  readonly select: string;
  readonly where: readonly ConditionOn<string>[];
}

export interface SortKey<T extends TableName> {
  readonly column: ColumnName<T>;
  readonly direction: 'asc' | 'desc';
}

export interface Query<T extends TableName> {
  readonly where?: readonly Condition<T>[];
  /** Null sorts before everything else. The last key must tell all rows apart when `after` is used. */
  readonly sort?: readonly SortKey<T>[];
  /** At most `maxPage`, which is also the default: a longer list is read in pages. */
  readonly limit?: number;
  /** Only rows that come after this one in the order of `sort`. */
  readonly after?: Row<T>;
}

/** The longest list that one call gives: the database is asked synchronously, and others wait meanwhile. */
export const maxPage = 1000;

export interface Change {
  readonly revision: number;
  readonly table: ResourceTable;
  readonly id: string;
  readonly action: 'created' | 'updated' | 'deleted';
}

export type Changes =
  | { readonly kind: 'changes'; readonly revision: number; readonly changes: readonly Change[] }
  /** The log does not reach back that far (or is of another store): read everything anew. */
  | { readonly kind: 'tooOld'; readonly revision: number };

/** One consistent view of the store. */
export interface Reader {
  /** Revision of the last write. */
  revision(): Promise<number>;
  get<T extends ResourceTable>(table: T, id: string): Promise<Row<T> | undefined>;
  list<T extends TableName>(table: T, query?: Query<T>): Promise<readonly Row<T>[]>;
  count<T extends TableName>(table: T, where?: readonly Condition<T>[]): Promise<number>;
  /** How many rows there are for each value of a column; values without a row are left out. */
  countBy<T extends TableName>(
    table: T,
    column: ColumnName<T>,
    where: readonly Condition<T>[],
  ): Promise<ReadonlyMap<string, number>>;
  /** What changed after the revision, in order. */
  changesSince(revision: number): Promise<Changes>;
}

/** A transaction: all of it happens, or nothing. */
export interface Writer extends Reader {
  /** What this transaction changed so far. */
  changes(): readonly Change[];
  insert<T extends TableName>(table: T, rows: readonly NewRow<T>[]): Promise<void>;
  /** Changes a resource, even with an empty patch: its revision grows, and the change log says so. */
  update<T extends ResourceTable>(table: T, id: string, patch: Partial<NewRow<T>>): Promise<void>;
  /** Changes rows without a revision and without a word in the log: for what no host and no client waits for. */
  note<T extends TableName>(
    table: T,
    where: readonly Condition<T>[],
    patch: Partial<Omit<Row<T>, 'seq'>>,
  ): Promise<void>;
  /** Deletes resources, with a word in the log for each. */
  remove<T extends ResourceTable>(table: T, ids: readonly string[]): Promise<void>;
  /** Deletes rows that are no resources. */
  clear<T extends Exclude<TableName, ResourceTable>>(table: T, where: readonly Condition<T>[]): Promise<void>;
}

export interface Written<R> {
  readonly result: R;
  /** Revision of this write, or of the last one if it changed no resource. */
  readonly revision: number;
}

/**
 * Words (JSON) to the other processes on the same database, for what is no part of the cloud: what a host told one of
 * them, what another one asks of it. A word arrives once, soon, or not at all.
 */
export interface Relay {
  tell(word: unknown): Promise<void>;
  hear(listener: (word: unknown) => void): () => void;
}

/**
 * Where the cloud is kept. Every write that returned survives the death of the process and of the machine.
 * Expected failures are `PortreeveError`s: STORE_FULL, STORE_CONFLICT, STORE_REFERENCE, STORE_IN_USE, STORE_DAMAGED,
 * STORE_FAILED.
 */
export interface Store {
  read<R>(work: (reader: Reader) => Promise<R>): Promise<R>;
  write<R>(work: (writer: Writer) => Promise<R>): Promise<Written<R>>;
  /**
   * Tells of each new revision, right after its commit. A hint to look (`changesSince`), not a queue: a listener that
   * missed one learns the same from the next.
   */
  subscribe(listener: (revision: number) => void): () => void;
  /** Undefined where no other process can be: the embedded store. */
  readonly relay?: Relay;
  /** Statements run so far; a test holds lists to a number that does not grow with their length. */
  statements(): number;
  close(): Promise<void>;
}
