import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEmbeddedStore } from '../../store/index.ts';
import { type Bench, type Body, helloOf, listIn, openBench } from '../bench.suite.ts';
import { makeFirstAdministrator } from '../identity/first-administrator.ts';
import { startServer } from '../start.ts';
import { NovaNotifier } from './notifier.ts';
import { type NovaFake, listeningLog, openNovaFake, password, soon } from './nova.suite.ts';

const device = '6b2e7f4e-8d0c-4c7e-9a57-0d6c1f0b5a11';
const ofInstance = { device_id: device, device_owner: 'compute:nova', 'binding:host_id': 'h' };

describe('a server that Nova listens to', () => {
  let nova: NovaFake;
  let notifier: NovaNotifier;
  let bench: Bench;
  let network: string;
  beforeEach(async () => {
    nova = await openNovaFake();
    const patience = { timeoutMs: 10_000, firstPauseMs: 1, longestPauseMs: 1, closeMs: 50 };
    notifier = new NovaNotifier(nova.account, listeningLog().log, patience);
    bench = await openBench({ nova: notifier });
    await bench.hello('h');
    network = await make('networks', 'network', {});
    await make('subnets', 'subnet', { network_id: network, ip_version: 4, cidr: '10.0.0.0/24' });
  });
  afterEach(async () => {
    await bench.close();
    await nova.close();
  });

  /** Until the feed has seen all that was written: what two writes did at one look is told as one. */
  const settled = async () => {
    const revision = await bench.store.read((tx) => tx.revision());
    await soon(() => expect(bench.feed.revision).toBeGreaterThanOrEqual(revision));
  };
  const make = async (path: string, name: string, item: object) => {
    const made = await bench.call('POST', `/v2.0/${path}`, { [name]: item });
    await settled();
    return String(made.body[name]?.['id']);
  };
  const put = async (id: string, port: object) => {
    const answer = await bench.call('PUT', `/v2.0/ports/${id}`, { port });
    await settled();
    return answer;
  };
  const report = (id: string, status: 'enforced' | 'missing') =>
    bench.report('h', { ports: { [id]: { status, device: 'tap' } } });
  /** All that Nova was told, in order, is this. */
  const told = (id: string, ...names: readonly string[]) =>
    soon(() =>
      expect(nova.asked.flat()).toEqual(
        names.map((name) => ({ name: `network-${name}`, server_uuid: device, tag: id, status: 'completed' })),
      ),
    );

  test('says what becomes of the port of an instance, from its binding to its end', async () => {
    const id = await make('ports', 'port', { network_id: network });
    await put(id, ofInstance);
    await told(id, 'changed');
    await report(id, 'missing');
    await report(id, 'enforced');
    await told(id, 'changed', 'vif-plugged');
    await put(id, { name: 'web', security_groups: [] });
    await put(id, { fixed_ips: [{ ip_address: '10.0.0.99' }] });
    await told(id, 'changed', 'vif-plugged', 'changed');
    await report(id, 'missing');
    await told(id, 'changed', 'vif-plugged', 'changed', 'vif-unplugged');
    await bench.call('DELETE', `/v2.0/ports/${id}`);
    await told(id, 'changed', 'vif-plugged', 'changed', 'vif-unplugged', 'vif-deleted');
    await soon(() => expect(notifier.figures().waiting).toBe(0));
    const { payload } = await bench.app.inject({ url: '/metrics', headers: { 'x-auth-token': 'admin' } });
    expect(payload.split('\n').filter((line) => line.startsWith('portreeve_nova'))).toEqual([
      'portreeve_nova_events_total{outcome="sent"} 5',
      'portreeve_nova_events_total{outcome="failed"} 0',
      'portreeve_nova_events_waiting 0',
    ]);
  });

  test('says when the port moves with its instance', async () => {
    await bench.hello('other', '10.88.0.2');
    const id = await make('ports', 'port', { network_id: network, ...ofInstance });
    await report(id, 'enforced');
    await told(id, 'vif-plugged');
    await bench.call('POST', `/v2.0/ports/${id}/bindings`, { binding: { host: 'other' } });
    await bench.call('PUT', `/v2.0/ports/${id}/bindings/other/activate`);
    await told(id, 'vif-plugged', 'changed', 'vif-unplugged');
    await bench.report('other', { ports: { [id]: { status: 'enforced', device: 'tap' } } });
    await told(id, 'vif-plugged', 'changed', 'vif-unplugged', 'vif-plugged');
  });

  test('says nothing of ports that are no instance’s', async () => {
    const id = await make('ports', 'port', { network_id: network, ...ofInstance, device_owner: 'network:dhcp' });
    const seen = await make('ports', 'port', { network_id: network, ...ofInstance });
    await report(id, 'enforced');
    await bench.call('DELETE', `/v2.0/ports/${id}`);
    await bench.call('DELETE', `/v2.0/ports/${seen}`);
    await told(seen, 'vif-deleted');
  });

  test('answers writes as ever while Nova does not answer', async () => {
    nova.react = () => 'hang';
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) {
      const id = await make('ports', 'port', { network_id: network, ...ofInstance });
      await report(id, 'enforced');
      ids.push(id);
    }
    await soon(() => expect(notifier.figures()).toEqual({ sent: 0, failed: 0, waiting: 20 }));
    for (const id of ids) expect((await put(id, { name: 'still answered' })).status).toBe(200);
  });

  test('has no figures of Nova when nobody wants events', async () => {
    const other = await openBench();
    const { payload } = await other.app.inject({ url: '/metrics', headers: { 'x-auth-token': 'admin' } });
    await other.close();
    expect(payload).not.toContain('nova');
  });
});

test('the account may be one of the server’s own, and Nova in the server’s own catalogue', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-nova-'));
  const asked: string[] = [];
  /** Nova asks our identity service whose the token is, as its middleware does. */
  const nova = createServer((request, response) => {
    const token = String(request.headers['x-auth-token']);
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const headers = { 'x-auth-token': token, 'x-subject-token': token };
      void fetch(`${url}/identity/v3/auth/tokens`, { headers }).then(async (answer) => {
        const { token: subject } = (await answer.json()) as Body;
        const [role] = listIn(subject, 'roles');
        asked.push(`${role?.['name']} of ${subject?.['project']?.['name']}: ${JSON.parse(body).events[0].name}`);
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      });
    });
  });
  await new Promise<void>((resolve) => nova.listen(0, '127.0.0.1', resolve));
  const where = (of: typeof nova) => (of.address() as AddressInfo).port;
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const listen = { host: '127.0.0.1', port: where(taken) };
  await new Promise((resolve) => taken.close(resolve));
  const url = `http://127.0.0.1:${listen.port}`;

  const options = { now: () => new Date(), newId: () => crypto.randomUUID() };
  const store = await openEmbeddedStore(folder, options);
  await makeFirstAdministrator(store, options, { user: 'admin', password, project: 'admin', region: 'R', url });
  await store.close();
  const account = {
    authUrl: `${url}/identity`,
    username: 'portreeve',
    password,
    project: 'admin',
    userDomain: 'Default',
    projectDomain: 'Default',
    region: 'R',
    interface: 'internal',
  } as const;
  const token = 'the-administrators-token';
  const server = await startServer({ listen, dataDir: folder, initialToken: token, nova: account });
  try {
    const call = async (method: string, path: string, body?: object): Promise<Body> => {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: { 'x-auth-token': token },
        ...(body && { body: JSON.stringify(body) }),
      });
      return answer.status === 204 ? {} : ((await answer.json()) as Body);
    };
    const v3 = '/identity/v3';
    const { user } = await call('POST', `${v3}/users`, { user: { name: 'portreeve', password } });
    const [project] = listIn(await call('GET', `${v3}/projects?name=admin`), 'projects');
    const [role] = listIn(await call('GET', `${v3}/roles?name=service`), 'roles');
    await call('PUT', `${v3}/projects/${project?.['id']}/users/${user?.['id']}/roles/${role?.['id']}`);
    const { service } = await call('POST', `${v3}/services`, { service: { type: 'compute', name: 'nova' } });
    const endpoint = { service_id: service?.['id'], region: 'R', url: `http://127.0.0.1:${where(nova)}/v2.1` };
    await call('POST', `${v3}/endpoints`, { endpoint: { ...endpoint, interface: 'internal' } });

    await call('PUT', '/agent/v1/hosts/h', helloOf('10.0.0.1'));
    const { network } = await call('POST', '/v2.0/networks', { network: {} });
    const { port } = await call('POST', '/v2.0/ports', { port: { network_id: network?.['id'], ...ofInstance } });
    await call('PUT', '/agent/v1/hosts/h/report', {
      revision: 0,
      ports: { [String(port?.['id'])]: { status: 'enforced', device: 'tap' } },
      apply_ms: null,
      error: null,
      repaired: [],
    });
    await soon(() => expect(asked).toEqual(['service of admin: network-vif-plugged']));
  } finally {
    await server.close();
    nova.closeAllConnections();
    nova.close();
    rmSync(folder, { recursive: true });
  }
});
