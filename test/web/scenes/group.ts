import type { Page } from 'playwright-core';
import type { PageScene } from './page-scene.ts';

export const groupScenes: readonly PageScene[] = [
  { name: 'group', path: ({ groups }) => `/security-groups/${groups['web']}`, shows: 'td >> text=0.0.0.0/0' },
  {
    name: 'group-instances',
    path: ({ groups }) => `/security-groups/${groups['monitoring']}?tab=instances`,
    shows: 'text=web01',
  },
  {
    name: 'group-add-instances',
    path: ({ groups }) => `/security-groups/${groups['legacy']}?tab=instances`,
    shows: 'text=erp-2008',
    act: async (page) => {
      await page.locator('main [role=tabpanel] button:has(.tabler-icon-plus)').click();
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  {
    name: 'group-iptables',
    path: ({ groups }) => `/security-groups/${groups['web']}?tab=iptables&host=Sugon02`,
    shows: 'code:has-text("--dport 443")',
  },
  {
    name: 'group-iptables-set',
    path: ({ groups }) => `/security-groups/${groups['jump']}?tab=iptables&host=Sugon02`,
    shows: 'main code:has-text("NIPv4")',
  },
  {
    name: 'group-add-rule',
    path: ({ groups }) => `/security-groups/${groups['legacy']}?do=add-rule`,
    shows: '[role=dialog] form',
  },
  {
    name: 'group-add-rule-effect',
    path: ({ groups }) => `/security-groups/${groups['db']}?do=add-rule`,
    shows: '[role=dialog] form',
    act: async (page) => {
      await chooseGroup(page, 'jump');
      await page.locator('[data-effect] b').first().waitFor();
    },
  },
  {
    name: 'group-add-rule-review',
    path: ({ groups }) => `/security-groups/${groups['db']}?do=add-rule`,
    shows: '[role=dialog] form',
    act: async (page) => {
      await page.locator('[role=dialog] label[for$="-any"]').click();
      await page.locator('[data-effect] b').first().waitFor();
      await page.locator('[role=dialog] button[type=submit]').click();
      await page.locator('[role=dialog] code >> text=db').first().waitFor();
    },
  },
  {
    name: 'group-rule-delete',
    path: ({ groups }) => `/security-groups/${groups['db']}`,
    shows: 'text=5432',
    act: async (page) => {
      await page.locator('tbody [aria-haspopup=menu]').first().click();
      await page.locator('[role=menuitem]').last().click();
      await page.locator('[data-effect] b').first().waitFor();
    },
  },
  {
    name: 'group-history',
    path: ({ groups }) => `/security-groups/${groups['db']}?tab=history`,
    shows: 'text=9187',
  },
  {
    name: 'group-that-is-not-there',
    path: () => '/security-groups/00000000-0000-4000-8000-000000000000',
    shows: '[role=alert]',
  },
];

/** The remote group of the form that is open. */
export async function chooseGroup(page: Page, name: string): Promise<void> {
  await page.locator('[role=dialog] form input[aria-haspopup=listbox]').nth(1).fill(name);
  await page.locator(`[role=option] >> text="${name}"`).click();
}
