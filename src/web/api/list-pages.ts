import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
import type { Followed } from './follows.ts';
import { type Api, listIn, query } from './http.ts';

/** A list of the Networking API, as it is asked for. */
export interface ListAsk {
  /** `/v2.0/ports` */
  readonly path: string;
  /** `ports`: the member of the answer. */
  readonly collection: string;
  readonly table: Followed;
  /** Filters and sorting, as the API has them. Without sorting the order is that of creation. */
  readonly parameters: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface HasId {
  readonly id: string;
}

export interface ListPage<Row extends HasId> {
  readonly rows: readonly Row[];
  /** There are no rows after these. */
  readonly isLast: boolean;
}

export type ListPages<Row extends HasId> = InfiniteData<ListPage<Row>>;

/** Rows of a page. */
const limit = 200;

/** A list page by page, as somebody scrolls. `live/refresh-rows.ts` keeps it up to date. */
export function listPages<Row extends HasId>(api: Api, ask: ListAsk) {
  const { path, collection, table, parameters } = ask;
  return infiniteQueryOptions({
    queryKey: [table, 'pages', parameters],
    queryFn: async ({ pageParam, signal }): Promise<ListPage<Row>> => {
      const marker = pageParam === '' ? {} : { marker: pageParam };
      const body = await api.call('GET', path + query({ ...parameters, ...marker, limit }), undefined, signal);
      const rows = listIn<Row>(body, collection);
      return { rows, isLast: rows.length < limit };
    },
    initialPageParam: '',
    getNextPageParam: (last: ListPage<Row>, all: readonly ListPage<Row>[]) =>
      last.isLast ? undefined : all.findLast(({ rows }) => rows.length > 0)?.rows.at(-1)?.id,
    meta: { follows: [table], list: ask },
  });
}

export function rowsOf<Row extends HasId>(data: ListPages<Row> | undefined): readonly Row[] {
  return data?.pages.flatMap(({ rows }) => rows) ?? [];
}
