import type { PageScene } from './page-scene.ts';

/** What stands around all pages. */
export const frameScenes: readonly PageScene[] = [
  {
    name: 'keys',
    path: () => '/security-groups',
    shows: 'text=monitoring',
    act: async (page) => {
      await page.keyboard.press('?');
      await page.locator('[role=dialog] kbd').first().waitFor();
    },
  },
  {
    name: 'search',
    path: () => '/networks',
    shows: 'text=oa-net',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('web');
      await page.locator('[role=option]').nth(2).waitFor();
    },
  },
  {
    name: 'navigation',
    path: () => '/networks',
    shows: 'text=oa-net',
    act: async (page) => {
      await page.setViewportSize({ width: 400, height: 900 });
      await page.locator('header button').first().click();
      await page.locator('[role=dialog] nav').waitFor();
    },
  },
  { name: 'not-found', path: () => '/no/such/page', shows: 'main :text("/no/such/page")' },
  {
    name: 'not-found-signed-out',
    path: () => '/no/such/page',
    shows: 'main :text("/no/such/page")',
    isSignedOut: true,
  },
];
