import { queryOptions } from '@tanstack/react-query';
import { type Api, query } from './http.ts';

export type SearchKind = 'security_group' | 'port' | 'network' | 'subnet' | 'address_group' | 'host';

export interface Found {
  readonly kind: SearchKind;
  readonly id: string;
  readonly name: string;
  readonly also: readonly string[];
  readonly parent: string | null;
}

export interface SearchAnswer {
  readonly results: readonly Found[];
  /** There are more than were asked for. */
  readonly more: boolean;
}

export function search(
  api: Api,
  q: string,
  options: { readonly kinds?: readonly SearchKind[]; readonly limit?: number },
) {
  const { kinds, limit } = options;
  return queryOptions({
    queryKey: ['search', q, kinds, limit],
    queryFn: async ({ signal }) =>
      (await api.call(
        'GET',
        `/portreeve/v1/search${query({ q, kinds: kinds?.join(','), limit })}`,
        undefined,
        signal,
      )) as SearchAnswer,
    enabled: q.trim() !== '',
    staleTime: 5000,
    meta: { follows: ['ports', 'networks', 'subnets', 'security_groups', 'address_groups'] },
  });
}
