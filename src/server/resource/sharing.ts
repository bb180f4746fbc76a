import type { ConditionOn, Reader, Writer } from '../../store/index.ts';
import type { Caller } from '../identity.ts';
import { toBoolean } from './kind.ts';
import type { Call } from './resource.ts';
import { rowsWhere } from './rows.ts';

/** Objects that can be shared by RBAC policies: section 9 of the API's description. */
export type ObjectType = 'network' | 'security_group' | 'address_group';
export type Action = 'access_as_shared' | 'access_as_external';

/** The target that means every project. */
export const everybody = '*';

/** Ids of what policies open to the caller, as a list's condition on the column that holds them. */
export function sharedWith<C extends string>(
  caller: Caller,
  type: ObjectType,
  column: C,
  actions: readonly Action[] = ['access_as_shared'],
): Extract<ConditionOn<C>, { readonly inTable: unknown }> {
  return { column, inTable: { table: 'rbac_policies', select: 'object_id', where: openTo(caller, type, actions) } };
}

/** `shared=true` of a list: what is shared with the caller, whoever owns it. `column` holds the shared object's id. */
export function sharedFilter<C extends string>(type: ObjectType, column: C) {
  return (texts: readonly string[], caller: Caller): ConditionOn<C> => {
    const yes = sharedWith(caller, type, column);
    return { any: texts.map((text) => (toBoolean(text) ? yes : { ...yes, not: true })) };
  };
}

/** Which of the objects are shared with the caller, by one statement for all. */
export async function sharedIds(call: Call, type: ObjectType, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const policies = await rowsWhere(call.tx, 'rbac_policies', 'object_id', ids);
  const open = policies.filter(
    (policy) =>
      policy.object_type === type &&
      policy.action === 'access_as_shared' &&
      (policy.target_project === everybody || policy.target_project === call.caller.project),
  );
  return new Set(open.map((policy) => policy.object_id));
}

/** What the caller may name in a body of his own: his objects, and those shared with him. */
export function usableBy(caller: Caller, type: ObjectType): readonly ConditionOn<'id' | 'project_id'>[] {
  if (caller.isAdmin) return [];
  return [{ any: [{ column: 'project_id', in: [caller.project] }, sharedWith(caller, type, 'id')] }];
}

/** Policies of an object that goes away go with it. */
export async function removePolicies(tx: Writer, type: ObjectType, id: string): Promise<void> {
  await tx.remove(
    'rbac_policies',
    (await policiesOf(tx, type, id)).map((policy) => policy.id),
  );
}

export async function policiesOf(tx: Reader, type: ObjectType, id: string) {
  const policies = await rowsWhere(tx, 'rbac_policies', 'object_id', [id]);
  return policies.filter((policy) => policy.object_type === type);
}

function openTo(caller: Caller, type: ObjectType, actions: readonly Action[]): readonly ConditionOn<string>[] {
  return [
    { column: 'object_type', in: [type] },
    { column: 'action', in: actions },
    { column: 'target_project', in: [everybody, caller.project] },
  ];
}
