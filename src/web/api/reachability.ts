import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { CellsAsk, GroupReachAsk, PairAsk } from '../asking/reach-answers.ts';
import type { Language } from '../../words/index.ts';
import { askWorker } from './traces.ts';

/** All groups, and the cloud read for the questions below: they are asked of what this found. */
export function matrixGroups(client: QueryClient) {
  return queryOptions({
    queryKey: ['reachability', 'groups'],
    queryFn: () => askWorker(client, 'groups', null, 'en'),
    meta: { follows: ['ports', 'security_groups', 'security_group_rules', 'address_groups'] },
  });
}

export function matrixCells(client: QueryClient, ask: CellsAsk) {
  return queryOptions({
    queryKey: ['reachability', 'cells', ask],
    queryFn: () => askWorker(client, 'cells', ask, 'en'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  });
}

export function matrixPair(client: QueryClient, ask: PairAsk, language: Language) {
  return queryOptions({
    queryKey: ['reachability', 'pair', ask, language],
    queryFn: () => askWorker(client, 'pair', ask, language),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function groupReach(client: QueryClient, ask: GroupReachAsk) {
  return queryOptions({
    queryKey: ['reachability', 'group', ask],
    queryFn: () => askWorker(client, 'groupReach', ask, 'en'),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
