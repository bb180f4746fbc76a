import type { Change, Condition, Reader, ResourceTable } from '../../store/index.ts';
import type { DashboardEvent } from '../../wire/index.ts';
import type { Caller } from '../identity.ts';
import { callerOn, visibleTo } from '../resource/visible.ts';
import { resources } from '../resources/index.ts';

/** Ids of one table that are named in one event. */
const mostNamed = 500;

type Changed = Extract<DashboardEvent, { readonly event: 'changed' }>;

/**
 * What a caller may be told of these changes; undefined if it is nothing. An administrator is told all. Others are told
 * of what they may see now; of what they may have seen before (it is deleted, or no longer shared), whoever's it was,
 * only that something may be gone.
 */
export async function visibleChanges(
  tx: Reader,
  caller: Caller,
  revision: number,
  changes: readonly Change[],
): Promise<Changed | undefined> {
  const byTable = idsByTable(changes);
  const tables: Record<string, readonly string[] | null> = {};
  let isPartial = false;
  for (const [table, ids] of byTable) {
    if (caller.isAdmin) tables[table] = ids.size > mostNamed ? null : [...ids];
    else if (ids.size > mostNamed) isPartial = true;
    else {
      const seen = await visibleIds(tx, caller, table, [...ids]);
      if (seen.length > 0) tables[table] = seen;
    }
  }
  if (!caller.isAdmin) isPartial ||= changes.some(mayHide);
  return isPartial || Object.keys(tables).length > 0 ? { event: 'changed', revision, tables, isPartial } : undefined;
}

function mayHide({ table, action }: Change): boolean {
  return table === 'rbac_policies' || (action === 'deleted' && table !== 'agents');
}

function idsByTable(changes: readonly Change[]): ReadonlyMap<ResourceTable, ReadonlySet<string>> {
  const out = new Map<ResourceTable, Set<string>>();
  for (const { table, id } of changes) {
    const ids = out.get(table);
    if (ids) ids.add(id);
    else out.set(table, new Set([id]));
  }
  return out;
}

async function visibleIds(
  tx: Reader,
  caller: Caller,
  table: ResourceTable,
  ids: readonly string[],
): Promise<readonly string[]> {
  const resource = resources.find((one) => one.table === table);
  if (resource === undefined) return [];
  const where: readonly Condition<ResourceTable>[] = [
    { column: 'id', in: ids },
    ...visibleTo(resource, callerOn(resource, caller)),
  ];
  return (await tx.list(table, { where })).map((row) => row.id);
}
