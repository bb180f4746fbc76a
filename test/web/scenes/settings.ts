import type { PageScene } from './page-scene.ts';

export const settingsScenes: readonly PageScene[] = [
  { name: 'settings', path: () => '/settings', shows: 'text=127.0.0.1' },
];
