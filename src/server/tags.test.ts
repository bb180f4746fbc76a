import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench, refusal } from './bench.suite.ts';

describe('tags', () => {
  let bench: Bench;
  let id: string;
  beforeEach(async () => {
    bench = await openBench();
    id = await network({ name: 'n' });
  });
  afterEach(() => bench.close());

  const network = async (more: object) =>
    String((await bench.call('POST', '/v2.0/networks', { network: more })).body['network']?.['id']);
  const tagsOf = async (path = `networks/${id}`) => (await bench.call('GET', `/v2.0/${path}/tags`)).body['tags'];
  const names = async (query: string) =>
    listIn((await bench.call('GET', `/v2.0/networks?fields=name&sort_key=name&sort_dir=asc&${query}`)).body, 'networks')
      .map((one) => String(one['name']))
      .join();

  test('several are added by one POST, and what is there stays', async () => {
    await bench.call('PUT', `/v2.0/networks/${id}/tags`, { tags: ['b'] });
    const added = await bench.call('POST', `/v2.0/networks/${id}/tags`, { tags: ['c', 'a', 'b'] });
    expect([added.status, added.body]).toEqual([201, { tags: ['a', 'b', 'c'] }]);
    expect(await tagsOf()).toEqual(['a', 'b', 'c']);
  });

  test('each change makes the revision grow', async () => {
    const revision = async () =>
      Number((await bench.call('GET', `/v2.0/networks/${id}`)).body['network']?.['revision_number']);
    const seen = [await revision()];
    for (const [method, path, body] of [
      ['PUT', 'tags', { tags: ['a'] }],
      ['PUT', 'tags/b', undefined],
      ['POST', 'tags', { tags: ['c'] }],
      ['DELETE', 'tags/a', undefined],
      ['DELETE', 'tags', undefined],
    ] as const) {
      expect((await bench.call(method, `/v2.0/networks/${id}/${path}`, body)).status).toBeLessThan(300);
      seen.push(await revision());
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('lists are narrowed by all of some tags, any of them, and their opposites', async () => {
    for (const [name, tags] of [
      ['both', ['red', 'blue']],
      ['red', ['red']],
      ['Red', ['Red']],
    ] as const) {
      await bench.call('PUT', `/v2.0/networks/${await network({ name })}/tags`, { tags });
    }
    expect(await names('tags=red,blue')).toBe('both');
    expect(await names('tags-any=red,blue')).toBe('both,red');
    expect(await names('not-tags=red,blue')).toBe('Red,n,red');
    expect(await names('not-tags-any=red,blue')).toBe('Red,n');
    expect(await names('tags=red&not-tags=blue')).toBe('red');
    expect(await names('tags=nobody')).toBe('');
  });

  test('of a new port are made with it, in bulk as well', async () => {
    const ports = [{ network_id: id, tags: ['x', 'x'] }, { network_id: id }];
    const made = listIn((await bench.call('POST', '/v2.0/ports', { ports })).body, 'ports');
    expect(made.map((port) => port['tags'])).toEqual([['x'], []]);
  });

  test('go with their resource', async () => {
    await bench.call('PUT', `/v2.0/networks/${id}/tags`, { tags: ['a'] });
    await bench.call('DELETE', `/v2.0/networks/${id}`);
    expect(await bench.store.read((tx) => tx.count('tags'))).toBe(0);
  });

  test('are seen by whom the resource is shared with, and changed by its owner only', async () => {
    await bench.call('PUT', `/v2.0/networks/${id}`, { network: { shared: true } });
    const put = await bench.call('PUT', `/v2.0/networks/${id}/tags/a`, undefined, { as: 'demo' });
    expect(refusal(put)).toEqual([403, 'PolicyNotAuthorized', 'rule:update_network:tags is disallowed by policy']);
    expect((await bench.call('GET', `/v2.0/networks/${id}/tags`, undefined, { as: 'demo' })).status).toBe(200);
  });

  test('named twice in one body are refused', async () => {
    expect(refusal(await bench.call('PUT', `/v2.0/networks/${id}/tags`, { tags: ['a', 'a'] }))).toEqual([
      400,
      'InvalidInput',
      "Invalid input for operation: Duplicate items in the list: 'a, a'",
    ]);
  });
});
