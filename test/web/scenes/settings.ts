import type { PageScene } from './page-scene.ts';

export const settingsScenes: readonly PageScene[] = [
  { name: 'settings', path: () => '/settings', shows: 'text=127.0.0.1' },
  {
    name: 'settings-assertions-typed',
    path: () => '/settings',
    shows: 'textarea',
    act: async (page) => {
      await page.locator('textarea').first().fill('allow web → db tcp/5432\ndeny any → db tcp/3306\nallow web');
      await page.locator('form [class*=error]').first().waitFor();
    },
  },
];
