import type { NewRow, Row, Writer } from '../../store/index.ts';
import type { Field } from './fields.ts';
import type { IdTable, IdentityService, Standing } from './service.ts';

type Raw = Readonly<Record<string, unknown>>;

/** A collection of the Identity API, declared; `collection-routes.ts` makes its paths of it. */
export interface Kind<T extends IdTable> {
  readonly name: string;
  readonly collection: string;
  readonly table: T;
  readonly fields: Readonly<Record<string, Field>>;
  /** Attributes that the answer makes up; what a client gives for them is not kept. */
  readonly shown: (row: Row<T>) => Raw;
  /** Who may see one of these besides the administrator. */
  readonly isOwn?: (row: Row<T>, standing: Standing) => boolean;
  /** Columns that are no attributes, made of the body before the transaction: the hash of a password. */
  readonly derive?: (service: IdentityService, raw: Raw) => Promise<Partial<NewRow<T>>>;
  /** Columns that follow from the body and the row as it is, inside of the transaction; without a row it is a new one. */
  readonly amend?: (raw: Raw, row: Row<T> | undefined) => Partial<NewRow<T>>;
  /** Refuses what may not be, inside of the transaction. */
  readonly check?: (tx: Writer, row: NewRow<T>) => Promise<void>;
  /** Refuses to remove it, or removes what hangs on it first. */
  readonly beforeRemove?: (tx: Writer, row: Row<T>) => Promise<void>;
  /** Members of the body that are attributes under another name: `region` of an endpoint. */
  readonly aliases?: Readonly<Record<string, string>>;
}

export type AnyKind = Kind<IdTable>;

/** Checks a declaration's types and hands it to the routes, which forget which table it is. */
export function declareKind<T extends IdTable>(kind: Kind<T>): AnyKind {
  return kind as unknown as AnyKind;
}
