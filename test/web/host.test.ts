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

const open = (path: string) => page.goto(`${world.origin}/ui${path}`);
const row = (text: string) => page.getByRole('row').filter({ hasText: text });

test('keys alone lead from the list of hosts to a host, its tabs and a chain', async () => {
  await open('/');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await row('Sugon02').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sugon02' }).waitFor();
  const leads = page.getByRole('button', { name: 'neutron-linuxbri-sg-chain' }).first();
  await leads.focus();
  await page.keyboard.press('Enter');
  await page.locator('tr[data-goal]').filter({ hasText: 'sg-chain' }).waitFor();
  await page.getByRole('tab', { name: 'Chains' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('counters live').waitFor();
  expect(page.url()).toBe(`${world.origin}/ui/hosts/Sugon02?tab=iptables`);
});

test('a moment is kept, and what changes after it is marked and says whose it is', async () => {
  await open('/hosts/Sugon02?tab=iptables');
  await page.getByText('No difference: the host holds exactly what it should.').waitFor();
  await page.getByRole('button', { name: 'Keep this moment' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('before-rule');
  await page.keyboard.press('Enter');
  await page.getByText('No difference between these two moments.').waitFor();
  // Of all rules only those in sight are in the document.
  await page.getByRole('switch', { name: 'Only what differs' }).click();
  await world.make('security-group-rules', 'security_group_rule', {
    security_group_id: scene.groups['web'],
    direction: 'ingress',
    protocol: 'tcp',
    port_range_min: 8443,
    port_range_max: 8443,
  });
  const added = row('--dport 8443');
  // The line is there at once; whose it is comes with the state that tells of it.
  await added.getByText('web: tcp/8443 from any').waitFor();
  expect(await added.innerText()).toMatch(/\+.*added.*web: tcp\/8443 from any/s);
  await page.getByText('+1 rule').waitFor();
  expect(page.url()).toBe(`${world.origin}/ui/hosts/Sugon02?tab=iptables&from=before-rule&to=_live&show=changed`);
  await page.reload();
  await added.getByRole('link').click();
  await page.getByRole('heading', { name: 'web' }).waitFor();
  expect(page.url()).toBe(`${world.origin}/ui/security-groups/${scene.groups['web']}`);
});

test('counters are asked for again and again, and not while nobody looks', async () => {
  const asked: string[] = [];
  const count = (request: { url(): string }) => {
    if (request.url().endsWith('/hosts/Sugon02/dump')) asked.push(request.url());
  };
  page.on('request', count);
  await page.clock.install();
  await open('/hosts/Sugon02?tab=iptables');
  await page.getByText('counters live').waitFor();
  const reach = async (wanted: number) => {
    while (asked.length < wanted) {
      await page.clock.runFor(500);
      await page.getByText('counters live').waitFor();
    }
  };
  await reach(3);
  const look = (state: 'hidden' | 'visible') =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, state);
  await look('hidden');
  const before = asked.length;
  await page.clock.runFor(20_000);
  // One may have been on its way.
  expect(asked.length - before).toBeLessThanOrEqual(1);
  await look('visible');
  await reach(before + 2);
  page.off('request', count);
  await page.close();
  page = await window.context.newPage();
});

test('a set says whose its members are', async () => {
  await open('/hosts/Sugon02?tab=sets');
  const set = row('web').filter({ hasText: 'hash:net' });
  await set.getByRole('link').first().click();
  await row('172.16.15.40').filter({ hasText: 'web01' }).filter({ hasText: 'Sugon02' }).waitFor();
  await row('172.16.15.41').filter({ hasText: 'web02' }).filter({ hasText: 'Sugon03' }).waitFor();
});

test('nothing went wrong meanwhile', () => {
  expect(window.faults).toEqual([]);
});
