import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AuditEntryJson } from '../../wire/index.ts';
import { type Api, listIn, query } from './http.ts';

export interface AuditAsk {
  /** An id, or the name of a table. */
  readonly object?: string;
  readonly actor?: string;
}

const follows = ['networks', 'subnets', 'ports', 'security_groups', 'security_group_rules', 'hosts'] as const;
const limit = 100;

async function entries(
  api: Api,
  ask: AuditAsk & { readonly before?: number; readonly limit: number },
  signal?: AbortSignal,
): Promise<readonly AuditEntryJson[]> {
  const path = `/portreeve/v1/audit${query({ ...ask })}`;
  return listIn<AuditEntryJson>(await api.call('GET', path, undefined, signal), 'entries');
}

/** Who changed what, newest first, page by page. */
export function auditPages(api: Api, ask: AuditAsk) {
  return infiniteQueryOptions({
    queryKey: ['audit', ask],
    queryFn: ({ pageParam, signal }) =>
      entries(api, { ...ask, limit, ...(pageParam !== undefined && { before: pageParam }) }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last: readonly AuditEntryJson[]) => (last.length < limit ? undefined : last.at(-1)?.revision),
    meta: { follows },
  });
}

/** The entry of one revision: what a plan did, and when each host had it. */
export function auditOf(api: Api, revision: number) {
  return queryOptions({
    queryKey: ['audit', 'of', revision],
    queryFn: async ({ signal }) => {
      const [entry] = await entries(api, { before: revision + 1, limit: 1 }, signal);
      return entry?.revision === revision ? entry : null;
    },
    meta: { follows },
  });
}

/** Everything that fits, for a file. */
export async function everyEntry(api: Api, ask: AuditAsk): Promise<readonly AuditEntryJson[]> {
  const most = 500;
  const all: AuditEntryJson[] = [];
  for (;;) {
    const before = all.at(-1)?.revision;
    const page = await entries(api, { ...ask, limit: most, ...(before !== undefined && { before }) });
    all.push(...page);
    if (page.length < most) return all;
  }
}
