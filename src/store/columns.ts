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

type Decoder = (kept: readonly unknown[]) => Readonly<Record<string, unknown>>;

const decoders = new WeakMap<Columns, Decoder>();

/** Makes rows, in the types of their table, of what the database gave: values in the order of the columns. */
export function decoderOf(columns: Columns): Decoder {
  const known = decoders.get(columns);
  if (known) return known;
  const names = Object.keys(columns);
  const keeps = Object.values(columns).map(({ keep }) => keep);
  // All rows of a table are copies of this one, so that they have one shape from the start.
  const template: Readonly<Record<string, unknown>> = JSON.parse(
    JSON.stringify(Object.fromEntries(names.map((name) => [name, null]))),
  );
  const decode: Decoder = (kept) => {
    const row: Record<string, unknown> = { ...template };
    for (let i = 0; i < names.length; i++) {
      const keep = keeps[i];
      const value = kept[i];
      row[names[i] as string] = keep === 'boolean' ? value === 1 : keep === 'json' ? parseKept(value) : value;
    }
    return row;
  };
  decoders.set(columns, decode);
  return decode;
}

/** Most lists and objects that are kept are empty, and rows are readonly. */
const emptyList: readonly never[] = Object.freeze([]);
const emptyObject = Object.freeze({});

function parseKept(value: unknown): unknown {
  if (value === '[]') return emptyList;
  return value === '{}' ? emptyObject : JSON.parse(String(value));
}
