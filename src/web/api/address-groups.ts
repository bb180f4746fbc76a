import { queryOptions } from '@tanstack/react-query';
import { type Api, listIn } from './http.ts';

export interface AddressGroup {
  readonly id: string;
  readonly name: string;
  readonly addresses: readonly string[];
}

export function addressGroups(api: Api) {
  return queryOptions({
    queryKey: ['address_groups'],
    queryFn: async ({ signal }) =>
      listIn<AddressGroup>(await api.call('GET', '/v2.0/address-groups', undefined, signal), 'address_groups'),
    staleTime: 30_000,
    meta: { follows: ['address_groups'] },
  });
}
