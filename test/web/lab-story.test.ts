import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labUser } from '../lab/portreeve.ts';
import { needsNamespaces } from '../lab/reality.ts';
import { type TestBrowser, type Window, noBrowser, openBrowser, program } from './browser.ts';

/*
 * What the article does by hand and reads from the host's chains, done in a browser, on a lab of the real kernel: a group
 * in Access & Security, an instance, the host before and after, which way a packet goes and why not, and what mends it.
 */

const user = labUser();
let origin = '';
let browser: TestBrowser | undefined;
let window: Window | undefined;
let stop = () => {};

async function portreeve(line: string): Promise<string> {
  const { code, stdout, stderr } = await user.run(line.split(' '));
  expect(code, `portreeve ${line}: ${stderr}`).toBe(0);
  return stdout;
}

/** The link that the lab's own command gives, once; the command goes on until it is stopped. */
function dashboardLink(): Promise<string> {
  return new Promise((resolve, reject) => {
    user
      .run(['lab', 'dashboard', '--port', '0'], {
        seen: (output, kill) => {
          stop = kill;
          if (output.includes('\n')) resolve(output.trim());
        },
      })
      .then(({ stderr }) => reject(new Error(stderr)), reject);
  });
}

/** A packet that is really sent: exit 0 if it was answered, 10 if not. */
async function probe(from: string, to: string): Promise<number> {
  return (await user.run(['lab', 'probe', from, to, 'tcp/22'])).code;
}

beforeAll(async () => {
  if (program === undefined) return;
  browser = await openBrowser(() => origin);
});
afterAll(async () => {
  await browser?.close();
  stop();
  await user.clean();
});

const verdict = (page: Page, name: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name }) });
const goTo = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click();
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

describe('the article, in a browser, on a real kernel', () => {
  test('a lab is up, and its dashboard opens with its link', { timeout: 180_000 }, async (context) => {
    context.skip(program === undefined, noBrowser);
    await needsNamespaces(context);
    await portreeve('lab up --yes --hosts 2');
    for (const group of ['web', 'db']) await portreeve(`sg create ${group}`);
    await portreeve('lab launch web01 --group web --host Sugon01');
    await portreeve('lab launch friend --group default --host Sugon01');
    const link = await dashboardLink();
    origin = new URL(link).origin;
    window = await browser?.open();
    await window?.page.goto(link);
    await window?.page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  test('by mouse: a group, its rule, and a host before and after an instance', {
    timeout: 120_000,
  }, async (context) => {
    const page = opened(context);
    await goTo(page, 'Security Groups');
    await page.getByRole('button', { name: 'Create security group' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('test');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'test' }).waitFor();
    await page.getByRole('button', { name: 'Add rule' }).first().click();
    await dialog.getByPlaceholder('Security group').click();
    await page.getByRole('option', { name: 'default' }).click();
    await dialog.getByRole('button', { name: 'Add rule' }).click();
    await row(page, '22').filter({ hasText: 'default' }).waitFor();

    await goTo(page, 'Hosts');
    await page.getByRole('link', { name: 'Sugon02' }).click();
    await page.getByRole('tab', { name: 'iptables' }).click();
    await page.getByRole('button', { name: 'Keep this moment' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('before');
    await dialog.getByRole('button', { name: 'Keep this moment' }).click();
    await page.getByText('Kept as before').waitFor();
    await portreeve('lab launch vm-oa --group test --host Sugon02');
    await page.goto(`${origin}/ui/hosts/Sugon02?tab=iptables&from=before&to=_live`);
    await page.getByText('test: SSH from default').first().waitFor();
    expect(await page.getByText('test: SSH from default').count()).toBeGreaterThan(0);
  });

  test('a blocked trace, its fix by mouse, and the packet really passes', { timeout: 120_000 }, async (context) => {
    const page = opened(context);
    expect(await probe('web01', 'vm-oa')).toBe(10);
    await goTo(page, 'Trace');
    await page.getByRole('textbox', { name: 'From' }).fill('web01');
    await page.getByRole('option', { name: /web01/ }).click();
    await page.getByRole('textbox', { name: 'To' }).fill('vm-oa');
    await page.getByRole('option', { name: /vm-oa/ }).click();
    await page.locator('input[name=service]').fill('tcp/22');
    await page.getByRole('button', { name: 'Trace' }).click();
    const blocked = verdict(page, 'Why can’t web01 reach vm-oa on tcp/22?');
    await blocked.getByText('SECURITY_GROUP_INGRESS').waitFor();
    const fix = blocked.getByRole('listitem').filter({ hasText: 'Add a rule to test: SSH from web' });
    await fix.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    await verdict(page, 'web01 can reach vm-oa on tcp/22').waitFor();
    await expect.poll(() => probe('web01', 'vm-oa'), { interval: 500, timeout: 20_000 }).toBe(0);
  });

  test('by keys alone: the same of another group', { timeout: 120_000 }, async (context) => {
    const page = opened(context);
    await portreeve('lab launch db01 --group db --host Sugon02');
    expect(await probe('friend', 'db01')).toBe(10);
    const press = async (...keys: readonly string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.goto(`${origin}/ui/`);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await press('g', 't');
    await page.getByRole('textbox', { name: 'From' }).waitFor();
    await press('e');
    await page.keyboard.type('friend');
    await page.getByRole('option', { name: /friend/ }).waitFor();
    await press('ArrowDown', 'Enter', 'Tab', 'Tab');
    await page.keyboard.type('db01');
    await press('Tab');
    await page.keyboard.type('tcp/22');
    await press('Enter');
    await verdict(page, 'Why can’t friend reach db01 on tcp/22?').waitFor();
    const fix = page.getByRole('listitem').filter({ hasText: 'Add a rule to db: SSH from default' });
    await fix.getByRole('button', { name: 'Apply' }).focus();
    await press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).focus();
    await press('Enter');
    await verdict(page, 'friend can reach db01 on tcp/22').waitFor();
    await expect.poll(() => probe('friend', 'db01'), { interval: 500, timeout: 20_000 }).toBe(0);
    expect(window?.faults).toEqual([]);
  });
});

function opened(context: { skip(why: string): never }): Page {
  return window?.page ?? context.skip('no lab, or no browser');
}
