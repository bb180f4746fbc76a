import { mkdtempSync, rmSync } from 'node:fs';
import { type ServerResponse, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createClient } from '../client/index.ts';
import type { HostReport, HostStateJson } from '../wire/index.ts';
import { systemClock } from './clock.ts';
import { createServerSource } from './server-source.ts';
import { describeSource, hello, until } from './source.suite.ts';

/** A feed of one host, told line by line what to say. */
async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-feed-'));
  const path = join(folder, 's');
  const streams = new Set<ServerResponse>();
  const asked: string[] = [];
  const put: { readonly path: string; readonly body: unknown }[] = [];
  let refuseReports = 0;
  let revision = 0;
  let current: HostStateJson | undefined;

  const server = createServer((request, response) => {
    const url = request.url ?? '';
    if (request.method === 'GET') {
      asked.push(url);
      response.writeHead(200);
      response.flushHeaders();
      streams.add(response);
      response.on('close', () => streams.delete(response));
      const since = Number(/since=(\d+)/.exec(url)?.[1] ?? -1);
      if (current && since !== revision) {
        response.write(`${JSON.stringify({ event: 'state', revision, state: current })}\n`);
      }
      return;
    }
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      if (url.endsWith('/report') && refuseReports > 0) {
        refuseReports -= 1;
        response.writeHead(503).end();
        return;
      }
      put.push({ path: url, body: JSON.parse(body) });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const say = (line: unknown) => {
    for (const stream of streams) stream.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  };
  const client = createClient({ endpoint: `unix:${path}`, token: 't' });
  return {
    source: createServerSource({ client, host: 'host 1', clock: systemClock, random: () => 0 }),
    asked,
    put,
    say,
    reports: () => put.filter((call) => call.path.endsWith('/report')).map((call) => call.body as HostReport),
    refuseReports(times: number) {
      refuseReports = times;
    },
    drop() {
      for (const stream of streams) stream.destroy();
    },
    async publish(state: HostStateJson) {
      revision += 1;
      current = state;
      say({ event: 'state', revision, state });
    },
    async publishNonsense() {
      say('{"event":');
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

async function watched() {
  const bench = await setUp();
  const revisions: number[] = [];
  const dumps: string[] = [];
  const lost: unknown[] = [];
  const stop = await bench.source.watch({
    state: ({ revision }) => revisions.push(revision),
    lost: (error) => lost.push(error),
    dumpRequested: (id) => dumps.push(id),
    hello: () => hello,
  });
  return {
    ...bench,
    revisions,
    dumps,
    lost,
    async [Symbol.asyncDispose]() {
      await stop();
      await bench.close();
    },
  };
}

const empty: HostStateJson = { host: 'host 1', ports: [], security_groups: [] };
const report = (revision: number, repaired: readonly string[] = []): HostReport => ({
  revision,
  ports: {},
  apply_ms: null,
  error: null,
  repaired: repaired.map((chain) => ({ at: '', family: 'ipv4', table: 'filter', chain, what: '' })),
});

describeSource('server', setUp);

describe('the feed of a server', () => {
  test('says hello before it asks, and names its host', async () => {
    await using bench = await watched();
    await until(() => bench.asked.length > 0);
    expect(bench.put).toEqual([{ path: '/agent/v1/hosts/host%201', body: hello }]);
    expect(bench.asked).toEqual(['/agent/v1/watch?host=host%201']);
  });

  test('goes on from its revision after a loss', async () => {
    await using bench = await watched();
    await bench.publish(empty);
    await until(() => bench.revisions.length > 0);
    bench.drop();
    await until(() => bench.asked.length > 1);
    expect(bench.asked[1]).toBe('/agent/v1/watch?host=host%201&since=1');
    bench.say({ event: 'delta', from: 1, revision: 5, delta: {} });
    await until(() => bench.revisions.length > 1);
    expect(bench.revisions).toEqual([1, 5]);
  });

  test('a delta from another revision than its own makes it ask for the whole state', async () => {
    await using bench = await watched();
    await bench.publish(empty);
    await until(() => bench.revisions.length > 0);
    bench.say({ event: 'delta', from: 3, revision: 4, delta: {} });
    await until(() => bench.asked.length > 1);
    expect(bench.lost).toMatchObject([{ code: 'FEED_GAP' }]);
    expect(bench.asked[1]).toBe('/agent/v1/watch?host=host%201');
    await until(() => bench.revisions.length > 1);
    expect(bench.revisions).toEqual([1, 1]);
  });

  test('an event that a newer server may send is passed over', async () => {
    await using bench = await watched();
    await bench.publish(empty);
    await until(() => bench.revisions.length > 0);
    bench.say({ event: 'confetti' });
    bench.say({ event: 'alive', revision: 9 });
    bench.say({ event: 'dump', id: 'd1' });
    await until(() => bench.dumps.length > 0);
    expect([bench.dumps, bench.lost, bench.revisions]).toEqual([['d1'], [], [1]]);
  });

  test('the newest report arrives though the server refused it at first, and no repair is lost', async () => {
    await using bench = await watched();
    await bench.publish(empty);
    await until(() => bench.revisions.length > 0);
    bench.refuseReports(1);
    bench.source.report(report(1, ['a']));
    bench.source.report(report(2, ['b']));
    await until(() => bench.reports().length > 0);
    expect(bench.reports()).toEqual([report(2, ['a', 'b'])]);
  });

  test('a server that is back is told again what is enforced', async () => {
    await using bench = await watched();
    await bench.publish(empty);
    bench.source.report(report(1, ['a']));
    await until(() => bench.reports().length > 0);
    bench.drop();
    await until(() => bench.asked.length > 1);
    bench.say({ event: 'alive', revision: 1 });
    await until(() => bench.reports().length > 1);
    expect(bench.reports()).toEqual([report(1, ['a']), report(1)]);
  });
});
