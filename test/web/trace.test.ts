import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Kernel } from '../../src/kernel/index.ts';
import type { Lab } from '../../src/server/index.ts';
import { type TestBrowser, type Window, noBrowser, openBrowser, program } from './browser.ts';
import { liveLab } from './live-lab.ts';
import { startLiveHost } from './live-host.ts';
import { signIn } from './sign-in.ts';
import { type World, openWorld } from './world.ts';

let world: World;
let browser: TestBrowser;
let window: Window;
let page: Page;
let far: Kernel;
let lab: Lab;
const groups: Record<string, string> = {};

beforeAll(async () => {
  if (program === undefined) return;
  world = await openWorld();
  far = await setStage(world);
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

/** Two hosts with an instance each, whose agents answer: what they hold is seen, and not only supposed. */
async function setStage({ client, make }: World): Promise<Kernel> {
  const { body } = await client.request('GET', '/identity/v3/projects?name=oa');
  const [project] = (body as { projects: { id: string }[] }).projects;
  const own = { project_id: project?.id };
  const network = await make('networks', 'network', { ...own, name: 'net' });
  await make('subnets', 'subnet', { ...own, network_id: network, ip_version: 4, cidr: '172.16.15.0/24' });
  for (const name of ['web', 'db']) groups[name] = await make('security-groups', 'security_group', { ...own, name });
  const port = (name: string, host: string, address: number, group: string) =>
    make('ports', 'port', {
      ...own,
      name,
      network_id: network,
      device_owner: 'compute:nova',
      'binding:host_id': host,
      fixed_ips: [{ ip_address: `172.16.15.${address}` }],
      security_groups: [groups[group]],
    });
  const [near, far] = [await startLiveHost(world, 'h1', '10.88.0.11'), await startLiveHost(world, 'h2', '10.88.0.12')];
  near.plug(await port('web01', 'h1', 40, 'web'));
  far.plug(await port('db01', 'h2', 50, 'db'));
  await port('db-unbound', '', 51, 'db');
  lab = await liveLab(world, 'h2', far, network);
  return far.kernel;
}

const verdict = (name: string) => page.locator('section').filter({ has: page.getByRole('heading', { name }) });
const mark = (word: string) => page.locator('span').getByText(word, { exact: true });

test('who cannot reach whom is told by the rule that decides, and a fix by mouse lets it through, live', async () => {
  await page.goto(`${world.origin}/ui/trace`);
  await page.getByRole('textbox', { name: 'From' }).fill('web');
  await page.getByRole('option', { name: /web01/ }).click();
  await page.getByRole('textbox', { name: 'To' }).fill('172.16.15.50');
  await page.locator('input[name=service]').fill('tcp/5432');
  await page.getByRole('button', { name: 'Trace' }).click();
  const blocked = verdict('Why can’t web01 reach db01 on tcp/5432?');
  await blocked.getByText('SECURITY_GROUP_INGRESS').waitFor();
  expect(new URL(page.url()).search).toBe('?from=web01&to=172.16.15.50&service=tcp%2F5432');
  expect(await blocked.getByText('Dropped on h2 in chain neutron-linuxbri-sg-fallback, rule 1.').count()).toBe(1);
  await mark('applied').waitFor();

  const fix = blocked.getByRole('listitem').filter({ hasText: 'Add a rule to db: PostgreSQL from web' });
  await fix.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await verdict('web01 can reach db01 on tcp/5432').waitFor();
  // Also the host holds it, as its agent shows.
  await mark('applied').waitFor();
  const link = page.getByRole('link', { name: 'db: tcp/5432 from web' }).first();
  expect(await link.getAttribute('href')).toBe(`/ui/security-groups/${groups['db']}`);
});

test('by keys alone: a question, its path in full, a fix', async () => {
  await page.goto(`${world.origin}/ui/`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.getByRole('textbox', { name: 'From' }).waitFor();
  await page.keyboard.press('e');
  await page.keyboard.type('web0');
  await page.getByRole('option', { name: /web01/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('db01');
  await page.keyboard.press('Tab');
  await page.keyboard.type('tcp/22');
  await page.keyboard.press('Enter');
  await verdict('Why can’t web01 reach db01 on tcp/22?').waitFor();
  await page.getByRole('button', { name: 'Show all' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('no match').first().waitFor();
  expect(new URL(page.url()).searchParams.get('all')).toBe('1');

  const fix = page.getByRole('listitem').filter({ hasText: 'Add a rule to db: SSH from web' });
  await fix.getByRole('button', { name: 'Apply' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).focus();
  await page.keyboard.press('Enter');
  await verdict('web01 can reach db01 on tcp/22').waitFor();
});

test('in a lab a packet proves the answer, or shows that it did otherwise', async () => {
  for (const name of ['near', 'far']) await lab.launch({ name, security_groups: ['db'] });
  // What this lab has no wires for it walks through in memory; one that has some says `sent`.
  const open = async (said: Partial<Awaited<ReturnType<Lab['probe']>>>) => {
    world.useLab({ ...lab, probe: async (...ask) => ({ ...(await lab.probe(...ask)), ...said }) });
    await page.goto(`${world.origin}/ui/trace?from=near&to=far&service=tcp/6379`);
    await page.getByText('SECURITY_GROUP_INGRESS').waitFor();
    await page.getByRole('button', { name: 'Send a real packet' }).click();
  };
  await open({});
  await page.getByText('Nothing was sent').waitFor();
  expect(await mark('proved by packet').count()).toBe(0);
  await open({ how: 'sent' });
  await mark('proved by packet').waitFor();
  await page.getByText('It did not arrive;').waitFor();
  await open({ how: 'sent', verdict: 'allowed', moved: [] });
  await mark('a packet did otherwise').waitFor();
  await page.getByText('It arrived, although it should not have.').waitFor();
});

test('what somebody types on the host is seen, and is not taken for what should be', async () => {
  await page.goto(`${world.origin}/ui/trace?from=web01&to=db01&service=tcp/22`);
  await verdict('web01 can reach db01 on tcp/22').waitFor();
  await far.restore('ipv4', ['*filter\n-I FORWARD 1 -p tcp -m tcp --dport 22 -j DROP\nCOMMIT\n']);
  await page.getByRole('button', { name: 'Ask again' }).click();
  await expect
    .poll(
      async () => {
        if ((await page.getByText('FOREIGN_RULE').count()) > 0) return 'FOREIGN_RULE';
        await page.getByRole('button', { name: 'Ask again' }).click();
        return page.locator('h2').first().textContent();
      },
      { timeout: 20_000, interval: 1000 },
    )
    .toBe('FOREIGN_RULE');
});

test('what has no host, and who is not there, is told as such', async () => {
  await page.goto(`${world.origin}/ui/trace?from=web01&to=db-unbound&service=tcp/22`);
  await page.getByText('PORT_UNBOUND').waitFor();
  await page.goto(`${world.origin}/ui/trace?from=web09&to=db01&service=tcp/22`);
  await page.getByRole('alert').filter({ hasText: 'web09' }).waitFor();
});

test('nothing went wrong meanwhile', () => {
  expect(window.faults).toEqual([]);
});
