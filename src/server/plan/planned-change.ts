import type { PlannedChangeRow } from '../../store/index.ts';
import { generic } from '../errors.ts';
import type { Caller } from '../identity.ts';
import { type Work, action, creation, removal, update } from '../resource/changes.ts';
import { isObject } from '../resource/kind.ts';
import type { AnyResource, Shown } from '../resource/resource.ts';
import { callerOn } from '../resource/visible.ts';
import { resources } from '../resources/index.ts';

/** A change that was read: what it works on, and the work. It gives what is there now; nothing after a removal. */
export interface ReadChange {
  readonly row: PlannedChangeRow;
  readonly resource: AnyResource;
  readonly caller: Caller;
  readonly work: Work<readonly Shown[]>;
}

const mostChanges = 200;

/** `{"changes": [{"method", "path", "body"}]}`. Each is refused as its own request would be. */
export function readChangeList(body: unknown): readonly PlannedChangeRow[] {
  const changes = isObject(body) ? body['changes'] : undefined;
  if (!Array.isArray(changes) || changes.length === 0 || changes.length > mostChanges) {
    throw generic.badRequest(`'changes' is a list of 1 to ${mostChanges} requests`);
  }
  return changes.map((change: unknown) => {
    const { method, path, body: inner } = isObject(change) ? change : {};
    if (method !== 'POST' && method !== 'PUT' && method !== 'DELETE') {
      throw generic.badRequest("'method' of a change is POST, PUT or DELETE");
    }
    if (typeof path !== 'string' || path.length > 500) throw generic.badRequest("'path' of a change is a path");
    return { method, path, ...(inner !== undefined && { body: inner }) };
  });
}

export function readChange(row: PlannedChangeRow, asker: Caller): ReadChange {
  const [, root, collection, id, name, ...rest] = row.path.split('/');
  const resource = resources.find((one) => one.path === collection);
  if (root !== 'v2.0' || resource === undefined || rest.length > 0) throw generic.noSuchPath();
  const caller = callerOn(resource, asker);
  return { row, resource, caller, work: workOf(row, resource, caller, id, name) };
}

function workOf(
  { method, body }: PlannedChangeRow,
  resource: AnyResource,
  caller: Caller,
  id: string | undefined,
  name: string | undefined,
): Work<readonly Shown[]> {
  if (method === 'POST') {
    if (id !== undefined || !resource.canCreate) throw generic.noSuchPath();
    const create = creation(resource, body, caller);
    return async (call) => (await create(call)).items;
  }
  if (id === undefined) throw generic.noSuchPath();
  if (method === 'DELETE') {
    if (name !== undefined) throw generic.noSuchPath();
    const remove = removal(resource, id, undefined);
    return async (call) => {
      await remove(call);
      return [];
    };
  }
  const change =
    name === undefined ? update(resource, id, body, caller, undefined) : action(resource, id, name, body, undefined);
  return async (call) => [await change(call)];
}
