import { queryOptions } from '@tanstack/react-query';
import { type Api, member } from './http.ts';

/** By name of what is limited; -1 is no limit. */
export type Quotas = Readonly<Record<string, { readonly limit: number; readonly used: number }>>;

export function quotas(api: Api, project: string) {
  return queryOptions({
    queryKey: ['quotas', project],
    queryFn: async ({ signal }) =>
      member(
        await api.call('GET', `/v2.0/quotas/${encodeURIComponent(project)}/details`, undefined, signal),
        'quota',
      ) as Quotas,
    meta: { follows: ['ports', 'networks', 'subnets', 'security_groups', 'security_group_rules', 'rbac_policies'] },
  });
}
