import { queryOptions } from '@tanstack/react-query';
import { type Api, listIn, query } from './http.ts';
import { listPages } from './list-pages.ts';

export interface Port {
  readonly id: string;
  readonly name: string;
  readonly network_id: string;
  readonly project_id: string;
  readonly mac_address: string;
  readonly status: 'ACTIVE' | 'DOWN';
  readonly admin_state_up: boolean;
  readonly device_id: string;
  readonly device_owner: string;
  readonly port_security_enabled: boolean;
  readonly security_groups: readonly string[];
  readonly fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[];
  /** For administrators only. */
  readonly 'binding:host_id'?: string;
  readonly 'binding:vif_type'?: string;
}

/** Columns that the API sorts by. */
export type PortSortKey = 'name' | 'mac_address' | 'status';

export interface PortAsk {
  readonly network_id?: string;
  readonly security_groups?: string;
  readonly sort?: { readonly key: PortSortKey; readonly direction: 'asc' | 'desc' };
}

const path = '/v2.0/ports';
/** Ids in one address: longer ones are refused on the way by some proxies. */
const idsPerAsk = 100;

export function portPages(api: Api, { sort, ...filters }: PortAsk = {}) {
  const parameters = { ...filters, ...(sort && { sort_key: sort.key, sort_dir: sort.direction }) };
  return listPages<Port>(api, { path, collection: 'ports', table: 'ports', parameters });
}

/** Ports by id, in the order of the ids, as a search found them. */
export function portsById(api: Api, ids: readonly string[]) {
  return queryOptions({
    queryKey: ['ports', 'ids', ids],
    queryFn: async ({ signal }) => {
      const asks: Promise<unknown>[] = [];
      for (let start = 0; start < ids.length; start += idsPerAsk) {
        const id = ids.slice(start, start + idsPerAsk);
        asks.push(api.call('GET', path + query({ id }), undefined, signal));
      }
      const found = (await Promise.all(asks)).flatMap((body) => listIn<Port>(body, 'ports'));
      const byId = new Map(found.map((port) => [port.id, port]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    meta: { follows: ['ports'] },
  });
}

/** The ports that nothing is filtered for. */
export function unprotectedPorts(api: Api) {
  return queryOptions({
    queryKey: ['ports', 'unprotected'],
    queryFn: async ({ signal }) =>
      (await api.call('GET', '/portreeve/v1/unprotected-ports', undefined, signal)) as {
        readonly ports: readonly string[];
        readonly more: boolean;
      },
    meta: { follows: ['ports'] },
  });
}

export interface PortFields {
  readonly security_groups: readonly string[];
  readonly port_security_enabled: boolean;
}

export async function updatePort(api: Api, id: string, fields: Partial<PortFields>): Promise<void> {
  await api.call('PUT', `${path}/${encodeURIComponent(id)}`, { port: fields });
}

/** As much of a port as it takes to say whose an address is. */
export interface MemberPort {
  readonly id: string;
  readonly name: string;
  readonly fixed_ips: Port['fixed_ips'];
  readonly 'binding:host_id'?: string;
}

/** The ports that have a group, without all that is long of them. */
export function memberPorts(api: Api, group: string) {
  return queryOptions({
    queryKey: ['ports', 'members', group],
    queryFn: async ({ signal }) => {
      const fields = ['id', 'name', 'fixed_ips', 'binding:host_id'];
      const body = await api.call('GET', path + query({ security_groups: group, fields }), undefined, signal);
      return listIn<MemberPort>(body, 'ports');
    },
    meta: { follows: ['ports'] },
  });
}

/** Hosts on which a group becomes rules or sets: those of its own ports, and of ports whose groups name it. With how many of its ports. */
export function hostsOfGroup(api: Api, group: string) {
  return queryOptions({
    queryKey: ['ports', 'hosts-of-group', group],
    queryFn: async ({ signal }) => {
      const rules = await api.call(
        'GET',
        `/v2.0/security-group-rules${query({ remote_group_id: group, fields: ['security_group_id'] })}`,
        undefined,
        signal,
      );
      const naming = listIn<{ readonly security_group_id: string }>(rules, 'security_group_rules');
      const hosts = new Map<string, number>();
      for (const id of new Set([group, ...naming.map((rule) => rule.security_group_id)])) {
        const filters = { security_groups: id, fields: ['id', 'binding:host_id'] };
        const body = await api.call('GET', path + query(filters), undefined, signal);
        for (const { 'binding:host_id': host = '' } of listIn<MemberPort>(body, 'ports')) {
          if (host !== '') hosts.set(host, (hosts.get(host) ?? 0) + (id === group ? 1 : 0));
        }
      }
      const names = new Intl.Collator('en', { numeric: true });
      return [...hosts]
        .map(([host, ports]) => ({ host, ports }))
        .sort((a, b) => b.ports - a.ports || names.compare(a.host, b.host));
    },
    meta: { follows: ['ports', 'security_groups', 'security_group_rules'] },
  });
}
