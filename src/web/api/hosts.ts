import { queryOptions } from '@tanstack/react-query';
import type { HostReport, PortReport } from '../../wire/index.ts';
import type { Followed } from './follows.ts';
import { type Api, listIn, member, query } from './http.ts';

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
    readonly name: string;
    readonly device_id: string;
    readonly device_owner: string;
    readonly fixed_ips: readonly string[];
    readonly status: string;
    readonly report: PortReport | null;
  }[];
}

export type HostPort = Host['ports'][number];

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

export const statePath = (host: string) => pathOf(host, 'state');
export const dumpPath = (host: string) => pathOf(host, 'dump');
export const keptDumpPath = (host: string, name: string) => pathOf(host, 'dumps', name);

const pathOf = (host: string, ...rest: readonly string[]) =>
  ['/portreeve/v1/hosts', ...[host, ...rest].map(encodeURIComponent)].join('/');

export function oneHost(api: Api, host: string) {
  return queryOptions({
    queryKey: ['hosts', 'one', host],
    queryFn: async ({ signal }) => member(await api.call('GET', pathOf(host), undefined, signal), 'host') as Host,
    meta: { follows: ['hosts', 'agents', 'ports', 'security_groups'] },
  });
}

/** What a host's state is made of. */
export const stateFollows: readonly Followed[] = [
  'hosts',
  'ports',
  'networks',
  'subnets',
  'security_groups',
  'security_group_rules',
  'address_groups',
];

/** As much of a host's state as pages read; the compiler reads all of it (docs/reference/host-state.md). */
export interface StateOfHost {
  readonly ports: readonly {
    readonly id: string;
    readonly name: string;
    readonly network_id: string;
    readonly mac_address: string;
    readonly fixed_ips: readonly { readonly ip_address: string }[];
    readonly port_security_enabled: boolean;
    readonly device_owner: string;
    readonly device_id: string;
  }[];
  readonly networks: readonly {
    readonly id: string;
    readonly 'provider:network_type': 'vxlan' | 'vlan' | 'flat' | 'local';
    readonly 'provider:physical_network': string | null;
    readonly 'provider:segmentation_id': number | null;
    readonly mtu: number;
    /** Tunnel addresses of the other hosts that have a port of the network. */
    readonly tunnel_endpoints: readonly string[];
  }[];
}

/** What the host should know. */
export function stateOfHost(api: Api, host: string) {
  return queryOptions({
    queryKey: ['hosts', 'state', host],
    queryFn: async ({ signal }) => (await api.call('GET', statePath(host), undefined, signal)) as StateOfHost,
    meta: { follows: stateFollows },
  });
}

export interface KeptDump {
  readonly name: string;
  readonly taken_at: string;
}

export function keptDumps(api: Api, host: string) {
  return queryOptions({
    queryKey: ['hosts', 'dumps', host],
    queryFn: async ({ signal }) =>
      listIn<KeptDump>(await api.call('GET', pathOf(host, 'dumps'), undefined, signal), 'dumps'),
    staleTime: 0,
    meta: { follows: ['hosts'] },
  });
}

/** Takes a dump now and keeps it under a name, in place of one that had it. */
export async function keepDump(api: Api, host: string, name: string): Promise<void> {
  await api.call('GET', `${dumpPath(host)}${query({ name })}`);
}

/** Interface of each physical network, as the agent told the server; none where it never joined. */
export function interfaceMappings(api: Api, host: string) {
  return queryOptions({
    queryKey: ['agents', 'mappings', host],
    queryFn: async ({ signal }) => {
      const body = await api.call('GET', `/v2.0/agents${query({ host })}`, undefined, signal);
      const [agent] = listIn<{ readonly configurations?: unknown }>(body, 'agents');
      return (member(agent?.configurations, 'interface_mappings') ?? {}) as Readonly<Record<string, string>>;
    },
    meta: { follows: ['agents'] },
  });
}
