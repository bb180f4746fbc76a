import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench, refusal } from './bench.suite.ts';

describe('bindings of a port', () => {
  let bench: Bench;
  let port: string;
  beforeEach(async () => {
    bench = await openBench();
    await bench.hello('a', '10.88.0.1');
    await bench.hello('b', '10.88.0.2');
    const network = await bench.call('POST', '/v2.0/networks', { network: {} });
    const { id: network_id } = network.body['network'] ?? {};
    const made = { network_id, device_owner: 'compute:nova', 'binding:host_id': 'a' };
    port = String((await bench.call('POST', '/v2.0/ports', { port: made })).body['port']?.['id']);
  });
  afterEach(() => bench.close());

  const path = () => `/v2.0/ports/${port}/bindings`;
  const add = (host: string) => bench.call('POST', path(), { binding: { host } });
  const states = async () =>
    listIn((await bench.call('GET', path())).body, 'bindings').map(
      (one) => `${String(one['host'])} ${String(one['status'])}`,
    );
  const hostOf = async () => (await bench.call('GET', `/v2.0/ports/${port}`)).body['port']?.['binding:host_id'];

  test('a migration goes there and back, and each host is told', async () => {
    expect((await add('b')).status).toBe(201);
    expect(await states()).toEqual(['a ACTIVE', 'b INACTIVE']);
    // Older clients send an empty object, which the recorded server stumbles over.
    expect((await bench.call('PUT', `${path()}/b/activate`, {})).status).toBe(200);
    expect([await states(), await hostOf()]).toEqual([['b ACTIVE', 'a INACTIVE'], 'b']);
    const there = await bench.call('PUT', `${path()}/a/activate`);
    expect([await states(), await hostOf()]).toEqual([['a ACTIVE', 'b INACTIVE'], 'a']);
    const hosts = async (host: string) =>
      (await bench.call('GET', `/portreeve/v1/hosts/${host}/state`)).body['ports'] as unknown as object;
    await bench.feed.until(
      () => (bench.feed.cloud.port(port)?.host === 'a' ? true : undefined),
      5000,
      new AbortController().signal,
    );
    expect(there.revision).toBeGreaterThan(0);
    expect([Object.keys(await hosts('a')).length, Object.keys(await hosts('b')).length]).toEqual([1, 0]);
  });

  test('a port without any can still be deleted', async () => {
    expect((await bench.call('DELETE', `${path()}/a`)).status).toBe(204);
    expect([await states(), await hostOf()]).toEqual([[], '']);
    expect((await bench.call('DELETE', `/v2.0/ports/${port}`)).status).toBe(204);
  });

  test('a host that cannot have the port is refused at once', async () => {
    expect(refusal(await add('nowhere'))).toEqual([
      409,
      'PortBindingError',
      `Binding for port ${port} on host nowhere could not be created or updated.`,
    ]);
    expect((await add('a')).status).toBe(409);
  });

  test('the binding that waits for a host is the port\u2019s own once the port is put there', async () => {
    await add('b');
    await bench.call('PUT', `/v2.0/ports/${port}`, { port: { 'binding:host_id': 'b' } });
    expect(await states()).toEqual(['b ACTIVE']);
  });

  test('are the administrator\u2019s business: a member sees none and changes none', async () => {
    await bench.call('POST', '/v2.0/networks', { network: { name: 'own' } }, { as: 'demo' });
    const network = await bench.call('POST', '/v2.0/networks', { network: {} }, { as: 'demo' });
    const { id: network_id } = network.body['network'] ?? {};
    const body = { port: { network_id, device_owner: 'compute:nova' } };
    port = String((await bench.call('POST', '/v2.0/ports', body, { as: 'demo' })).body['port']?.['id']);
    expect((await bench.call('GET', path(), undefined, { as: 'demo' })).body).toEqual({ bindings: [] });
    expect((await bench.call('POST', path(), { binding: { host: 'a' } }, { as: 'demo' })).status).toBe(403);
    expect((await bench.call('GET', path(), undefined, { as: 'alt' })).status).toBe(404);
  });
});
