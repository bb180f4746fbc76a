import type { Kind, Named } from '../../objects/index.ts';
import type { PlannedChange } from '../../wire/index.ts';

/** The requests that `createRow`, `updateRow` and `deleteRow` make, to be asked about before they are. */
export function creationOf<Row extends Named>(kind: Kind<Row>, values: object): PlannedChange {
  return { method: 'POST', path: `/v2.0/${kind.path}`, body: { [kind.one]: values } };
}

export function updateOf<Row extends Named>(kind: Kind<Row>, id: string, values: object): PlannedChange {
  return { method: 'PUT', path: `/v2.0/${kind.path}/${encodeURIComponent(id)}`, body: { [kind.one]: values } };
}

export function deletionOf<Row extends Named>(kind: Kind<Row>, id: string): PlannedChange {
  return { method: 'DELETE', path: `/v2.0/${kind.path}/${encodeURIComponent(id)}` };
}
