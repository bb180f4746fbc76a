import { type Condition, type ResourceTable, type Row, maxPage } from '../../store/index.ts';
import type { ListQuery } from './list-query.ts';
import type { AnyResource, Call } from './resource.ts';
import type { Texts } from './show.ts';
import { visibleTo } from './visible.ts';

export interface Page {
  /** JSON texts. */
  readonly items: readonly string[];
  /** Whether the client is to be pointed to the pages beside this one. */
  readonly next: Neighbour | undefined;
  readonly previous: Neighbour | undefined;
}

/** Where a page beside this one begins: at an id, or, beside an empty page, at the end of the list. */
export interface Neighbour {
  readonly marker: string | undefined;
}

/** Runs work on one consistent view of the store. */
export type WithCall = <R>(work: (call: Call) => Promise<R>) => Promise<R>;

/**
 * One list. It is read in pages of at most `maxPage` rows, each a transaction of its own: the database is asked
 * synchronously, and other requests are to have their turn in between.
 */
export async function list(resource: AnyResource, query: ListQuery, withCall: WithCall, texts: Texts): Promise<Page> {
  const sort = query.isReverse
    ? query.sort.map(({ column, direction }) => ({ column, direction: direction === 'asc' ? 'desc' : 'asc' }) as const)
    : query.sort;
  let after: Row<ResourceTable> | undefined;
  const items: string[] = [];
  const ids: string[] = [];
  const { marker } = query;
  for (let more = true; more; ) {
    more = await withCall(async (call) => {
      const visible = visibleTo(resource, call.caller);
      if (after === undefined && marker !== undefined) after = await readMarker(resource, marker, visible, call);
      const limit = Math.min(maxPage, (query.limit ?? Number.POSITIVE_INFINITY) - items.length);
      const where = [...visible, ...query.where];
      const rows = await call.tx.list(resource.table, { where, sort, limit, ...(after && { after }) });
      for (const text of await texts(call, rows, query.fields)) items.push(text);
      for (const row of rows) ids.push(row.id);
      after = rows.at(-1);
      return rows.length === maxPage && items.length < (query.limit ?? Number.POSITIVE_INFINITY);
    });
  }
  if (query.isReverse) {
    items.reverse();
    ids.reverse();
  }
  return { items, ...neighbours(query, ids) };
}

/** Which neighbours the reference points to: see the recorded lists. */
function neighbours(query: ListQuery, ids: readonly string[]): Pick<Page, 'next' | 'previous'> {
  if (query.limit === undefined) return { next: undefined, previous: undefined };
  const isFull = ids.length === query.limit;
  const [first, last] = [{ marker: ids[0] }, { marker: ids.at(-1) }];
  return query.isReverse
    ? { next: last, previous: isFull ? first : undefined }
    : { next: isFull ? last : undefined, previous: first };
}

async function readMarker(
  resource: AnyResource,
  id: string,
  visible: readonly Condition<ResourceTable>[],
  call: Call,
): Promise<Row<ResourceTable>> {
  const where: readonly Condition<ResourceTable>[] = [{ column: 'id', in: [id] }, ...visible];
  const [row] = await call.tx.list(resource.table, { where });
  if (row === undefined) throw resource.notFound(id);
  return row;
}
