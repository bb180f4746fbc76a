import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DashboardEvent } from '../../wire/index.ts';
import { password, rootToken } from '../identity/bench.suite.ts';
import { makeFirstAdministrator } from '../identity/first-administrator.ts';
import { openMemoryStore } from '../../store/index.ts';
import { type RunningServer, startServer } from '../start.ts';
import { helloOf } from '../bench.suite.ts';

/** A stream of events, as a page hears it. */
interface Stream {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly events: readonly DashboardEvent[];
  readonly isOver: () => boolean;
  close(): void;
}

let server: RunningServer;
let base: string;
const open: Stream[] = [];
beforeEach(async () => {
  const store = await openMemoryStore({ now: () => new Date() });
  const options = { now: () => new Date(), newId: () => crypto.randomUUID() };
  const first = { user: 'admin', password, project: 'admin', region: 'RegionOne', url: 'http://localhost' };
  await makeFirstAdministrator(store, options, first);
  server = await startServer({ store, initialToken: rootToken, listen: { host: '127.0.0.1', port: 0 } });
  base = server.addresses[0] ?? '';
});
afterEach(async () => {
  for (const stream of open.splice(0)) stream.close();
  await server.close();
});

function listen(headers: Readonly<Record<string, string>>): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${base}/portreeve/v1/events`, { headers }, (response) => {
      const events: DashboardEvent[] = [];
      let rest = '';
      let isOver = false;
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const parts = (rest + text).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) if (part.startsWith('data: ')) events.push(JSON.parse(part.slice(6)));
      });
      response.on('close', () => {
        isOver = true;
      });
      const stream: Stream = {
        status: response.statusCode ?? 0,
        headers: response.headers,
        events,
        isOver: () => isOver,
        close: () => outgoing.destroy(),
      };
      open.push(stream);
      resolve(stream);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function call(method: string, path: string, headers: Readonly<Record<string, string>>, body?: object) {
  const json = body && { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } };
  const answer = await fetch(base + path, { method, headers, ...json });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
}
const root = { 'x-auth-token': rootToken };
const makeNetwork = async (headers: Readonly<Record<string, string>>, name = 'n') =>
  String((await call('POST', '/v2.0/networks', headers, { network: { name } })).body.network.id);

/** A member of a project of his own, with a token. */
async function member(name: string): Promise<Readonly<Record<string, string>>> {
  const made = async (what: string, item: object) =>
    String((await call('POST', `/identity/v3/${what}s`, root, { [what]: item })).body[what].id);
  const user = await made('user', { name, password });
  const project = await made('project', { name });
  const { roles } = (await call('GET', '/identity/v3/roles?name=member', root)).body;
  await call('PUT', `/identity/v3/projects/${project}/users/${user}/roles/${roles[0].id}`, root);
  const domain = { name: 'Default' };
  const auth = {
    identity: { methods: ['password'], password: { user: { name, domain, password } } },
    scope: { project: { name, domain } },
  };
  const { headers } = await call('POST', '/identity/v3/auth/tokens', {}, { auth });
  return { 'x-auth-token': headers.get('x-subject-token') ?? '' };
}

const changes = (stream: Stream) => stream.events.filter((event) => event.event === 'changed');
const hello = (stream: Stream) => expect.poll(() => stream.events[0]?.event).toBe('hello');

describe('events', () => {
  test('begin with the revision that is there, and tell an administrator what changes, by id', async () => {
    await makeNetwork(root);
    const stream = await listen(root);
    expect([stream.status, stream.headers['content-type'], stream.headers['cache-control']]).toEqual([
      200,
      'text/event-stream',
      'no-store',
    ]);
    await hello(stream);
    const id = await makeNetwork(root, 'second');
    await expect.poll(() => changes(stream).length).toBe(1);
    const [first, second] = stream.events;
    expect(first).toMatchObject({ event: 'hello' });
    expect(second).toEqual({
      event: 'changed',
      revision: (first as { revision: number }).revision + 1,
      tables: { networks: [id] },
      isPartial: false,
    });
    await call('DELETE', `/v2.0/networks/${id}`, root);
    await expect.poll(() => changes(stream).at(-1)).toMatchObject({ tables: { networks: [id] }, isPartial: false });
  });

  test('tell a member what he may see, and of others’ objects nothing but that something may be gone', async () => {
    const [ann, bob] = [await member('ann'), await member('bob')];
    const [hers, his] = [await listen(ann), await listen(bob)];
    await Promise.all([hello(hers), hello(his)]);
    const id = await makeNetwork(ann);
    await expect.poll(() => changes(hers)).toMatchObject([{ tables: { networks: [id] }, isPartial: false }]);
    await call('DELETE', `/v2.0/networks/${id}`, ann);
    // Nothing came to him of the first; of the second there came no id and no table.
    await expect.poll(() => changes(his)).toMatchObject([{ tables: {}, isPartial: true }]);
    expect(JSON.stringify(his.events)).not.toContain(id);
  });

  test('tell a member of what begins to be shared with him', async () => {
    const [ann, bob] = [await member('ann'), await member('bob')];
    const id = await makeNetwork(ann);
    const his = await listen(bob);
    await hello(his);
    const policy = { object_type: 'network', object_id: id, action: 'access_as_shared', target_tenant: '*' };
    await call('POST', '/v2.0/rbac-policies', root, { rbac_policy: policy });
    await expect.poll(() => changes(his)).toMatchObject([{ isPartial: true }]);
  });

  test('tell administrators of hosts that report, and nobody else', async () => {
    const [admins, members] = [await listen(root), await listen(await member('ann'))];
    await Promise.all([hello(admins), hello(members)]);
    await call('PUT', '/agent/v1/hosts/Sugon01', root, helloOf('10.88.0.11'));
    const report = { revision: 1, ports: {}, apply_ms: 1, error: null, repaired: [] };
    await call('PUT', '/agent/v1/hosts/Sugon01/report', root, report);
    const hosts = () => admins.events.filter((event) => event.event === 'hosts');
    await expect.poll(() => hosts().at(-1)).toEqual({ event: 'hosts', hosts: ['Sugon01'] });
    expect(JSON.stringify(members.events)).not.toContain('Sugon01');
    expect(members.events.some((event) => event.event === 'hosts')).toBe(false);
  });

  test('come as one when much happens at once', async () => {
    const stream = await listen(root);
    await hello(stream);
    await call('PUT', '/v2.0/quotas/default', root, { quota: { network: -1 } });
    const networks = Array.from({ length: 600 }, (_, index) => ({ name: `n${index}` }));
    await call('POST', '/v2.0/networks', root, { networks });
    await expect.poll(() => changes(stream).at(-1)).toMatchObject({ tables: { networks: null }, isPartial: false });
  });

  test('are for a session as well, and end with it', async () => {
    const ours = { 'sec-fetch-site': 'same-origin' };
    const signedIn = await call('POST', '/ui/session', ours, { user: 'admin', password });
    const cookie = signedIn.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    const stream = await listen({ cookie, ...ours });
    await hello(stream);
    const proof = signedIn.body.session.proof;
    await call('DELETE', '/ui/session', { cookie, ...ours, 'x-portreeve-proof': proof });
    await makeNetwork(root);
    await expect.poll(() => stream.isOver(), { timeout: 5000 }).toBe(true);
    expect(stream.events.at(-1)).toEqual({ event: 'ended' });
    expect(changes(stream)).toEqual([]);
  });

  test('are for nobody without a token', async () => {
    expect((await listen({})).status).toBe(401);
  });

  test('are not for ever more streams of one caller', async () => {
    const streams = await Promise.all(Array.from({ length: 51 }, () => listen(root)));
    expect(streams.map(({ status }) => status).filter((status) => status !== 200)).toEqual([429]);
    for (const stream of streams) stream.close();
    await expect.poll(async () => (await listen(root)).status).toBe(200);
  });

  test('end with the server, and go on with the next one on the same store', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portreeve-events-'));
    const settings = { initialToken: rootToken, listen: { host: '127.0.0.1', port: 0 }, dataDir: folder };
    const first = await startServer(settings);
    base = first.addresses[0] ?? '';
    const before = await listen(root);
    await hello(before);
    await first.close();
    await expect.poll(() => before.isOver()).toBe(true);
    const second = await startServer(settings);
    base = second.addresses[0] ?? '';
    const after = await listen(root);
    await hello(after);
    await makeNetwork(root);
    await expect.poll(() => changes(after).length).toBe(1);
    after.close();
    await second.close();
    rmSync(folder, { recursive: true });
  });
});
