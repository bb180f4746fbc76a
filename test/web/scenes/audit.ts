import type { PageScene } from './page-scene.ts';

export const auditScenes: readonly PageScene[] = [
  { name: 'audit', path: () => '/audit', shows: 'text=9187' },
  { name: 'audit-narrowed', path: () => '/audit?object=networks', shows: 'tbody button' },
  { name: 'audit-none', path: () => '/audit?actor=nobody', shows: 'main [aria-hidden] svg' },
  {
    name: 'audit-entry',
    path: () => '/audit',
    shows: 'text=9187',
    act: async (page) => {
      await page.locator('tbody button >> text=9187').first().click();
      await page.locator('[role=dialog] dl').waitFor();
    },
  },
];
