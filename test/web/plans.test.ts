import type { Locator, Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestBrowser, type Window, noBrowser, openBrowser, program } from './browser.ts';
import { makeMember } from './member.ts';
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

const dialog = () => page.getByRole('dialog');
const button = (name: string) => dialog().getByRole('button', { name });
const effect = (text: string) => page.locator('[data-effect]').filter({ hasText: text });
const row = (name: string) => page.getByRole('row').filter({ hasText: name });
const openGroup = (name: string, search = '') =>
  page.goto(`${world.origin}/ui/security-groups/${scene.groups[name]}${search}`);

async function rulesOf(name: string): Promise<number> {
  const { body } = await world.client.request('GET', `/v2.0/security-groups/${scene.groups[name]}`);
  return (body as { security_group: { security_group_rules: unknown[] } }).security_group.security_group_rules.length;
}

async function newestPlan(): Promise<{ readonly state: string; readonly reason: string | null }> {
  const { body } = await world.client.request('GET', '/portreeve/v1/plans?limit=1');
  const [plan] = (body as { plans: { state: string; reason: string | null }[] }).plans;
  if (plan === undefined) throw new Error('there is no plan');
  return { state: plan.state, reason: plan.reason };
}

async function chooseRemote(name: string): Promise<void> {
  const select = dialog().getByRole('combobox', { name: 'Security group' });
  await select.fill(name);
  await page.getByRole('option', { name, exact: true }).click();
}

/** Presses a key until this has the focus. */
async function tabTo(locator: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`no number of ${key} leads there`);
}

describe('a change is told before it is made', () => {
  test('a rule is added through review, by mouse', async () => {
    const before = await rulesOf('test');
    await openGroup('test', '?do=add-rule');
    await chooseRemote('jump');
    await effect('Newly allows jump01 to reach vm-oa on tcp/22.').waitFor();
    await button('Review plan').click();
    await dialog().getByText('Newly allowed').first().waitFor();
    const host = button('Sugon04');
    expect(await host.getAttribute('aria-expanded')).toBe('false');
    await host.click();
    const onHost = dialog().getByRole('region', { name: 'Rules on Sugon04' });
    const added = onHost.getByRole('listitem').filter({ hasText: '--dport 22' });
    await added.waitFor();
    expect(await added.innerText()).toMatch(
      /^\+\s*added\s*-A neutron-linuxbri-i\S+ -p tcp -m tcp --dport 22 -m set --match-set NIPv4\S+ src -j RETURN\s+test: SSH from jump$/,
    );
    await onHost.getByText('new set').waitFor();
    await onHost.getByRole('listitem').filter({ hasText: '172.16.15.22' }).waitFor();
    expect([await host.getAttribute('aria-expanded'), await rulesOf('test')]).toEqual(['true', before]);
    await host.press('Enter');
    await onHost.waitFor({ state: 'detached' });
    await button('Add rule').click();
    await row('jump').waitFor();
    expect([await rulesOf('test'), await newestPlan()]).toEqual([before + 1, { state: 'confirmed', reason: null }]);
  });

  test('a rule is deleted through review, by keyboard alone', async () => {
    const before = await rulesOf('test');
    await openGroup('test');
    await row('jump').waitFor();
    await row('jump').getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
    await tabTo(page.getByRole('menuitem', { name: 'Delete' }), 'ArrowDown');
    await page.keyboard.press('Enter');
    await effect('No longer lets jump01 reach vm-oa on tcp/22.').waitFor();
    await tabTo(button('Review plan'));
    await page.keyboard.press('Enter');
    await tabTo(dialog().getByRole('textbox', { name: 'test' }));
    await page.keyboard.type('other');
    await page.keyboard.press('Enter');
    await dialog().getByText('Type it exactly so: test').waitFor();
    expect(await rulesOf('test')).toBe(before);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('test');
    await page.keyboard.press('Enter');
    await row('jump').waitFor({ state: 'detached' });
    expect(await rulesOf('test')).toBe(before - 1);
  });

  test('an edited rule takes the place of the old one at once', async () => {
    const before = await rulesOf('monitoring');
    await openGroup('monitoring');
    await row('9100').getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await dialog().getByRole('textbox', { name: 'Port' }).fill('9100-9120');
    await page.locator('[data-effect]').filter({ hasText: '10.88.0.0/24' }).waitFor();
    await button('Save').click();
    await row('9100–9120').waitFor();
    expect(await rulesOf('monitoring')).toBe(before);
  });

  test('a plan that breaks an assertion is applied for a reason only', async () => {
    const before = await rulesOf('db');
    await openGroup('db', '?do=add-rule');
    await dialog().getByText('Anyone', { exact: true }).click();
    await effect('deny any → db tcp/22').waitFor();
    await button('Review plan').click();
    await dialog().getByRole('textbox', { name: 'db' }).fill('db');
    await button('Add rule').click();
    await dialog().getByText('Say why, or change the plan.').waitFor();
    expect(await rulesOf('db')).toBe(before);
    await dialog().getByRole('textbox', { name: 'Why' }).fill('the database moves tonight');
    await button('Add rule').click();
    await row('22').filter({ hasText: '0.0.0.0/0' }).waitFor();
    expect([await rulesOf('db'), await newestPlan()]).toEqual([
      before + 1,
      { state: 'confirmed', reason: 'the database moves tonight' },
    ]);
    // While it is broken, every plan needs a reason.
    const { body } = await world.client.request(
      'GET',
      `/v2.0/security-group-rules?security_group_id=${scene.groups['db']}&port_range_min=22`,
    );
    const [rule] = (body as { security_group_rules: { id: string }[] }).security_group_rules;
    await world.client.request('DELETE', `/v2.0/security-group-rules/${rule?.id}`);
  });

  test('what was typed is there after a refusal, and while the server is away', async () => {
    await openGroup('web', '?do=add-rule');
    await chooseRemote('jump');
    await dialog().getByText('The server would refuse this').waitFor();
    await button('Add rule').click();
    await dialog().getByRole('alert').filter({ hasText: 'SecurityGroupRuleExists' }).waitFor();
    await dialog().getByRole('textbox', { name: 'Description' }).fill('typed');
    await chooseRemote('monitoring');
    await effect('on tcp/22').waitFor();
    await page.route('**/portreeve/v1/**', (route) => route.abort());
    await button('Review plan').click();
    await dialog().getByRole('alert').filter({ hasText: 'UNREACHABLE' }).waitFor({ timeout: 20_000 });
    await page.unroute('**/portreeve/v1/**');
    await button('Review plan').click();
    await button('Back').click();
    expect(await dialog().getByRole('textbox', { name: 'Description' }).inputValue()).toBe('typed');
    await page.keyboard.press('Escape');
  });
});

describe('a change for a time', () => {
  async function addForATime(seconds: number): Promise<void> {
    await openGroup('test', '?do=add-rule');
    await chooseRemote('monitoring');
    await effect('on tcp/22').waitFor();
    await button('Review plan').click();
    await dialog().getByRole('switch').click();
    // The shortest time to choose is longer than a test should take.
    await page.route('**/apply', (route) =>
      route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), confirm_within: seconds }) }),
    );
    await button('Add rule').click();
    await page.getByRole('timer').waitFor();
    await page.unroute('**/apply');
  }

  test('is undone by itself when nobody confirms it', async () => {
    const before = await rulesOf('test');
    await addForATime(5);
    expect(await rulesOf('test')).toBe(before + 1);
    await page.getByText('The change was undone, as nobody confirmed it.').waitFor({ timeout: 20_000 });
    await page.getByRole('timer').waitFor({ state: 'detached' });
    expect([await rulesOf('test'), (await newestPlan()).state]).toEqual([before, 'undone']);
  });

  test('is undone at once, or stays, as somebody says', async () => {
    const before = await rulesOf('test');
    await addForATime(60);
    await page.reload();
    await page.getByRole('button', { name: 'Undo now' }).click();
    await page.getByRole('timer').waitFor({ state: 'detached' });
    expect(await rulesOf('test')).toBe(before);
    await addForATime(60);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('timer').waitFor({ state: 'detached' });
    expect([await rulesOf('test'), (await newestPlan()).state]).toEqual([before + 1, 'confirmed']);
  });
});

describe('plans, the log and assertions', () => {
  test('a plan that is kept for later is applied on its page', async () => {
    await openGroup('web', '?do=add-rule');
    await chooseRemote('monitoring');
    await effect('on tcp/22').waitFor();
    await button('Review plan').click();
    await button('Keep for later').click();
    await page.goto(`${world.origin}/ui/changes?state=waiting`);
    await page.getByRole('link', { name: 'web: SSH from monitoring' }).click();
    await page.getByText('members of monitoring (4)').waitFor();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('applied', { exact: true }).waitFor();
    expect((await newestPlan()).state).toBe('confirmed');
  });

  test('which hosts a plan touches is told to members as well, what it does to them is not', async () => {
    const other = await browser.open();
    await signIn(other.page, world, await makeMember(world, scene.project));
    await other.page.goto(`${world.origin}/ui/changes/${scene.plans['waiting']}`);
    const about = other.page.getByRole('region', { name: 'What it does' });
    await about.getByText('Sugon02').waitFor();
    expect(await about.getByRole('button').count()).toBe(0);
    expect(other.faults).toEqual([]);
    await other.close();
  });

  test('a plan that would do something else by now is planned anew', async () => {
    await page.goto(`${world.origin}/ui/changes/${scene.plans['waiting']}`);
    await page.getByRole('textbox', { name: 'db' }).fill('db');
    await page.getByRole('textbox', { name: 'Why' }).fill('tonight');
    const port = { protocol: 'tcp', port_range_min: 5432, port_range_max: 5432 };
    const rule = { security_group_id: scene.groups['db'], direction: 'ingress', remote_group_id: scene.groups['jump'] };
    const id = await world.make('security-group-rules', 'security_group_rule', { ...rule, ...port });
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('alert').waitFor();
    await world.client.request('DELETE', `/v2.0/security-group-rules/${id}`);
    await page.getByRole('button', { name: 'Drop' }).click();
    await page.getByText('dropped', { exact: true }).waitFor();
  });

  test('the log is narrowed by its address, and exported', async () => {
    await page.goto(`${world.origin}/ui/audit?object=${scene.groups['db']}`);
    await row('9187').waitFor();
    await row('9187').getByRole('button').click();
    await dialog().getByText('Sugon02').waitFor();
    expect(new URL(page.url()).searchParams.get('entry')).toMatch(/^req-/);
    await page.keyboard.press('Escape');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const [head, first] = (await readFile(await download.path(), 'utf8')).split('\r\n');
    expect([download.suggestedFilename(), head?.split(',').length, first?.split(',').length]).toEqual([
      'audit.csv',
      13,
      13,
    ]);
  });

  test('assertions are checked as they are typed, and saved', async () => {
    await page.goto(`${world.origin}/ui/settings`);
    const field = page.getByRole('textbox', { name: 'Assertions' });
    await field.fill('allow web → db tcp/5432\nallow nonsense');
    await page.getByText('line 2:').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await field.fill('allow web → db tcp/5432\ndeny any → db tcp/3306');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('checked when saved').waitFor({ state: 'detached' });
    expect(await page.getByText('holds', { exact: true }).count()).toBe(2);
  });

  test('nothing went wrong meanwhile', () => {
    expect(window.faults).toEqual([]);
  });
});
