import type { ResourceTable, Reader } from '../../store/index.ts';
import { quota as refusals } from '../errors.ts';
import type { Settings } from '../settings.ts';
import type { AnyResource, Call, Creation } from './resource.ts';

/** What has a quota, and the table whose rows the store counts for it. */
export const quotaTables = {
  network: 'networks',
  subnet: 'subnets',
  subnetpool: undefined,
  port: 'ports',
  rbac_policy: 'rbac_policies',
  security_group: 'security_groups',
  security_group_rule: 'security_group_rules',
} as const satisfies Readonly<Record<string, ResourceTable | undefined>>;

export type QuotaName = keyof typeof quotaTables;
/** Most rows of each kind; -1 is no limit. */
export type Limits = Readonly<Record<QuotaName, number>>;

export const quotaNames: readonly QuotaName[] = Object.keys(quotaTables).filter(isQuotaName);

export function isQuotaName(name: string): name is QuotaName {
  return Object.hasOwn(quotaTables, name);
}

export async function limitsOf(tx: Reader, settings: Settings, project: string): Promise<Limits> {
  const own = await tx.list('quotas', { where: [{ column: 'project_id', in: [project] }] });
  return withOwn(settings, own);
}

/** The defaults with a project's own values in their place. */
export function withOwn(
  settings: Settings,
  own: readonly { readonly resource: string; readonly most: number }[],
): Limits {
  const limits: Record<QuotaName, number> = { ...settings.quotas };
  for (const { resource, most } of own) if (isQuotaName(resource)) limits[resource] = most;
  return limits;
}

/** How much of each a project has now, as the store keeps count. */
export async function usageOf(tx: Reader, project: string): Promise<Limits> {
  const rows = await tx.list('resource_usage', { where: [{ column: 'project_id', in: [project] }] });
  const usedIn = (table: ResourceTable | undefined) => rows.find((row) => row.table_name === table)?.used ?? 0;
  return {
    network: usedIn(quotaTables.network),
    subnet: usedIn(quotaTables.subnet),
    subnetpool: usedIn(quotaTables.subnetpool),
    port: usedIn(quotaTables.port),
    rbac_policy: usedIn(quotaTables.rbac_policy),
    security_group: usedIn(quotaTables.security_group),
    security_group_rule: usedIn(quotaTables.security_group_rule),
  };
}

/** What comes along with a new resource and has a quota of its own: a group begins with rules. */
const companions: Readonly<Partial<Record<QuotaName, QuotaName>>> = { security_group: 'security_group_rule' };

/**
 * Refuses what was just made if it is more than the quota of its project; the transaction then undoes it. Looked at
 * afterwards, when the writers of all processes are in one order, no two of them can both take the last place.
 */
export async function refuseOverQuota(
  resource: AnyResource,
  call: Call,
  creations: readonly Creation<unknown>[],
): Promise<void> {
  const { name } = resource;
  if (!isQuotaName(name)) return;
  for (const project of new Set(creations.map((creation) => creation.project))) {
    const limits = await limitsOf(call.tx, call.settings, project);
    const used = await usageOf(call.tx, project);
    const over = [name, companions[name]].find((one) => one && limits[one] >= 0 && used[one] > limits[one]);
    if (over !== undefined) throw refusals.exceeded(over);
  }
}
