import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Language } from '../../words/index.ts';
import type { PlannedChange } from '../../wire/index.ts';
import { stateFollows } from '../api/hosts.ts';
import { type Api, ApiFailure } from '../api/http.ts';
import { groupNames } from '../api/security-groups.ts';
import { readHost } from '../host-rules/reading/host-reader.ts';
import type { NamedMoment } from '../host-rules/reading/parcel.ts';
import { liveDump } from '../host-rules/stored-queries.ts';

/** What is planned: changes that nobody has kept, or a plan by its id. */
export type Planned = { readonly changes: readonly PlannedChange[] } | { readonly id: string };

/** What is planned would do to a host, and whom its rules are for; read by the worker. */
export function plannedHost(api: Api, client: QueryClient, planned: Planned, host: string, language: Language) {
  return queryOptions({
    queryKey: ['planned-host', planned, host, language],
    queryFn: async ({ signal }) => {
      const [step, at, named] = await Promise.all([
        stepOf(api, planned, host, signal),
        momentOf(api, client, host),
        client.fetchQuery({ ...groupNames(api), staleTime: 10_000 }),
      ]);
      const groups = Object.fromEntries(named.map(({ id, name }) => [id, name]));
      return readHost('plan', { planned: step as object, at, groups, language });
    },
    retry: false,
    gcTime: 30_000,
    meta: { follows: stateFollows },
  });
}

function stepOf(api: Api, planned: Planned, host: string, signal: AbortSignal): Promise<unknown> {
  const own = `hosts/${encodeURIComponent(host)}`;
  if ('id' in planned) {
    return api.call('GET', `/portreeve/v1/plans/${encodeURIComponent(planned.id)}/${own}`, undefined, signal);
  }
  return api.call('POST', `/portreeve/v1/preview/${own}`, { changes: planned.changes }, signal);
}

/** The host as it is now, which tells what its agent writes; one that does not answer is gone without. */
async function momentOf(api: Api, client: QueryClient, host: string): Promise<NamedMoment> {
  try {
    return { kind: 'dump', dump: await client.fetchQuery({ ...liveDump(api, host), staleTime: 10_000 }) };
  } catch (error) {
    const isAway = error instanceof ApiFailure && (error.type === 'HOST_OFFLINE' || error.type === 'HOST_SILENT');
    if (isAway) return { kind: 'expected' };
    throw error;
  }
}
