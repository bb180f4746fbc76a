import { queryOptions } from '@tanstack/react-query';
import { type Api, listIn, member, query } from './http.ts';
import { listPages } from './list-pages.ts';

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly project_id: string;
  readonly admin_state_up: boolean;
  readonly status: string;
  readonly shared: boolean;
  readonly 'router:external': boolean;
  readonly mtu: number;
  readonly port_security_enabled: boolean;
  readonly subnets: readonly string[];
  /** For administrators only. */
  readonly 'provider:network_type'?: string;
  readonly 'provider:physical_network'?: string | null;
  readonly 'provider:segmentation_id'?: number | null;
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly network_id: string;
  readonly ip_version: 4 | 6;
  readonly cidr: string;
  readonly gateway_ip: string | null;
  readonly enable_dhcp: boolean;
  readonly allocation_pools: readonly { readonly start: string; readonly end: string }[];
  readonly dns_nameservers: readonly string[];
}

const path = '/v2.0/networks';

export function networkPages(api: Api, sort?: { readonly key: 'name'; readonly direction: 'asc' | 'desc' }) {
  const parameters = sort === undefined ? {} : { sort_key: sort.key, sort_dir: sort.direction };
  return listPages<Network>(api, { path, collection: 'networks', table: 'networks', parameters });
}

export function oneNetwork(api: Api, id: string) {
  return queryOptions({
    queryKey: ['networks', 'one', id],
    queryFn: async ({ signal }) =>
      member(await api.call('GET', `${path}/${encodeURIComponent(id)}`, undefined, signal), 'network') as Network,
    meta: { follows: ['networks', 'subnets'] },
  });
}

export function networksById(api: Api, ids: readonly string[]) {
  return queryOptions({
    queryKey: ['networks', 'ids', ids],
    queryFn: async ({ signal }) =>
      ids.length === 0
        ? []
        : listIn<Network>(await api.call('GET', path + query({ id: ids }), undefined, signal), 'networks'),
    meta: { follows: ['networks'] },
  });
}

export function subnetsOf(api: Api, network_id: string) {
  return queryOptions({
    queryKey: ['subnets', network_id],
    queryFn: async ({ signal }) =>
      listIn<Subnet>(await api.call('GET', `/v2.0/subnets${query({ network_id })}`, undefined, signal), 'subnets'),
    meta: { follows: ['subnets'] },
  });
}

/** As much of all subnets as the list of networks shows. */
export function allSubnets(api: Api) {
  return queryOptions({
    queryKey: ['subnets'],
    queryFn: async ({ signal }) => {
      const fields = ['id', 'network_id', 'cidr', 'ip_version'];
      const body = await api.call('GET', `/v2.0/subnets${query({ fields })}`, undefined, signal);
      return listIn<Pick<Subnet, 'id' | 'network_id' | 'cidr' | 'ip_version'>>(body, 'subnets');
    },
    meta: { follows: ['subnets'] },
  });
}
