import type { PageScene } from './page-scene.ts';

export const portsScenes: readonly PageScene[] = [
  { name: 'ports', path: () => '/ports', shows: 'text=web01' },
  { name: 'ports-unprotected', path: () => '/ports?only=unprotected', shows: 'text=router-vm' },
  {
    name: 'launch',
    path: () => '/ports',
    shows: 'main button:has(.tabler-icon-plus)',
    act: async (page) => {
      await page.keyboard.press('n');
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  {
    name: 'launched',
    path: () => '/ports?do=launch',
    shows: '[role=dialog] form',
    act: async (page) => {
      await page
        .locator('[role=dialog] input')
        .first()
        .fill(`vm-${Date.now().toString(36)}`);
      await page.keyboard.press('Enter');
      await page.locator('[role=dialog] a').waitFor();
    },
  },
  {
    name: 'port-edit',
    path: () => '/ports?filter=web01',
    shows: 'text=web01',
    act: async (page) => {
      await page.locator('[data-row-link]').first().click();
      await page.locator('[role=dialog] form').waitFor();
    },
  },
];
