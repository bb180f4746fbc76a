import type { PlannedChangeRow } from '../../store/index.ts';
import { generic } from '../errors.ts';
import { isObject } from '../resource/kind.ts';
import type { Shown } from '../resource/resource.ts';

/** `$0`: the id of what the first change made; `$0.2`: of the third object of a bulk. */
const reference = /^\$(\d{1,3})(?:\.(\d{1,4}))?$/;

/** A change with the ids of what earlier ones made in place of its references to them. */
export function withMade(row: PlannedChangeRow, made: readonly (readonly Shown[])[]): PlannedChangeRow {
  const path = row.path
    .split('/')
    .map((part) => resolve(part, made))
    .join('/');
  return { ...row, path, ...(row.body !== undefined && { body: replaced(row.body, made) }) };
}

function replaced(value: unknown, made: readonly (readonly Shown[])[]): unknown {
  if (typeof value === 'string') return resolve(value, made);
  if (Array.isArray(value)) return value.map((item) => replaced(item, made));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaced(member, made)]));
}

function resolve(text: string, made: readonly (readonly Shown[])[]): string {
  const match = reference.exec(text);
  if (match === null) return text;
  const id = made[Number(match[1])]?.[Number(match[2] ?? 0)]?.id;
  if (id === undefined) throw generic.badRequest(`${text} names nothing that an earlier change made`);
  return id;
}
