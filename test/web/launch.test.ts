import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestBrowser, type Window, noBrowser, openBrowser, program } from './browser.ts';
import { setScene } from './scene.ts';
import { signIn } from './sign-in.ts';
import { type World, openWorld } from './world.ts';

let world: World;
let browser: TestBrowser;
let window: Window;
let page: Page;
beforeAll(async () => {
  if (program === undefined) return;
  world = await openWorld();
  await setScene(world);
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

test('an instance is launched by keys, lands on a host, and leads to what it changed there', async () => {
  await page.goto(`${world.origin}/ui/ports`);
  await row('web01').waitFor();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('vm-new');
  await dialog.getByLabel('Security groups').first().fill('web');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await dialog.getByRole('textbox', { name: 'Name' }).press('Enter');
  await dialog.getByText('vm-new is running').waitFor();
  await dialog.getByText('It landed on Sugon02').waitFor();
  await dialog.getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.getByText('+3 chains').waitFor();
  expect(page.url()).toBe(`${world.origin}/ui/hosts/Sugon02?tab=iptables&from=before-vm-new&to=after-vm-new`);
  await page.getByRole('switch', { name: 'Only what differs' }).click();
  await row('--dport 443').filter({ hasText: 'web: HTTPS' }).waitFor();
});

test('a name that is taken is refused in the form, and what was typed stays', async () => {
  await page.goto(`${world.origin}/ui/ports?do=launch`);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('vm-new');
  await dialog.getByRole('button', { name: 'Launch' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'LAB_NAME_TAKEN' }).waitFor();
  expect(await dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('vm-new');
});

test('an instance is deleted; of what is no instance of the lab that is not offered', async () => {
  await page.goto(`${world.origin}/ui/ports`);
  await row('web01').getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Edit groups' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Delete instance' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await row('vm-new').getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete instance' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete instance' }).click();
  await row('vm-new').waitFor({ state: 'detached' });
});

test('nothing went wrong meanwhile', () => {
  expect(window.faults).toEqual([]);
});
