import { chooseGroup } from './group.ts';
import type { PageScene } from './page-scene.ts';

export const changesScenes: readonly PageScene[] = [
  { name: 'changes', path: () => '/changes', shows: 'text=9187' },
  { name: 'changes-waiting', path: () => '/changes?state=waiting', shows: 'tbody a' },
  {
    name: 'plan-waiting',
    path: ({ plans }) => `/changes/${plans['waiting']}`,
    shows: 'text=0.0.0.0/0',
    // Here as everywhere else, and with what it would do to a host.
    act: async (page) => {
      await page.locator('button[aria-expanded]', { hasText: 'Sugon02' }).click();
      await page.locator('text=--dport 5432').first().waitFor();
    },
  },
  { name: 'plan-applied', path: ({ plans }) => `/changes/${plans['applied']}`, shows: 'text=Sugon03' },
  { name: 'plan-that-is-not-there', path: () => '/changes/none', shows: '[role=alert]' },
  {
    name: 'plan-to-confirm',
    path: ({ groups }) => `/security-groups/${groups['test']}?do=add-rule`,
    shows: '[role=dialog] form',
    act: async (page) => {
      await chooseGroup(page, 'jump');
      await page.locator('[data-effect] b').first().waitFor();
      await page.locator('[role=dialog] button[type=button]').nth(-1).click();
      await page.locator('[role=dialog] input[type=checkbox]').last().check({ force: true });
      await page.locator('[role=dialog] button[type=submit]').click();
      await page.locator('[role=timer]').waitFor();
      await page.locator('[role=dialog]').waitFor({ state: 'detached' });
    },
    after: async (page) => {
      await page.locator('section:has([role=timer]) button').first().click();
      await page.locator('[role=timer]').waitFor({ state: 'detached' });
    },
  },
];
