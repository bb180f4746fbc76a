import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page, chromium } from 'playwright-core';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium; the tests of pages are skipped where there is none. */
export const program = [process.env['PORTREEVE_CHROMIUM'] ?? '', ...programs].find(
  (path) => path !== '' && existsSync(path),
);
export const noBrowser = 'there is no Chromium: apt-get install chromium';

/** To be evaluated in a page, where it leaves `axe`. The page's own policy lets nothing in that it does not serve. */
export const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // No name is looked up, so that no request can leave; asking Playwright for each one would do without any cache.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
  // Root may not have a sandbox.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** What a window is like. */
export interface Looks {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly language?: 'en' | 'zh-CN';
}

/** A browser of its own folder, and what its pages did that they must not. */
export interface TestBrowser {
  /** A window with nobody signed in. */
  open(looks?: Looks): Promise<Window>;
  close(): Promise<void>;
}

export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests to other servers than ours, refusals of the pages' policy, exceptions: what is wrong on any page. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** `origin`: where requests may go. They are all looked at. */
export async function openBrowser(origin: () => string): Promise<TestBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-chromium-'));
  const browser = await chromium.launch({
    executablePath: program ?? '',
    args: [...flags, `--disk-cache-dir=${folder}`],
  });
  return {
    async open({ width = 1440, height = 900, theme = 'light', language = 'en' } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        locale: language,
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
      });
      const faults: string[] = [];
      context.on('request', (request) => {
        const url = new URL(request.url());
        if (url.origin !== origin()) faults.push(`a request to ${url.href}`);
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(`an exception: ${error.message}`));
      page.on('console', (message) => {
        const text = message.text();
        // The browser says so of every answer that is a refusal, and of every stream that breaks.
        if (message.type() === 'error' && !text.startsWith('Failed to load resource')) faults.push(text);
      });
      return { page, context, faults, close: () => context.close() };
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
