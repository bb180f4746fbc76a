import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestBrowser, noBrowser, openBrowser, program } from './browser.ts';
import { type World, openWorld } from './world.ts';

const golden = (path: string) => readFileSync(new URL(`../golden/${path}`, import.meta.url), 'utf8');
const listing = golden('firewall/00-article/iptables-L.after.txt');

let world: World;
let browser: TestBrowser;
beforeAll(async () => {
  if (program === undefined) return;
  world = await openWorld();
  browser = await openBrowser(() => world.origin);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});
beforeEach((context) => context.skip(program === undefined, noBrowser));

/** The page as somebody has it who is not signed in; `requests`: what is asked for after it has loaded. */
async function openPage() {
  const { page, faults, close } = await browser.open();
  await page.goto(`${world.origin}/ui/explain`, { waitUntil: 'networkidle' });
  await page.locator('textarea').waitFor();
  const requests: string[] = [];
  // The browser itself looks at the icon again when the address changes; who sent it there is not told with it.
  page.context().on('request', (request) => {
    if (!request.url().endsWith('/icon.svg')) requests.push(request.url());
  });
  return { page, faults, close, requests };
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name });

test("the article's listing is explained, by mouse, and no request is made for it", async () => {
  const { page, faults, close, requests } = await openPage();
  await page.locator('textarea').fill(listing);
  await page.getByText('IPv4: 13 chains, 28 rules').waitFor();
  await page.getByText('A listing without -v').first().waitFor();
  await page.getByRole('switch', { name: 'No rule names an interface' }).click();
  await page.getByText('it was taken that none of its 28 rules names one').waitFor();
  const chain = page.getByRole('region', { name: 'neutron-linuxbri-ie68040f5-c' });
  await chain.getByText('what may enter tape68040f5-c3').waitFor();

  await page.locator('input[type=file]').setInputFiles({
    name: 'ipset.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(golden('listing/article.ipset.list')),
  });
  await page.getByText('1 set with 2 members.').waitFor();
  await tab(page, 'Ports').click();
  await page.getByText('SSH, from NIPv43e07d4ff-0fdd-4fe0-988f- (2 members)').waitFor();
  await page.getByRole('button', { name: 'Who reaches it?' }).click();
  await page.getByText('SSH, from 172.16.15.40, 172.16.15.41').waitFor();

  await page.locator('input[name=from]').fill('172.16.15.99');
  await page.locator('input[name=to]').fill('tape68040f5-c3');
  await page.getByRole('button', { name: 'Trace' }).click();
  await page.getByRole('heading', { name: 'Why can’t 172.16.15.99 reach tape68040f5-c3 on tcp/22?' }).waitFor();
  await page.getByText('172.16.15.99 not in NIPv43e07d4ff-0fdd-4fe0-988f-').first().waitFor();
  await page.locator('section').filter({ hasText: 'Chain map' }).getByText('sg-chain').first().waitFor();

  await tab(page, 'Easily overlooked').click();
  await page.getByText('DHCP_BEFORE_SOURCE_CHECK').waitFor();
  expect({ requests, faults, stored: await page.evaluate(() => Object.keys(localStorage)) }).toEqual({
    requests: [],
    faults: [],
    stored: [],
  });
  await close();
});

test('the example, by keys alone, and its question in the address', async () => {
  const { page, faults, close, requests } = await openPage();
  await page.getByRole('button', { name: 'Try an example' }).focus();
  await page.keyboard.press('Enter');
  await tab(page, 'Chains').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.locator('input[name=from]').focus();
  await page.keyboard.type('172.16.15.30');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('172.16.15.31');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '172.16.15.30 can reach tape68040f5-c3 on tcp/22' }).waitFor();
  expect([new URL(page.url()).search, requests, faults]).toEqual([
    '?example=1&tab=ask&from=172.16.15.30&to=172.16.15.31&service=tcp%2F22',
    [],
    [],
  ]);
  await close();
});

test('what is no dump is told as such, and a rule that is lost makes no packet sure to pass', async () => {
  const { page, close } = await openPage();
  await page.locator('textarea').fill('Dear Sir or Madam,\nplease find attached my firewall.\n');
  await page.getByRole('alert').getByText('NOTHING_READ').waitFor();
  await page.locator('textarea').fill(golden('listing/article.legacy.save').slice(0, 2500));
  await page.getByText('has no COMMIT').waitFor();
  await close();
});
