import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench, refusal } from './bench.suite.ts';

describe('subnets for some kinds of ports', () => {
  let bench: Bench;
  let network: string;
  beforeEach(async () => {
    bench = await openBench();
    network = await make('networks', 'network', {});
  });
  afterEach(() => bench.close());

  const make = async (path: string, name: string, item: object) =>
    String((await bench.call('POST', `/v2.0/${path}`, { [name]: item }, { as: 'demo' })).body[name]?.['id']);
  const subnet = (cidr: string, more: object = {}) =>
    make('subnets', 'subnet', { network_id: network, ip_version: 4, cidr, ...more });
  const port = (device_owner: string) =>
    bench.call('POST', '/v2.0/ports', { port: { network_id: network, device_owner } }, { as: 'demo' });
  const subnetsOf = async (device_owner: string) =>
    listIn((await port(device_owner)).body['port'], 'fixed_ips').map((address) => address['subnet_id']);

  test('give their addresses to these, before the subnets that serve all', async () => {
    const all = await subnet('10.0.1.0/24');
    const instances = await subnet('10.0.2.0/24', { service_types: ['compute:'] });
    expect([await subnetsOf('compute:nova'), await subnetsOf('')]).toEqual([[instances], [all]]);
  });

  test('leave a port of another kind without an address, and say so', async () => {
    expect(await subnetsOf('lb:x')).toEqual([]);
    await subnet('10.0.2.0/24', { service_types: ['compute:'] });
    expect(refusal(await port('lb:x'))).toEqual([
      409,
      'IpAddressGenerationFailureNoMatchingSubnet',
      `No valid service subnet for the given device owner, network ${network}, service type lb:x.`,
    ]);
  });

  test('are marked by the owner of the network', async () => {
    const id = await subnet('10.0.1.0/24');
    const mark = (service_types: readonly unknown[]) =>
      bench.call('PUT', `/v2.0/subnets/${id}`, { subnet: { service_types } }, { as: 'demo' });
    expect(listIn((await mark(['compute:'])).body['subnet'], 'service_types')).toEqual(['compute:']);
    expect(listIn((await mark([])).body['subnet'], 'service_types')).toEqual([]);
    expect([(await mark([''])).status, (await mark([7])).status]).toEqual([400, 400]);
  });
});
