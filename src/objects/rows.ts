import type { Api } from './api.ts';
import { PortreeveError } from '../model/index.ts';
import type { Kind, Named } from './kind.ts';

/** All objects of a kind that the query lets through. */
export async function fetchRows<Row extends Named>(api: Api, kind: Kind<Row>, query = ''): Promise<readonly Row[]> {
  const path = `/v2.0/${kind.path}${query === '' ? '' : `?${query}`}`;
  const { body } = await api.request('GET', path);
  return readRows<Row>(member(body, kind.many), path);
}

export async function fetchRow<Row extends Named>(api: Api, kind: Kind<Row>, id: string): Promise<Row> {
  const path = `/v2.0/${kind.path}/${encodeURIComponent(id)}`;
  const { body } = await api.request('GET', path);
  return readRow<Row>(member(body, kind.one), path);
}

export async function createRow<Row extends Named>(api: Api, kind: Kind<Row>, values: object): Promise<Row> {
  const path = `/v2.0/${kind.path}`;
  const { body } = await api.request('POST', path, { [kind.one]: values });
  return readRow<Row>(member(body, kind.one), path);
}

export async function updateRow<Row extends Named>(
  api: Api,
  kind: Kind<Row>,
  id: string,
  values: object,
): Promise<Row> {
  const path = `/v2.0/${kind.path}/${encodeURIComponent(id)}`;
  const { body } = await api.request('PUT', path, { [kind.one]: values });
  return readRow<Row>(member(body, kind.one), path);
}

export async function deleteRow<Row extends Named>(api: Api, kind: Kind<Row>, id: string): Promise<void> {
  await api.request('DELETE', `/v2.0/${kind.path}/${encodeURIComponent(id)}`);
}

/** The member of an answer; undefined if it is not an object. */
export function member(body: unknown, key: string): unknown {
  return isObject(body) ? body[key] : undefined;
}

/** A list of objects with ids, as an answer has it. Throws ANSWER_UNREADABLE if it is something else. */
function readRows<Row extends Named>(value: unknown, path: string): readonly Row[] {
  if (!Array.isArray(value)) throw unreadable(value, path);
  return value.map((row) => readRow<Row>(row, path));
}

function readRow<Row extends Named>(value: unknown, path: string): Row {
  if (!isObject(value) || typeof value['id'] !== 'string') throw unreadable(value, path);
  return value as unknown as Row;
}

function unreadable(value: unknown, path: string): PortreeveError {
  return new PortreeveError('ANSWER_UNREADABLE', { path, start: String(JSON.stringify(value)).slice(0, 80) });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
