import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, openBench, refusal } from './bench.suite.ts';

describe('address pairs one by one', () => {
  let bench: Bench;
  let port: string;
  beforeEach(async () => {
    bench = await openBench();
    const network = await bench.call('POST', '/v2.0/networks', { network: {} }, { as: 'demo' });
    const body = { network_id: network.body['network']?.['id'], mac_address: 'fa:16:3e:00:00:01' };
    port = String((await bench.call('POST', '/v2.0/ports', { port: body }, { as: 'demo' })).body['port']?.['id']);
  });
  afterEach(() => bench.close());

  const change = (action: 'add' | 'remove', pairs: readonly object[], as = 'demo') => {
    const body = { port: { allowed_address_pairs: pairs } };
    return bench.call('PUT', `/v2.0/ports/${port}/${action}_allowed_address_pairs`, body, { as });
  };
  const pair = (ip_address: string) => ({ ip_address, mac_address: 'fa:16:3e:00:00:01' });

  test('two clients who add one each do not undo one another, and adding one again changes nothing', async () => {
    await Promise.all([change('add', [{ ip_address: '10.0.0.1' }]), change('add', [{ ip_address: '10.0.0.2' }])]);
    const added = await change('add', [pair('10.0.0.1')]);
    expect(added.body['port']?.['allowed_address_pairs']).toEqual([pair('10.0.0.1'), pair('10.0.0.2')]);
    const removed = await change('remove', [{ ip_address: '10.0.0.1' }, { ip_address: '10.0.0.9' }]);
    expect(removed.body['port']?.['allowed_address_pairs']).toEqual([pair('10.0.0.2')]);
  });

  test('more than ten in the end are refused, and so are bodies without any', async () => {
    const some = (first: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ ip_address: `10.0.0.${first + index}` }));
    expect((await change('add', some(1, 10))).status).toBe(200);
    expect(refusal(await change('add', some(11, 1)))).toEqual([
      400,
      'AllowedAddressPairExhausted',
      'The number of allowed address pair exceeds the maximum 10.',
    ]);
    expect((await bench.call('PUT', `/v2.0/ports/${port}/add_allowed_address_pairs`, {})).status).toBe(400);
    expect((await change('add', some(1, 1), 'alt')).status).toBe(404);
  });

  test('are refused without port security', async () => {
    const off = { port: { port_security_enabled: false, security_groups: [] } };
    expect((await bench.call('PUT', `/v2.0/ports/${port}`, off, { as: 'demo' })).status).toBe(200);
    expect((await change('add', [{ ip_address: '10.0.0.1' }])).status).toBe(409);
  });
});
