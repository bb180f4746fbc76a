import type { PageScene } from './page-scene.ts';

export const groupScenes: readonly PageScene[] = [
  { name: 'group', path: ({ groups }) => `/security-groups/${groups['web']}`, shows: 'td >> text=0.0.0.0/0' },
  {
    name: 'group-instances',
    path: ({ groups }) => `/security-groups/${groups['monitoring']}?tab=instances`,
    shows: 'text=web01',
  },
  {
    name: 'group-add-rule',
    path: ({ groups }) => `/security-groups/${groups['legacy']}?do=add-rule`,
    shows: '[role=dialog] form',
  },
  {
    name: 'group-that-is-not-there',
    path: () => '/security-groups/00000000-0000-4000-8000-000000000000',
    shows: '[role=alert]',
  },
];
