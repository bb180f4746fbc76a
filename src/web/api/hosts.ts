import { queryOptions } from '@tanstack/react-query';
import type { HostReport, PortReport } from '../../wire/index.ts';
import { type Api, listIn } from './http.ts';

/** A host as the server knows it. */
export interface Host {
  readonly host: string;
  readonly agent_id: string | null;
  readonly alive: boolean;
  readonly version: string | null;
  readonly backend: string | null;
  readonly tunneling_ip: string | null;
  readonly heartbeat_at: string | null;
  /** What it should hold, and what it holds. */
  readonly revision: number;
  readonly enforced_revision: number | null;
  readonly apply_ms: number | null;
  readonly error: HostReport['error'];
  readonly repaired: HostReport['repaired'];
  readonly ports: readonly {
    readonly id: string;
    readonly device_owner: string;
    readonly status: string;
    readonly report: PortReport | null;
  }[];
}

export type HostState = 'current' | 'behind' | 'failed' | 'silent';

/** The same question as the summary's counts answer, for one host. */
export function hostState({ alive, error, enforced_revision, revision }: Host): HostState {
  if (!alive) return 'silent';
  if (error !== null) return 'failed';
  return (enforced_revision ?? -1) < revision ? 'behind' : 'current';
}

export function hosts(api: Api) {
  return queryOptions({
    queryKey: ['hosts'],
    queryFn: async ({ signal }) =>
      listIn<Host>(await api.call('GET', '/portreeve/v1/hosts', undefined, signal), 'hosts'),
    meta: { follows: ['hosts', 'agents', 'ports', 'security_groups'] },
  });
}
