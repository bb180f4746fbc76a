import type { ColumnName, Condition, Reader, ResourceTable, Row, Writer } from '../../store/index.ts';
import type { ApiError } from '../errors.ts';
import type { Caller } from '../identity.ts';
import type { Settings } from '../settings.ts';
import type { Kind } from './kind.ts';
import type { Schema } from './schema.ts';

/** One attribute of a resource: everything that bodies, lists and policy need to know of it. */
export interface Attribute<T extends ResourceTable, V = unknown> {
  readonly kind: Kind<V>;
  readonly post: 'required' | 'optional' | 'no';
  readonly put: boolean;
  /** Value when a POST leaves it out. Without it the resource is given `undefined` and chooses. */
  readonly initial?: V;
  /** Where it is kept, if that is one column: lists filter and sort by it. */
  readonly column?: ColumnName<T>;
  readonly filter?: boolean | ((texts: readonly string[], caller: Caller, settings: Settings) => Condition<T>);
  /** What the filter takes, where that is no value of the attribute. */
  readonly filterSchema?: Schema;
  readonly sort?: boolean;
  /** Who may read it; everybody who sees the resource when absent. */
  readonly read?: 'admin';
  /** Who may give it; everybody who may write the resource when absent. */
  readonly write?: 'admin';
  /** What is shown of it, where its kind does not say; `false`: it is given and never shown. */
  readonly shown?: Schema | false;
}

export type Attributes<T extends ResourceTable> = Readonly<Record<string, Attribute<T>>>;

/** What a body gave, converted. `undefined`: not given, the resource chooses (POST) or leaves it as it is (PUT). */
export type Given<A> = { readonly [K in keyof A]?: A[K] extends { readonly kind: Kind<infer V> } ? V : never };

/** What one request works with. */
export interface Call<R extends Reader = Reader> {
  readonly tx: R;
  readonly caller: Caller;
  readonly settings: Settings;
}

export interface Creation<A> {
  /** Only an import brings ids along. */
  readonly id: string;
  readonly project: string;
  readonly given: Given<A>;
}

/** Attributes that every body has; `tenant_id` is the older name of the same. */
export interface Shown {
  readonly id: string;
  readonly [attribute: string]: unknown;
}

/**
 * A resource of the Networking API, declared: bodies, lists, filters, sorting, paging, fields, bulk, revisions and
 * refusals are written once, in this folder, and read from here.
 */
export interface Resource<T extends ResourceTable, A extends Attributes<T>> {
  readonly name: string;
  readonly collection: string;
  /** The collection in paths: dashes, not underscores. */
  readonly path: string;
  readonly table: T;
  readonly attributes: A;
  /** Without a project of their own (agents): only the administrator sees and changes them. */
  readonly isGlobal?: boolean;
  /** A global resource that everybody may read. */
  readonly isPublic?: boolean;
  readonly canCreate: boolean;
  /** Whatever a row shows is of the row, or changes with its revision: what was shown once may be shown again. */
  readonly revisionTellsAll?: boolean;
  /** What callers that are services may do with it besides what their other roles let them: all of it, or see it all. */
  readonly forServices?: 'everything' | 'sight';
  notFound(id: string): ApiError;
  /** What a caller is told of a row that he may not see, if that is not `notFound`. */
  hidden?(call: Call, id: string): Promise<ApiError>;
  /** What a member sees besides what his project owns. */
  alsoVisible?(caller: Caller): readonly Condition<T>[];
  /** Whether a member may delete a row that he sees and does not own. */
  mayDelete?(call: Call, row: Row<T>): Promise<boolean>;
  /** Runs in a transaction of its own before anything is read, for what appears at first sight. */
  beforeRead?(call: Call<Writer>, projects: readonly string[]): Promise<void>;
  /** Whether `beforeRead` has something to do. Reads are many, and a write costs a disk its breath. */
  needsBeforeRead?(call: Call, projects: readonly string[]): Promise<boolean>;
  /** Bodies of rows, in their order, with a number of statements that does not depend on theirs. */
  show(call: Call, rows: readonly Row<T>[]): Promise<readonly Shown[]>;
  /** Makes all, or throws. The frame has checked each body by the declaration. */
  create(call: Call<Writer>, creations: readonly Creation<A>[]): Promise<void>;
  update(call: Call<Writer>, row: Row<T>, given: Given<A>): Promise<void>;
  remove(call: Call<Writer>, row: Row<T>): Promise<void>;
  /** `PUT /v2.0/{collection}/{id}/{action}`: answers with the resource. */
  readonly actions?: Readonly<Record<string, Action<T>>>;
}

export interface Action<T extends ResourceTable> {
  readonly body: Schema;
  act(call: Call<Writer>, row: Row<T>, body: unknown): Promise<void>;
}

export function action<T extends ResourceTable>(body: Schema, act: Action<T>['act']): Action<T> {
  return { body, act };
}

export type AnyResource = Resource<ResourceTable, Attributes<ResourceTable>>;

/**
 * Checks a declaration's types, so that `Given` knows each attribute, and hands it to the frame, which holds the
 * resources of all tables in one list and therefore forgets which table it is.
 */
export function declare<T extends ResourceTable, const A extends Attributes<T>>(resource: Resource<T, A>): AnyResource {
  return resource as unknown as AnyResource;
}
