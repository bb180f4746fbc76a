import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signInLink } from '../../src/client/index.ts';
import { type TestBrowser, type Window, noBrowser, openBrowser, program } from './browser.ts';
import { type Scene, setScene } from './scene.ts';
import { signIn } from './sign-in.ts';
import { type World, account, openWorld } from './world.ts';

let world: World;
let scene: Scene;
let browser: TestBrowser;
beforeAll(async () => {
  if (program === undefined) return;
  world = await openWorld();
  scene = await setScene(world);
  browser = await openBrowser(() => world.origin);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});
beforeEach((context) => context.skip(program === undefined, noBrowser));

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

describe('signing in', () => {
  test('leads to where somebody was going, and a wrong password is told', async () => {
    const { page, faults, close } = await browser.open();
    await page.goto(`${world.origin}/ui/networks?filter=storage`);
    await page.fill('input[name=username]', account.user);
    await page.fill('input[name=password]', 'wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.fill('input[name=password]', account.password);
    await page.keyboard.press('Enter');
    await row(page, 'storage').waitFor();
    expect([page.url(), faults]).toEqual([`${world.origin}/ui/networks?filter=storage`, []]);
    await close();
  });

  test('by a link works once, and leaves no token in the address', async () => {
    const link = signInLink(`${world.origin}/ui`, world.token, new Date());
    const first = await browser.open();
    await first.page.goto(link);
    await first.page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(first.page.url()).toBe(`${world.origin}/ui`);
    await first.close();
    const second = await browser.open();
    await second.page.goto(link);
    await second.page.getByRole('alert').waitFor();
    expect(second.page.url()).toBe(`${world.origin}/ui/sign-in?refused=link`);
    await second.close();
  });
});

describe('once signed in', () => {
  let window: Window;
  let page: Page;
  beforeAll(async () => {
    if (program === undefined) return;
    window = await browser.open();
    page = window.page;
    await signIn(page, world);
  });
  afterAll(() => window?.close());
  const open = (path: string) => page.goto(`${world.origin}/ui${path}`);

  test('what another client makes, changes and deletes appears by itself', async () => {
    await open('/security-groups');
    await row(page, 'monitoring').waitFor();
    const id = await world.make('security-groups', 'security_group', { name: 'made-elsewhere' });
    await row(page, 'made-elsewhere').waitFor();
    await world.client.request('PUT', `/v2.0/security-groups/${id}`, { security_group: { name: 'named-elsewhere' } });
    await row(page, 'named-elsewhere').waitFor();
    await world.client.request('DELETE', `/v2.0/security-groups/${id}`);
    await row(page, 'named-elsewhere').waitFor({ state: 'detached' });
  });

  test('a group is made, given a rule and deleted', async () => {
    await open('/security-groups');
    await row(page, 'monitoring').waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('by-hand');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'by-hand' }).waitFor();
    await page.keyboard.press('n');
    await dialog.getByText('Anyone', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Add rule' }).click();
    await row(page, '22').filter({ hasText: '0.0.0.0/0' }).waitFor();
    const { body } = await world.client.request('GET', '/v2.0/security-groups?name=by-hand');
    const [group] = (body as { security_groups: { id: string; security_group_rules: Record<string, unknown>[] }[] })
      .security_groups;
    const rules = group?.security_group_rules.filter(({ direction }) => direction === 'ingress');
    expect(rules?.map((rule) => [rule['protocol'], rule['port_range_min'], rule['remote_ip_prefix']])).toEqual([
      ['tcp', 22, null],
    ]);
    await world.client.request('DELETE', `/v2.0/security-groups/${group?.id}`);
  });

  test('keys alone lead from page to page', async () => {
    await open('/');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await row(page, 'monitoring').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/security-groups\/[\da-f-]{36}$/);
    await page.keyboard.press('/');
    await page.keyboard.type('172.16.15.31');
    await page.getByRole('option', { name: 'vm-oa' }).waitFor();
  });

  test('every page says in its address what it shows', async () => {
    await open(`/security-groups/${scene.groups['web']}`);
    await page.getByRole('tab', { name: 'Instances' }).click();
    await row(page, 'web01').waitFor();
    await page.reload();
    await row(page, 'web01').waitFor();
    expect(page.url()).toBe(`${world.origin}/ui/security-groups/${scene.groups['web']}?tab=instances`);
  });

  test('a server that is away is told, and what was there stays until it is back', async () => {
    await open('/security-groups');
    await row(page, 'monitoring').waitFor();
    await world.stop();
    await page.getByRole('status').filter({ hasText: 'lost' }).waitFor();
    expect(await row(page, 'monitoring').count()).toBe(1);
    await world.start();
    await page.getByRole('status').filter({ hasText: 'lost' }).waitFor({ state: 'detached' });
    await world.make('security-groups', 'security_group', { name: 'made-after' });
    await row(page, 'made-after').waitFor();
  });

  test('nothing went wrong meanwhile', () => {
    expect(window.faults.filter((fault) => !fault.includes('net::ERR_CONNECTION'))).toEqual([]);
  });
});
