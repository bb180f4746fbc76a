import { queryOptions } from '@tanstack/react-query';
import type { PlanAssertion } from '../../wire/index.ts';
import { type Api, listIn } from './http.ts';

const path = '/portreeve/v1/assertions';

/** What has to hold whatever the project changes, and how it fares now. */
export function assertions(api: Api) {
  return queryOptions({
    queryKey: ['assertions'],
    queryFn: async ({ signal }) => listIn<PlanAssertion>(await api.call('GET', path, undefined, signal), 'assertions'),
    meta: { follows: ['ports', 'security_groups', 'security_group_rules', 'address_groups'] },
  });
}

export async function setAssertions(api: Api, texts: readonly string[]): Promise<readonly PlanAssertion[]> {
  return listIn<PlanAssertion>(await api.call('PUT', path, { assertions: texts }), 'assertions');
}
