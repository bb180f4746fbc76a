import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestBrowser, type Window, noBrowser, openBrowser, program } from './browser.ts';
import { type Scene, setScene } from './scene.ts';
import { signIn } from './sign-in.ts';
import { type World, openWorld } from './world.ts';

let world: World;
let scene: Scene;
let browser: TestBrowser;
let window: Window;
let page: Page;
beforeAll(async () => {
  if (program === undefined) return;
  world = await openWorld();
  scene = await setScene(world);
  browser = await openBrowser(() => world.origin);
  window = await browser.open();
  page = window.page;
  await signIn(page, world);
});
afterAll(async () => {
  await window?.close();
  await browser?.close();
  await world?.close();
});
beforeEach((context) => context.skip(program === undefined, noBrowser));

const row = (text: string) => page.getByRole('row').filter({ hasText: text });

test('an instance is given the group by keys, and taken out after a question', async () => {
  await page.goto(`${world.origin}/ui/security-groups/${scene.groups['legacy']}?tab=instances`);
  await row('erp-2008').waitFor();
  await page.getByRole('button', { name: 'Add instances' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Instances').first().fill('172.16.15.50');
  await page.getByRole('option', { name: 'db01' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Add instances' }).focus();
  await page.keyboard.press('Enter');
  await row('db01').waitFor();
  await row('db01').getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem').last().click();
  await dialog.getByText('Take db01 out of legacy?').waitFor();
  // It cuts what eight pairs of instances may use: that is looked at, and the name typed.
  await dialog.getByRole('button', { name: 'Review plan' }).click();
  await dialog.getByText('8 pairs of instances lose what they may use now').waitFor();
  await dialog.getByRole('textbox').fill('db01');
  await dialog.getByRole('button', { name: 'Take out of the group' }).click();
  await row('db01').waitFor({ state: 'detached' });
});

test('a group shows what it becomes on a host, and leads to the host’s own page', async () => {
  await page.goto(`${world.origin}/ui/security-groups/${scene.groups['jump']}`);
  await page.getByRole('tab', { name: 'As iptables' }).click();
  await page.getByText('--match-set').first().waitFor({ state: 'attached' });
  await page.getByLabel('Host').first().click();
  await page.getByRole('option', { name: 'Sugon02' }).click();
  await page.locator('main').getByText('1 member', { exact: true }).waitFor();
  expect(page.url()).toBe(`${world.origin}/ui/security-groups/${scene.groups['jump']}?tab=iptables&host=Sugon02`);
  await page.getByRole('link', { name: /^NIPv4/ }).click();
  await row('172.16.15.22').filter({ hasText: 'jump01' }).waitFor();
});

test('nothing went wrong meanwhile', () => {
  expect(window.faults).toEqual([]);
});
