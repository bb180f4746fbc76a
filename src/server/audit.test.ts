import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Bench, listIn, openBench } from './bench.suite.ts';

describe('the log of changes', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const asDemo = (method: string, path: string, body?: unknown) => bench.call(method, path, body, { as: 'demo' });
  const entries = async (query = '', as = 'admin') =>
    listIn((await bench.call('GET', `/portreeve/v1/audit${query}`, undefined, { as })).body, 'entries');

  test('says who changed what by which request, newest first', async () => {
    const made = await asDemo('POST', '/v2.0/security-groups', { security_group: { name: 'web' } });
    const id = String(made.body['security_group']?.['id']);
    await asDemo('DELETE', `/v2.0/security-groups/${id}`);
    const [removal, creation] = await entries();
    expect(removal).toMatchObject({ method: 'DELETE', path: `/v2.0/security-groups/${id}`, body: null });
    expect(creation).toMatchObject({
      revision: made.revision,
      at: '2026-01-31T12:00:00.000Z',
      project_id: 'demo',
      actor: 'administrator',
      address: '127.0.0.1',
      request_id: made.headers['x-openstack-request-id'],
      method: 'POST',
      path: '/v2.0/security-groups',
      body: { security_group: { name: 'web' } },
      plan_id: null,
    });
    const { objects } = (creation ?? {}) as unknown as { readonly objects: readonly object[] };
    expect(objects).toContainEqual({ table: 'security_groups', id, action: 'created' });
  });

  test('says nothing of what was refused or changed nothing', async () => {
    await asDemo('POST', '/v2.0/security-groups', { security_group: { name: 5 } });
    await asDemo('DELETE', '/v2.0/security-groups/none');
    await asDemo('GET', '/v2.0/security-groups');
    expect(await entries()).toEqual([]);
  });

  test('is of one project for its members, of all for the administrator', async () => {
    await asDemo('POST', '/v2.0/networks', { network: {} });
    await bench.call('POST', '/v2.0/networks', { network: {} }, { as: 'alt' });
    const counts = [await entries(), await entries('', 'demo'), await entries('', 'alt')].map((list) => list.length);
    expect(counts).toEqual([2, 1, 1]);
  });

  test('is narrowed to an object, and told page by page', async () => {
    const made = await asDemo('POST', '/v2.0/security-groups', { security_group: { name: 'web' } });
    const security_group_id = String(made.body['security_group']?.['id']);
    await asDemo('POST', '/v2.0/networks', { network: {} });
    const rule = { security_group_id, direction: 'ingress', protocol: 'icmp' };
    await asDemo('POST', '/v2.0/security-group-rules', { security_group_rule: rule });
    const paths = (await entries(`?object=${security_group_id}`)).map((entry) => entry['path']);
    expect(paths).toEqual(['/v2.0/security-group-rules', '/v2.0/security-groups']);
    const [newest] = await entries('?limit=1');
    const [second] = await entries(`?limit=1&before=${String(newest?.['revision'])}`);
    expect([newest?.['path'], second?.['path']]).toEqual(['/v2.0/security-group-rules', '/v2.0/networks']);
  });

  test('tells quotas, tags and bindings as well', async () => {
    await bench.call('PUT', '/v2.0/quotas/demo', { quota: { port: 5 } });
    const made = await asDemo('POST', '/v2.0/networks', { network: {} });
    await asDemo('PUT', `/v2.0/networks/${String(made.body['network']?.['id'])}/tags`, { tags: ['a'] });
    expect((await entries()).map((entry) => entry['method'])).toEqual(['PUT', 'POST', 'PUT']);
    expect(await entries('?object=quotas')).toHaveLength(1);
  });

  test('keeps of a long body how it begins', async () => {
    const groups = Array.from({ length: 200 }, (_, n) => ({ name: `${n}`, description: 'x'.repeat(100) }));
    await asDemo('POST', '/v2.0/security-groups', { security_groups: groups });
    const [entry] = await entries();
    expect(entry?.['body']).toMatchObject({ truncated: true });
    expect([listIn(entry, 'objects').length, Number(entry?.['changed'])]).toEqual([100, expect.any(Number)]);
    expect(Number(entry?.['changed'])).toBeGreaterThan(200);
  });

  test('says when each host that it concerns was told, and when it enforced it', async () => {
    await bench.hello('h1');
    await bench.hello('h2', '10.0.0.2');
    const network = await bench.call('POST', '/v2.0/networks', { network: {} });
    const network_id = network.body['network']?.['id'];
    for (const host of ['h1', 'h2']) bench.feed.watch(host, undefined, { write: () => true });
    const port = { network_id, 'binding:host_id': 'h1' };
    const made = await bench.call('POST', '/v2.0/ports', { port });
    await bench.settled();
    const hosts = async () => (await entries('?limit=1'))[0]?.['hosts'];
    await vi.waitFor(async () =>
      expect(await hosts()).toEqual([{ host: 'h1', told_at: '2026-01-31T12:00:00.000Z', enforced_at: null }]),
    );
    bench.advance(2000);
    await bench.report('h1', { revision: made.revision });
    await vi.waitFor(async () => expect(await hosts()).toMatchObject([{ enforced_at: '2026-01-31T12:00:02.000Z' }]));
  });
});
