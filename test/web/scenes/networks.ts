import type { PageScene } from './page-scene.ts';

export const networksScenes: readonly PageScene[] = [
  { name: 'networks', path: () => '/networks', shows: 'text=oa-net' },
  { name: 'network', path: ({ network }) => `/networks/${network}`, shows: 'text=web01' },
];
