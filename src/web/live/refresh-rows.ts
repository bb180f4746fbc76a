import { type Api, listIn, query } from '../api/http.ts';
import type { HasId, ListAsk, ListPages } from '../api/list-pages.ts';

/** So many rows are asked for one by one; of more changes the pages are read anew. */
const mostRows = 50;

/**
 * A list of many pages, brought up to date without reading all of them again: rows that changed are asked for by id and
 * put where they were, rows that are gone or fit no more are taken out, and new ones are put at the end, if the end is
 * there and the order that of creation. Undefined if it cannot be done so.
 */
export async function refreshRows<Row extends HasId>(
  api: Api,
  pages: ListPages<Row>,
  ask: ListAsk,
  ids: readonly string[],
): Promise<ListPages<Row> | undefined> {
  if (ids.length > mostRows) return undefined;
  const body = await api.call('GET', ask.path + query({ ...ask.parameters, id: ids }));
  return replaceRows(pages, ids, listIn<Row>(body, ask.collection), ask.parameters['sort_key'] !== undefined);
}

/** `fresh`: what the rows with these ids are now, as far as the list has them. */
export function replaceRows<Row extends HasId>(
  pages: ListPages<Row>,
  ids: readonly string[],
  fresh: readonly Row[],
  isSorted: boolean,
): ListPages<Row> | undefined {
  const changed = new Set(ids);
  const left = new Map(fresh.map((row) => [row.id, row]));
  const kept = pages.pages.map((page) => {
    if (!page.rows.some(({ id }) => changed.has(id))) return page;
    const rows = page.rows.flatMap((row) => {
      if (!changed.has(row.id)) return [row];
      const now = left.get(row.id);
      left.delete(row.id);
      return now === undefined ? [] : [now];
    });
    return { ...page, rows };
  });
  const last = kept.at(-1);
  if (left.size === 0 || last === undefined) return { ...pages, pages: kept };
  // Somewhere among the others.
  if (isSorted) return undefined;
  // Behind what was read so far.
  if (!last.isLast) return { ...pages, pages: kept };
  return { ...pages, pages: [...kept.slice(0, -1), { ...last, rows: [...last.rows, ...left.values()] }] };
}
