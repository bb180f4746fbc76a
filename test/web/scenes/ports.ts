import type { PageScene } from './page-scene.ts';

export const portsScenes: readonly PageScene[] = [
  { name: 'ports', path: () => '/ports', shows: 'text=web01' },
  { name: 'ports-unprotected', path: () => '/ports?only=unprotected', shows: 'text=router-vm' },
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
