/// <reference lib="dom" />
import { existsSync } from 'node:fs';
import { type Page, chromium } from 'playwright-core';
import { signInLink } from '../src/client/index.ts';
import { hello } from './data/hello.ts';
import { printMachine, report } from './data/report.ts';
import { type MeasuredServer, benchToken, newPlace, startServer } from './data/server-process.ts';

// How the dashboard feels in a large cloud: 10,000 ports in 500 groups on 20 hosts, over the loopback, in the system's
// Chromium. From the address being opened until the first row can be read, each time with an empty cache; frames of a
// list of all ports while it is scrolled; a trace from the click to its verdict.
//   npm run bench -- pages [--ports 10000]

const flags = new Map<string, string>();
for (let i = 2; i < process.argv.length; i += 2) flags.set(process.argv[i] ?? '', process.argv[i + 1] ?? '');
const size = Number(flags.get('--ports') ?? 10_000);
const groupCount = 500;
const hostCount = 20;
const bulk = 250;
const listen = 47_613;
const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

printMachine();
if (program === undefined) throw new Error('there is no Chromium: apt-get install chromium');
const place = newPlace(undefined);
const server = await startServer(place, `127.0.0.1:${listen}`);
try {
  await seed(server);
  await measurePages(`http://127.0.0.1:${listen}`);
} finally {
  await server.stop();
  place.remove();
}

async function measurePages(origin: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: program ?? '',
    args: ['--disable-background-networking', '--disable-component-update', '--no-first-run', '--disable-sync'].concat(
      process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    ),
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' });
  const page = await context.newPage();
  await page.goto(signInLink(`${origin}/ui`, benchToken, new Date()));
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  for (const [what, path, shows] of [
    ['overview', '/ui', 'main#content li a'],
    ['ports', '/ui/ports', 'main#content tbody tr:nth-child(3) a'],
    ['security groups', '/ui/security-groups', 'main#content tbody tr:nth-child(3) a'],
  ] as const) {
    report(`usable: ${what}`, await repeat(5, () => opened(page, origin + path, shows)), 'ms', 1000);
  }
  await page.goto(`${origin}/ui/ports`);
  await page.locator('main#content tbody tr:nth-child(3) a').first().waitFor();
  report('scrolling all ports, frames a second', await repeat(3, () => framesWhileScrolling(page)), 'Hz', 50);
  await measureTraces(page, origin);
  // What the machine gives at most: the same without any script, a page as high as the list.
  await page.goto('about:blank');
  await page.setContent(
    `<div style="height: ${size * 45}px; background: repeating-linear-gradient(#fff 0 45px, #eee 45px 90px)">`,
  );
  report('scrolling a page of that height and nothing on it', await repeat(3, () => framesWhileScrolling(page)), 'Hz');
  await browser.close();
}

/**
 * From the click to the verdict, between instances of two hosts with 500 ports each: the first, and the same hosts again;
 * and from the verdict to what would let the packet through, counted over all ports, as somebody reads it who then asks on.
 */
async function measureTraces(page: Page, origin: string): Promise<void> {
  const toFixes: number[] = [];
  const answered = async (from: number): Promise<number> => {
    await page.locator('input[name=from]').fill(`vm-${from}`);
    await page.locator('input[name=to]').fill('vm-1');
    await page.locator('input[name=service]').fill('tcp/22');
    const begun = performance.now();
    await page.getByRole('button', { name: 'Trace', exact: true }).click();
    await page.waitForFunction(
      (wanted) => [...document.querySelectorAll('h1, h2')].some(({ textContent }) => textContent.includes(wanted)),
      `vm-${from} reach vm-1 on tcp/22`,
    );
    const took = performance.now() - begun;
    await page.waitForFunction(() => document.querySelector('main section ol button') !== null);
    toFixes.push(performance.now() - begun - took);
    return took;
  };
  await page.goto(`${origin}/ui/trace`);
  await page.locator('input[name=service]').waitFor();
  report('trace, hosts not read before', [await answered(0)], 'ms');
  let from = 0;
  report('trace, click to verdict', await repeat(20, () => answered((from += hostCount))), 'ms', 200);
  report('fixes of it, over all ports', toFixes, 'ms');
}

async function repeat(times: number, run: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < times; i += 1) values.push(await run());
  return values;
}

async function opened(page: Page, address: string, shows: string): Promise<number> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.clearBrowserCache');
  await client.detach();
  const begun = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  // Looked for in each frame: a locator looks again after half a second.
  await page.waitForFunction((wanted) => document.querySelector(wanted) !== null, shows);
  return performance.now() - begun;
}

/** Scrolls what scrolls, as a wheel does, for two seconds. */
function framesWhileScrolling(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const tall = [...document.querySelectorAll('*')].find(
          (element) =>
            element.scrollHeight > element.clientHeight + 10_000 && getComputedStyle(element).overflowY !== 'visible',
        );
        const scroller = tall ?? document.documentElement;
        let frames = 0;
        const begun = performance.now();
        const step = () => {
          frames += 1;
          scroller.scrollTop += 120;
          const passed = performance.now() - begun;
          if (passed < 2000) requestAnimationFrame(step);
          else resolve((frames * 1000) / passed);
        };
        requestAnimationFrame(step);
      }),
  );
}

async function seed({ ask }: MeasuredServer): Promise<void> {
  const send = async (method: string, path: string, body: unknown) => {
    const answer = await ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Record<string, unknown>;
  };
  const many = -1;
  const quota = { network: many, subnet: many, port: many, security_group: many, security_group_rule: many };
  await send('PUT', '/v2.0/quotas/default', { quota });
  for (let n = 0; n < hostCount; n += 1) {
    await hello({ ask }, `host${n}`, n + 1);
  }
  const groups: string[] = [];
  for (let begin = 0; begin < groupCount; begin += bulk) {
    const security_groups = Array.from({ length: bulk }, (_, n) => ({ name: `g${begin + n}` }));
    const made = await send('POST', '/v2.0/security-groups', { security_groups });
    groups.push(...(made['security_groups'] as readonly { readonly id: string }[]).map(({ id }) => id));
  }
  for (let begin = 0; begin < size; begin += 1000) {
    const network = (await send('POST', '/v2.0/networks', { network: { name: `n${begin / 1000}` } }))['network'] as {
      id: string;
    };
    const cidr = `10.${begin / 1000}.0.0/20`;
    await send('POST', '/v2.0/subnets', {
      subnet: { network_id: network.id, ip_version: 4, cidr, enable_dhcp: false },
    });
    for (let at = begin; at < Math.min(size, begin + 1000); at += bulk) {
      const ports = Array.from({ length: bulk }, (_, n) => ({
        name: `vm-${at + n}`,
        network_id: network.id,
        device_owner: 'compute:nova',
        device_id: `instance-${at + n}`,
        'binding:host_id': `host${(at + n) % hostCount}`,
        security_groups: [groups[(at + n) % groupCount], groups[(at + n + 1 + (n % 97)) % groupCount]],
      }));
      await send('POST', '/v2.0/ports', { ports });
    }
  }
}
