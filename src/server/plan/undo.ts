import type { PlannedChangeRow, ResourceTable, Row } from '../../store/index.ts';
import type { Call, Shown } from '../resource/resource.ts';
import { showRows } from '../resource/show.ts';
import type { ReadChange } from './planned-change.ts';

/**
 * The requests that undo a change, worked out from what was there before it and what it made. Undefined: it cannot be
 * undone by requests (an object that is gone would come back under another id, and what named it would not).
 */
export async function readBefore(call: Call, { row, resource }: ReadChange): Promise<Shown | undefined> {
  const id = row.path.split('/')[3];
  if (row.method === 'POST' || id === undefined) return undefined;
  const found: Row<ResourceTable> | undefined = await call.tx.get(resource.table, id);
  return found === undefined ? undefined : (await showRows(resource, call, [found]))[0];
}

export function undoOf(
  { row, resource }: ReadChange,
  before: Shown | undefined,
  made: readonly Shown[],
): readonly PlannedChangeRow[] | undefined {
  const collection = `/v2.0/${resource.path}`;
  if (row.method === 'POST') {
    return made.map(({ id }): PlannedChangeRow => ({ method: 'DELETE', path: `${collection}/${id}` })).reverse();
  }
  if (before === undefined) return undefined;
  const member = `${collection}/${before.id}`;
  if (row.method === 'DELETE') {
    // Nothing names a rule by its id.
    if (resource.name !== 'security_group_rule') return undefined;
    return [{ method: 'POST', path: collection, body: { [resource.name]: given(before, resource, 'post') } }];
  }
  const name = row.path.split('/')[4];
  if (name === 'add_addresses' || name === 'remove_addresses') {
    const back = name === 'add_addresses' ? 'remove_addresses' : 'add_addresses';
    return [{ method: 'PUT', path: `${member}/${back}`, body: row.body }];
  }
  return [{ method: 'PUT', path: member, body: { [resource.name]: given(before, resource, 'put') } }];
}

/** What a body may say again of an object that was shown. */
function given(
  shown: Shown,
  { attributes }: ReadChange['resource'],
  use: 'post' | 'put',
): Readonly<Record<string, unknown>> {
  const names = Object.entries(attributes).flatMap(([name, attribute]) => {
    const isTaken = use === 'put' ? attribute.put : attribute.post !== 'no';
    return isTaken && name in shown ? [name] : [];
  });
  return Object.fromEntries(names.map((name) => [name, shown[name]]));
}
