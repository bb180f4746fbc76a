import type { PageScene } from './page-scene.ts';

export const securityGroupsScenes: readonly PageScene[] = [
  { name: 'security-groups', path: () => '/security-groups', shows: 'text=monitoring' },
  { name: 'security-groups-none', path: () => '/security-groups?filter=nosuchthing', shows: 'text=nosuchthing' },
  { name: 'security-group-create', path: () => '/security-groups?do=create', shows: '[role=dialog] input' },
];
