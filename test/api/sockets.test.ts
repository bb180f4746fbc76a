import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/index.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/index.ts';
import type { FeedEvent } from '../../src/wire/index.ts';
import { helloOf } from '../../src/server/bench.suite.ts';

describe('a server on its sockets', () => {
  let folder: string;
  const open: RunningServer[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portreeve-sockets-'));
  });
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
    rmSync(folder, { recursive: true });
  });
  const start = async (options: ServerOptions) => {
    const server = await startServer(options);
    open.push(server);
    return server;
  };
  const socket = () => join(folder, 'api.sock');
  const client = (server: RunningServer, token: string, address = 0): Client =>
    createClient({ endpoint: server.addresses[address] ?? '', token });
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: { code: string }) => error.code,
    );
  const until = async (holds: () => boolean) => {
    for (const end = performance.now() + 5000; !holds() && performance.now() < end; ) {
      await new Promise((done) => setTimeout(done, 5));
    }
    expect(holds()).toBe(true);
  };

  test('shows its token once, takes it from then on, and keeps no copy of it', async () => {
    const lines: string[] = [];
    const log = pino(new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }));
    const first = await start({ socket: socket(), dataDir: join(folder, 'data'), log });
    const token = first.token ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    await client(first, token).request('GET', '/v2.0/networks');
    expect(await failure(client(first, `${token}x`).request('GET', '/v2.0/networks'))).toBe('TOKEN_REFUSED');
    await first.close();
    const second = await start({ socket: socket(), dataDir: join(folder, 'data'), log });
    expect(second.token).toBeUndefined();
    await client(second, token).request('GET', '/v2.0/networks');
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.join('')).not.toContain(token);
    expect(lines.map((line) => typeof JSON.parse(line).event)).toEqual(lines.map(() => 'string'));
  });

  test('answers nothing without a token, on no socket, but GET /', async () => {
    const server = await start({ socket: socket(), listen: { host: '127.0.0.1', port: 0 }, initialToken: 't' });
    expect(server.token).toBeUndefined();
    for (const address of [0, 1]) {
      const nobody = client(server, '', address);
      expect((await nobody.request('GET', '/')).status).toBe(200);
      for (const path of ['/v2.0/', '/v2.0/ports', '/metrics', '/agent/v1/watch?host=h', '/portreeve/v1/hosts', '/x']) {
        expect(await failure(nobody.request('GET', path)), path).toBe('TOKEN_REFUSED');
      }
    }
    expect(statSync(socket()).mode & 0o777).toBe(0o600);
    const metrics = await fetch(`${server.addresses[0]}/metrics`, { headers: { 'x-auth-token': 't' } });
    expect(await metrics.text()).toContain('portreeve_agents_alive 0');
  });

  test('a prepared token takes the place of the one that was lost', async () => {
    const options = { socket: socket(), dataDir: join(folder, 'data') };
    const first = await start(options);
    await first.close();
    const second = await start({ ...options, initialToken: 'new' });
    await client(second, 'new').request('GET', '/v2.0/networks');
    expect(await failure(client(second, first.token ?? '').request('GET', '/v2.0/networks'))).toBe('TOKEN_REFUSED');
  });

  test('says which address it cannot have, and lets its store go again', async () => {
    const options = { socket: socket(), dataDir: join(folder, 'data'), initialToken: 't' };
    const first = await start({ ...options, listen: { host: '127.0.0.1', port: 0 } });
    const port = Number(new URL(first.addresses[0] ?? '').port);
    const second = startServer({ listen: { host: '127.0.0.1', port }, dataDir: join(folder, 'other') });
    await expect(second).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
    await expect(startServer({ socket: socket() })).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
    await expect(startServer(options)).rejects.toMatchObject({ code: 'STORE_IN_USE' });
    await start({ dataDir: join(folder, 'other') });
    await client(first, 't', 1).request('GET', '/v2.0/networks');
  });

  test('streams a change to a watching agent right after the write, and ends the stream when it closes', async () => {
    const server = await start({ socket: socket(), initialToken: 't' });
    const api = client(server, 't');
    await api.request('PUT', '/agent/v1/hosts/h', helloOf('10.88.0.11'));
    const events: FeedEvent[] = [];
    const stream = api.lines('/agent/v1/watch?host=h', { onLine: (line) => events.push(line as FeedEvent) });
    const ended = stream.then(
      () => 'ended',
      () => 'ended',
    );
    await until(() => events.length === 1);
    const net = ((await api.request('POST', '/v2.0/networks', { network: {} })).body as { network: { id: string } })
      .network;
    const port = { network_id: net.id, 'binding:host_id': 'h' };
    const { revision } = await api.request('POST', '/v2.0/ports', { port });
    await until(() => events.length === 2);
    expect(events.map(({ event }) => event)).toEqual(['state', 'delta']);
    expect(events[1]).toMatchObject({ revision });
    await server.close();
    expect(await ended).toBe('ended');
  });

  test('a reader that does not read costs nothing: it goes on from the whole state', async () => {
    const server = await start({ socket: socket(), initialToken: 't' });
    const api = client(server, 't');
    await api.request('PUT', '/agent/v1/hosts/h', helloOf('10.88.0.11'));
    const quota = { security_group: -1, security_group_rule: -1 };
    await api.request('PUT', '/v2.0/quotas/default', { quota });
    const make = async (path: string, body: object) =>
      (await api.request('POST', path, body)).body as Record<string, { id: string }>;
    const net = (await make('/v2.0/networks', { network: {} }))['network']?.id;
    const groups = [];
    // Groups with long rules make states of some size.
    for (let i = 0; i < 20; i++) {
      const id = (await make('/v2.0/security-groups', { security_group: { name: `g${i}` } }))['security_group']?.id;
      const rules = Array.from({ length: 60 }, (_, n) => ({
        security_group_id: id,
        direction: 'ingress',
        protocol: 'tcp',
        port_range_min: n + 1,
        port_range_max: n + 1,
      }));
      await api.request('POST', '/v2.0/security-group-rules', { security_group_rules: rules });
      groups.push(id);
    }
    const port = (
      await make('/v2.0/ports', { port: { network_id: net, 'binding:host_id': 'h', security_groups: groups } })
    )['port']?.id;

    const response = await new Promise<IncomingMessage>((done) => {
      request({ socketPath: socket(), path: '/agent/v1/watch?host=h', headers: { 'x-auth-token': 't' } }, done).end();
    });
    response.pause();
    let revision = 0;
    for (let i = 0; i < 100; i++) {
      const security_group = { name: `renamed ${i}` };
      revision =
        (await api.request('PUT', `/v2.0/security-groups/${groups[i % 20]}`, { security_group })).revision ?? 0;
    }
    let bytes = 0;
    let last: FeedEvent | undefined;
    let rest = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      bytes += text.length;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) last = JSON.parse(line);
    });
    response.resume();
    await until(() => last !== undefined && 'revision' in last && last.revision === revision);
    response.destroy();
    // The 100 changes of 20 kB each would be two megabytes; what the socket buffers hold may be among them.
    expect(bytes).toBeLessThan(1_500_000);
    expect(port).toBeDefined();
  });
});
