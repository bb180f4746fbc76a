import type { Api } from './api.ts';
import { shortId } from './find.ts';
import type { Kind, Named } from './kind.ts';
import { fetchRows } from './rows.ts';

/** How objects of a kind are called in a table: by name, or by the start of the id if they have none. */
export async function fetchNames<Row extends Named>(
  api: Api,
  kind: Kind<Row>,
  nameOf: (row: Row) => string = (row) => row.name ?? '',
  query = '',
): Promise<(id: string) => string> {
  const rows = await fetchRows(api, kind, query);
  const names = new Map(rows.map((row) => [row.id, nameOf(row)]));
  return (id) => names.get(id) || shortId(id);
}
