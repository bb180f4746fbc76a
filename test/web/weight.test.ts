import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestBrowser, noBrowser, openBrowser, program } from './browser.ts';
import { signIn } from './sign-in.ts';
import { type World, openWorld } from './world.ts';

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

const most = 250 * 1024;

test('signing in and the overview load less than 250 KB of JavaScript, packed, and only once', async () => {
  const { page, close } = await browser.open();
  await signIn(page, world);
  await page.locator('main#content li a').first().waitFor();
  const scripts = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith('.js'))
      .map(({ name, encodedBodySize }) => ({ name, bytes: encodedBodySize })),
  );
  const names = scripts.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  const bytes = scripts.reduce((sum, script) => sum + script.bytes, 0);
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes, `${Math.round(bytes / 1024)} KB in ${scripts.length} files`).toBeLessThan(most);
  console.log(`JavaScript until the overview: ${(bytes / 1024).toFixed(1)} KB packed, ${scripts.length} files`);
  await close();
});

test('a page that no link leads to yet is not loaded', async () => {
  const { page, close } = await browser.open();
  await page.goto(`${world.origin}/ui/sign-in`);
  await page.locator('input[name=username]').waitFor();
  const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  await page.goto(`${world.origin}/ui/sign-in`);
  // The form needs the page for signing in, and none of the others.
  expect(names.filter((name) => /\/page-[\w-]{8}\.js$/.test(name)).length).toBe(1);
  await close();
});
