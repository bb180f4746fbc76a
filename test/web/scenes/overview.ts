import type { PageScene } from './page-scene.ts';

export const overviewScenes: readonly PageScene[] = [
  { name: 'overview', path: () => '/', shows: 'text=RESTORE_REJECTED' },
];
