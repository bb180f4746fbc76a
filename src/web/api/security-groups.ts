import { queryOptions } from '@tanstack/react-query';
import { type Api, listIn, member, query } from './http.ts';
import { listPages } from './list-pages.ts';

export interface Rule {
  readonly id: string;
  readonly security_group_id: string;
  readonly direction: 'ingress' | 'egress';
  readonly ethertype: 'IPv4' | 'IPv6';
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
  readonly remote_address_group_id: string | null;
  readonly description: string;
}

/** What a new rule is made of. */
export type NewRule = Omit<Rule, 'id'>;

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly project_id: string;
  readonly shared: boolean;
  readonly stateful: boolean;
  readonly revision_number: number;
  readonly updated_at: string;
  readonly security_group_rules: readonly Rule[];
}

const path = '/v2.0/security-groups';
const rulesPath = '/v2.0/security-group-rules';
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`;

export function groupPages(api: Api, sort?: { readonly key: 'name'; readonly direction: 'asc' | 'desc' }) {
  const parameters = sort === undefined ? {} : { sort_key: sort.key, sort_dir: sort.direction };
  return listPages<SecurityGroup>(api, { path, collection: 'security_groups', table: 'security_groups', parameters });
}

export function oneGroup(api: Api, id: string) {
  return queryOptions({
    queryKey: ['security_groups', 'one', id],
    queryFn: async ({ signal }) =>
      member(await api.call('GET', pathOf(id), undefined, signal), 'security_group') as SecurityGroup,
    meta: { follows: ['security_groups', 'security_group_rules'] },
  });
}

/** Groups by id, as a search found them; those that are gone meanwhile are left out. */
export function groupsById(api: Api, ids: readonly string[]) {
  return queryOptions({
    queryKey: ['security_groups', 'ids', ids],
    queryFn: async ({ signal }) => {
      if (ids.length === 0) return [];
      const body = await api.call('GET', path + query({ id: ids }), undefined, signal);
      return listIn<SecurityGroup>(body, 'security_groups');
    },
    meta: { follows: ['security_groups'] },
  });
}

/** As much of all groups as it takes to name them. */
export interface GroupName {
  readonly id: string;
  readonly name: string;
  readonly project_id: string;
}

export function groupNames(api: Api) {
  return queryOptions({
    queryKey: ['security_groups', 'names'],
    queryFn: async ({ signal }) => {
      const fields = ['id', 'name', 'project_id'];
      const body = await api.call(
        'GET',
        path + query({ fields, sort_key: 'name', sort_dir: 'asc' }),
        undefined,
        signal,
      );
      return listIn<GroupName>(body, 'security_groups');
    },
    staleTime: 30_000,
    meta: { follows: ['security_groups'] },
  });
}

export type GroupUse = Readonly<Record<string, { readonly ports: number; readonly named_by: number } | undefined>>;

export function groupUse(api: Api) {
  return queryOptions({
    queryKey: ['security_groups', 'use'],
    queryFn: async ({ signal }) =>
      member(await api.call('GET', '/portreeve/v1/security-group-use', undefined, signal), 'use') as GroupUse,
    meta: { follows: ['ports', 'security_groups', 'security_group_rules'] },
  });
}

export interface GroupFields {
  readonly name: string;
  readonly description: string;
  readonly stateful?: boolean;
}

export async function createGroup(api: Api, fields: GroupFields): Promise<SecurityGroup> {
  return member(await api.call('POST', path, { security_group: fields }), 'security_group') as SecurityGroup;
}

export async function updateGroup(api: Api, id: string, fields: Partial<GroupFields>): Promise<void> {
  await api.call('PUT', pathOf(id), { security_group: fields });
}

/** Without a plan: for who has told what it does already. @public */
export async function createRule(api: Api, rule: NewRule): Promise<Rule> {
  return member(await api.call('POST', rulesPath, { security_group_rule: rule }), 'security_group_rule') as Rule;
}
