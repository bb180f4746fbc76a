import type { Condition, ResourceTable, Row } from '../../store/index.ts';
import { generic } from '../errors.ts';
import type { Caller } from '../identity.ts';
import type { AnyResource, Call } from './resource.ts';

/** Nothing has an id like this. */
const nothing = { column: 'id', in: [] } as const;

/** The caller as a resource takes him: a service is an administrator of what is there for services to change. */
export function callerOn(resource: AnyResource, caller: Caller): Caller {
  return caller.isService === true && resource.forServices === 'everything' ? { ...caller, isAdmin: true } : caller;
}

/** Rows that the caller may know of. */
export function visibleTo(resource: AnyResource, caller: Caller): readonly Condition<ResourceTable>[] {
  if (caller.isAdmin || (caller.isService === true && resource.forServices !== undefined)) return [];
  if (resource.isGlobal) return resource.isPublic ? [] : [nothing];
  const own: Condition<ResourceTable> = { column: 'project_id', in: [caller.project] };
  return [{ any: [own, ...(resource.alsoVisible?.(caller) ?? [])] }];
}

/** The row, or the resource's "not found" when it is missing or none of the caller's business. */
export async function findVisible(resource: AnyResource, id: string, call: Call): Promise<Row<ResourceTable>> {
  const where: readonly Condition<ResourceTable>[] = [{ column: 'id', in: [id] }, ...visibleTo(resource, call.caller)];
  const [row] = await call.tx.list(resource.table, { where, limit: 1 });
  if (row === undefined) throw (await resource.hidden?.(call, id)) ?? resource.notFound(id);
  return row;
}

/** The row, if the caller may change it: what he sees and does not own is refused, not hidden. */
export async function findWritable(
  resource: AnyResource,
  id: string,
  action: 'update' | 'delete',
  call: Call,
): Promise<Row<ResourceTable>> {
  const row = await findVisible(resource, id, call);
  if (call.caller.isAdmin || row.project_id === call.caller.project) return row;
  if (action === 'delete' && (await resource.mayDelete?.(call, row))) return row;
  throw generic.forbidden(`rule:${action}_${resource.name}`);
}
