import { expect, onTestFinished, test } from 'vitest';
import { listIn, openBench, refusal } from './bench.suite.ts';

test('an address group begins with prefixes, and takes bare addresses later', async () => {
  const bench = await openBench();
  onTestFinished(() => bench.close());
  const make = (addresses: readonly string[]) =>
    bench.call('POST', '/v2.0/address-groups', { address_group: { addresses } }, { as: 'demo' });
  expect(refusal(await make(['10.20.30.40']))).toEqual([
    400,
    'HTTPBadRequest',
    "Invalid input for addresses. Reason: '10.20.30.40' isn't a recognized IP subnet cidr, '10.20.30.40/32' is recommended.",
  ]);
  const group = (await make(['192.168.0.10/24', '2001:db8::f00/64'])).body['address_group'];
  expect(listIn(group, 'addresses')).toEqual(['192.168.0.0/24', '2001:db8::/64']);
  const path = `/v2.0/address-groups/${String(group?.['id'])}/add_addresses`;
  const more = await bench.call('PUT', path, { addresses: ['10.20.30.40'] }, { as: 'demo' });
  expect(listIn(more.body['address_group'], 'addresses')).toContain('10.20.30.40/32');
});
