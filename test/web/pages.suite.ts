import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Looks, type TestBrowser, type Window, axeSource, noBrowser, openBrowser, program } from './browser.ts';
import { type Scene, setScene } from './scene.ts';
import { pageScenes } from './scenes/index.ts';
import { signIn } from './sign-in.ts';
import { type World, openWorld } from './world.ts';
import type { Language } from '../../src/words/index.ts';

const pictures = process.env['PORTREEVE_SCREENSHOTS'];
// A theme can only change what is a matter of colours: the rest is looked at once for each width.
const views = [
  { theme: 'light', width: 1440, rules: 'all' },
  { theme: 'dark', width: 1440, rules: 'colours' },
  { theme: 'dark', width: 400, rules: 'all' },
  { theme: 'light', width: 400, rules: 'colours' },
] as const;
const seesAll = pictures !== undefined || process.env['PORTREEVE_ALL_LOOKS'] !== undefined;

/**
 * How a scene is looked at in one language. All looks in both languages take eight times as long as one: by default
 * each scene has one, and language, theme and width change from scene to scene.
 */
function looksFor(language: Language, scene: number) {
  if (seesAll) return views;
  if (scene % 2 !== (language === 'en' ? 0 : 1)) return [];
  const turn = (scene >> 1) % 4;
  return views.slice(turn, turn + 1).map((view) => ({ ...view, rules: 'all' as const }));
}

/** Every scene of every page in one language: well made, by axe and by measure, and without any fault. */
export function pagesSuite(language: Language): void {
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

  describe(`in ${language}`, () => {
    const windows = new Map<boolean, Window>();
    const windowFor = async (isSignedOut: boolean, looks: Looks) => {
      const window = windows.get(isSignedOut) ?? (await browser.open(looks));
      if (!windows.has(isSignedOut) && !isSignedOut) await signIn(window.page, world);
      windows.set(isSignedOut, window);
      return window;
    };
    afterAll(async () => {
      for (const window of windows.values()) await window.close();
    });

    const seen = pageScenes.flatMap((scene, at) => {
      const looks = looksFor(language, at);
      return looks.length === 0 ? [] : [{ ...scene, looks }];
    });
    test.each(seen)('$name is well made', async ({ name, path, shows, act, after, isSignedOut = false, looks }) => {
      const { page, faults } = await windowFor(isSignedOut, { language });
      const before = faults.length;
      // It is waited for where there is room for all of it.
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(`${world.origin}/ui${path(scene)}`);
      await page.locator(shows).filter({ visible: true }).first().waitFor();
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await act?.(page);

      const found: (readonly [theme: string, width: number, finding: string])[] = [];
      for (const { theme, width, rules } of looks) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: theme });
        await page.waitForFunction(isAtRest, theme);
        if (pictures !== undefined) {
          await page.screenshot({ path: join(pictures, `${name}.${language}.${theme}.${width}.png`) });
        }
        const wide = await sideways(page);
        const all = [...(await findings(page, rules)), ...(wide === 0 ? [] : [`scrolls sideways by ${wide} px`])];
        found.push(...all.map((finding) => [theme, width, finding] as const));
      }
      await after?.(page);
      expect(found).toEqual([]);
      expect(faults.slice(before)).toEqual([]);
    });
  });
}

const runOnly = {
  all: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  colours: ['color-contrast', 'link-in-text-block'],
} as const;

/** What axe finds serious or critical: the rule, and where. */
async function findings(page: Page, rules: keyof typeof runOnly): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axeSource);
  const options = { resultTypes: ['violations'], preload: false, runOnly: runOnly[rules] };
  const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    );
}

/** How far the page can be scrolled sideways, in pixels. */
function sideways(page: Page): Promise<number> {
  // Room that is kept for a scrollbar behind a dialog is no content.
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
}

/** Whether the theme has arrived and nothing moves any more. */
function isAtRest(theme: string): boolean {
  const { documentElement: root } = document;
  return (
    root.dataset['mantineColorScheme'] === theme &&
    document.querySelector('[class*=skeleton]') === null &&
    document.getAnimations().every(({ playState }) => playState === 'finished')
  );
}
