import type { PageScene } from './page-scene.ts';

export const hostsScenes: readonly PageScene[] = [{ name: 'hosts', path: () => '/hosts', shows: 'text=Sugon04' }];
