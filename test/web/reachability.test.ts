import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestBrowser, type Window, noBrowser, openBrowser, program } from './browser.ts';
import { signIn } from './sign-in.ts';
import { type World, openWorld } from './world.ts';

let world: World;
let browser: TestBrowser;
let window: Window;
const groups: string[] = [];
/** More than the window has room for. */
const count = 60;

beforeAll(async () => {
  if (program === undefined) return;
  world = await openWorld();
  await setStage(world);
  browser = await openBrowser(() => world.origin);
  window = await browser.open();
  await signIn(window.page, world);
});
afterAll(async () => {
  await window?.close();
  await browser?.close();
  await world?.close();
});
beforeEach((context) => context.skip(program === undefined, noBrowser));

/** Groups in a row, each of which lets the one before it in. */
async function setStage({ client, make }: World): Promise<void> {
  const { body } = await client.request('GET', '/identity/v3/projects?name=oa');
  const own = { project_id: (body as { projects: { id: string }[] }).projects[0]?.id };
  await client.request('PUT', `/v2.0/quotas/${own.project_id}`, {
    quota: { security_group: -1, security_group_rule: -1 },
  });
  const network = await make('networks', 'network', { ...own, name: 'net' });
  await make('subnets', 'subnet', { ...own, network_id: network, ip_version: 4, cidr: '172.16.0.0/22' });
  for (let at = 0; at < count; at += 1) {
    const name = `g${String(at).padStart(2, '0')}`;
    const id = await make('security-groups', 'security_group', { ...own, name });
    const before = groups.at(-1);
    groups.push(id);
    if (before !== undefined) {
      await make('security-group-rules', 'security_group_rule', {
        ...own,
        security_group_id: id,
        direction: 'ingress',
        protocol: 'tcp',
        port_range_min: 8080,
        port_range_max: 8080,
        remote_group_id: before,
      });
    }
    await make('ports', 'port', { ...own, network_id: network, name: `vm${at}`, security_groups: [id] });
  }
}

test('a cell leads to its rules and to a trace; of many groups only those in sight are there', async () => {
  const { page } = window;
  await page.goto(`${world.origin}/ui/reachability`);
  await page.getByRole('gridcell', { name: 'g00 to g01: tcp/8080' }).click();
  await page.getByRole('heading', { name: 'g00 → g01' }).waitFor();
  await page.getByRole('link', { name: 'g01: tcp/8080 from g00' }).waitFor();
  const trace = page.getByRole('link', { name: 'Trace vm0 → vm1' }).first();
  expect(await trace.getAttribute('href')).toMatch(
    /^\/ui\/trace\?from=[\da-f-]{36}&to=[\da-f-]{36}&service=tcp%2F8080$/,
  );
  expect(new URL(page.url()).search).toBe(`?from=${groups[0]}&to=${groups[1]}`);
  const grid = page.getByRole('grid');
  expect(await grid.getAttribute('aria-rowcount')).toBe(String(count + 1));
  expect(await grid.getByRole('gridcell').count()).toBeLessThan(count * count);
});

test('arrow keys go from cell to cell, as far as there are any, and Enter opens one', async () => {
  const { page } = window;
  await page.goto(`${world.origin}/ui/reachability`);
  await page.getByRole('gridcell', { name: 'g00 to g01: tcp/8080' }).waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('End');
  for (let at = 0; at < count - 2; at += 1) await page.keyboard.press('ArrowDown');
  await page.getByRole('gridcell', { name: `g${count - 2} to g${count - 1}: tcp/8080` }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `g${count - 2} → g${count - 1}` }).waitFor();
});

test('it is live: a rule that comes is seen, and the tab of a group has it', async () => {
  const { page } = window;
  await page.goto(`${world.origin}/ui/security-groups/${groups[3]}?tab=reach`);
  await page.getByRole('button', { name: 'g02' }).waitFor();
  expect(await page.getByText('icmp').count()).toBe(0);
  await world.make('security-group-rules', 'security_group_rule', {
    security_group_id: groups[3],
    direction: 'ingress',
    protocol: 'icmp',
    remote_group_id: groups[9],
  });
  await page.getByRole('button', { name: 'g09' }).getByText('icmp').waitFor();
});

test('nothing went wrong meanwhile', () => {
  expect(window.faults).toEqual([]);
});
