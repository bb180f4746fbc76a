/** How a column is kept. Booleans are 0 and 1, JSON is text: the same on every database. */
export interface Column<T> {
  readonly keep: 'text' | 'integer' | 'boolean' | 'json';
  readonly nullable: boolean;
  /** Only a type; never there at run time. */
  readonly type?: T;
}

const column = <T>(keep: Column<T>['keep'], nullable = false): Column<T> => ({ keep, nullable });

export const text = column<string>('text');
export const textOrNull = column<string | null>('text', true);
export const integer = column<number>('integer');
export const integerOrNull = column<number | null>('integer', true);
export const boolean = column<boolean>('boolean');
export const json = <T>() => column<T>('json');

export type Columns = Readonly<Record<string, Column<unknown>>>;
export type RowOf<C extends Columns> = { readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never };

/** What a parameter of a statement may be. */
export type Scalar = string | number | boolean | null;
type Kept = string | number | null;

/** A row as the database keeps it. Columns that the row does not name are left out. */
export function encodeRow(columns: Columns, row: Readonly<Record<string, unknown>>): Record<string, Kept> {
  const out: Record<string, Kept> = {};
  for (const [name, { keep }] of Object.entries(columns)) {
    const value = row[name];
    if (value !== undefined) out[name] = keep === 'json' ? JSON.stringify(value) : encodeScalar(value);
  }
  return out;
}

export function encodeScalar(value: unknown): Kept {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`a column cannot keep a value of type ${typeof value}`);
}

/** A row as the database gave it, in the types of its table. */
export function decodeRow<C extends Columns>(columns: C, kept: Readonly<Record<string, unknown>>): RowOf<C> {
  const out: Record<string, unknown> = {};
  for (const [name, { keep }] of Object.entries(columns)) {
    const value = kept[name];
    if (keep === 'boolean') out[name] = value === 1;
    else if (keep === 'json') out[name] = JSON.parse(String(value));
    else out[name] = value;
  }
  return out as RowOf<C>;
}
