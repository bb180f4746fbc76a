import type { PageScene } from './page-scene.ts';

export const reachabilityScenes: readonly PageScene[] = [
  {
    name: 'reachability',
    path: () => '/reachability',
    shows: '[role=gridcell] [data-kind=ports], li button [data-kind=ports]',
  },
  {
    name: 'reachability-cell',
    path: ({ groups }) => `/reachability?from=${groups['web']}&to=${groups['db']}`,
    shows: 'table >> text=db01',
  },
  { name: 'reachability-of-none', path: () => '/reachability?filter=no-such-group', shows: 'text=no-such-group' },
  {
    name: 'group-reach',
    path: ({ groups }) => `/security-groups/${groups['web']}?tab=reach`,
    shows: 'li button [data-kind=ports]',
  },
];
