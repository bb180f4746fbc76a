import { queryOptions } from '@tanstack/react-query';
import type { Api } from './http.ts';
import type { HostState } from './hosts.ts';

/** The cloud in figures, as far as the caller may see it. */
export interface Summary {
  readonly instances: number;
  readonly ports: number;
  readonly unprotected: number;
  readonly networks: number;
  readonly security_groups: number;
  readonly hosts: Readonly<Record<HostState, number>> | null;
  readonly exposed: readonly {
    readonly id: string;
    readonly name: string;
    /** Names of services; `*` is everything. */
    readonly services: readonly string[];
    readonly ports: number;
  }[];
}

export function summary(api: Api) {
  return queryOptions({
    queryKey: ['summary'],
    queryFn: async ({ signal }) => (await api.call('GET', '/portreeve/v1/summary', undefined, signal)) as Summary,
    meta: { follows: ['ports', 'networks', 'security_groups', 'security_group_rules', 'agents', 'hosts'] },
  });
}
