import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, openBench, refusal } from './bench.suite.ts';

describe('quotas', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const limit = async (quota: object) =>
    expect((await bench.call('PUT', '/v2.0/quotas/demo', { quota })).status).toBe(200);
  const asDemo = (method: string, path: string, body?: unknown) => bench.call(method, path, body, { as: 'demo' });
  const used = async (name: string) =>
    (await bench.call('GET', '/v2.0/quotas/demo/details')).body['quota']?.[name]?.['used'];

  test('hold to the last row: what does not fit is not made, and what was removed makes room', async () => {
    await limit({ network: 2 });
    const make = () => asDemo('POST', '/v2.0/networks', { network: {} });
    const first = await make();
    expect([first.status, (await make()).status]).toEqual([201, 201]);
    expect(refusal(await make())).toEqual([409, 'OverQuota', "Quota exceeded for resources: ['network']."]);
    expect(await used('network')).toBe(2);
    await asDemo('DELETE', `/v2.0/networks/${String(first.body['network']?.['id'])}`);
    expect([(await make()).status, (await make()).status]).toEqual([201, 409]);
  });

  test('count a bulk request as a whole', async () => {
    await limit({ network: 2 });
    const bulk = await asDemo('POST', '/v2.0/networks', { networks: [{}, {}, {}] });
    expect([bulk.status, await used('network')]).toEqual([409, 0]);
  });

  test('are of the project that gets the resource, not of who makes it', async () => {
    await limit({ network: 0 });
    const make = (project_id: string) => bench.call('POST', '/v2.0/networks', { network: { project_id } });
    expect([(await make('demo')).status, (await make('alt')).status]).toEqual([409, 201]);
  });

  test('count what goes and comes along with something else', async () => {
    const { id } = (await asDemo('POST', '/v2.0/networks', { network: {} })).body['network'] ?? {};
    await asDemo('POST', '/v2.0/subnets', { subnet: { network_id: id, ip_version: 4, cidr: '10.0.0.0/24' } });
    await asDemo('GET', '/v2.0/security-groups');
    expect([await used('subnet'), await used('security_group'), await used('security_group_rule')]).toEqual([1, 1, 4]);
    await asDemo('DELETE', `/v2.0/networks/${String(id)}`);
    expect([await used('network'), await used('subnet')]).toEqual([0, 0]);
  });

  test('of rules hold for those that a new group begins with, not for the group that every project has', async () => {
    await limit({ security_group_rule: 5 });
    const make = () => asDemo('POST', '/v2.0/security-groups', { security_group: {} });
    expect(refusal(await make())).toEqual([409, 'OverQuota', "Quota exceeded for resources: ['security_group_rule']."]);
    await limit({ security_group_rule: 0 });
    expect([(await asDemo('GET', '/v2.0/security-groups')).status, await used('security_group_rule')]).toEqual([
      200, 4,
    ]);
    const { status } = await bench.call('PUT', '/v2.0/quotas/demo', { quota: { security_group_rule: 6 } });
    expect([status, (await make()).status, (await make()).status]).toEqual([200, 201, 409]);
  });

  test('below what is used are refused, unless forced', async () => {
    await asDemo('POST', '/v2.0/networks', { network: {} });
    const put = (quota: object) => bench.call('PUT', '/v2.0/quotas/demo', { quota });
    expect(refusal(await put({ network: 0 }))).toEqual([
      400,
      'HTTPBadRequest',
      'Quota limit 0 for network must be greater than or equal to already used 1',
    ]);
    expect([(await put({ network: 0, force: true })).status, (await put({ network: -1 })).status]).toEqual([200, 200]);
  });
});
