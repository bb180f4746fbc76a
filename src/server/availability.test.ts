import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench } from './bench.suite.ts';

describe('address use of networks', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const network = async (name: string, cidr?: string) => {
    const made = await bench.call('POST', '/v2.0/networks', { network: { name } });
    const { id: network_id } = made.body['network'] ?? {};
    const subnet = { network_id, ip_version: cidr?.includes(':') ? 6 : 4, cidr };
    if (cidr !== undefined) expect((await bench.call('POST', '/v2.0/subnets', { subnet })).status).toBe(201);
    return String(network_id);
  };
  const raw = async (path: string) =>
    (await bench.app.inject({ url: `/v2.0/${path}`, headers: { 'x-auth-token': 'admin' } })).payload;

  test('totals too large for a double are written to the last digit', async () => {
    const id = await network('six', '2001:db8::/64');
    // All of 2^64 but the anycast address, which is the gateway.
    expect(await raw(`network-ip-availabilities/${id}`)).toContain('"total_ips":18446744073709551615');
  });

  test('the details tell addresses of the pools from those of the whole subnet', async () => {
    const id = await network('four', '10.0.0.0/29');
    const six = { network_id: id, ip_version: 6, cidr: '2001:db8::/64' };
    expect((await bench.call('POST', '/v2.0/subnets', { subnet: six })).status).toBe(201);
    const pools = [
      { start: '10.1.0.10', end: '10.1.0.19' },
      { start: '10.1.0.30', end: '10.1.0.39' },
    ];
    const pooled = { network_id: id, ip_version: 4, cidr: '10.1.0.0/24', allocation_pools: pools };
    const { body } = await bench.call('POST', '/v2.0/subnets', { subnet: pooled });
    for (const last of [9, 10, 19, 20, 30, 39, 40]) {
      const fixed_ips = [{ subnet_id: body['subnet']?.['id'], ip_address: `10.1.0.${last}` }];
      expect((await bench.call('POST', '/v2.0/ports', { port: { network_id: id, fixed_ips } })).status).toBe(201);
    }
    const text = await raw(`network-ip-availabilities/${id}`);
    const details = [...text.matchAll(/"ip_availability_details":(\{[^}]*\})/g)].map(([, one]) => one);
    const printed = (subnet: string, pool: string, used: number, usedInPool: number) =>
      `{"total_ips_in_subnet":${subnet},"total_ips_in_allocation_pool":${pool},` +
      `"used_ips_in_subnet":${used},"used_ips_in_allocation_pool":${usedInPool}}`;
    expect(details).toEqual([
      printed('6', '5', 0, 0),
      printed('18446744073709551616', '18446744073709551615', 0, 0),
      printed('254', '20', 7, 4),
      printed('18446744073709551876', '18446744073709551640', 7, 4),
    ]);
  });

  test('a subnet without pools counts with all its addresses, and with none of pools', async () => {
    const id = await network('poolless');
    const subnet = { network_id: id, ip_version: 4, cidr: '10.2.0.0/24', allocation_pools: [] };
    expect((await bench.call('POST', '/v2.0/subnets', { subnet })).status).toBe(201);
    const { body } = await bench.call('GET', `/v2.0/network-ip-availabilities/${id}`);
    expect(body['network_ip_availability']).toMatchObject({
      total_ips: 256,
      ip_availability_details: { total_ips_in_subnet: 254, total_ips_in_allocation_pool: 0 },
    });
  });

  test('lists are narrowed by network, project and IP version', async () => {
    await network('none');
    const id = await network('four', '10.0.0.0/29');
    await bench.call('POST', '/v2.0/ports', { port: { network_id: id } });
    const list = async (query: string) =>
      listIn(
        (await bench.call('GET', `/v2.0/network-ip-availabilities${query}`)).body,
        'network_ip_availabilities',
      ).map((one) => [one['network_name'], one['used_ips'], one['total_ips']]);
    expect(await list('')).toEqual([
      ['none', 0, 0],
      ['four', 1, 5],
    ]);
    expect(await list('?ip_version=4')).toEqual([['four', 1, 5]]);
    expect(await list('?ip_version=6')).toEqual([]);
    expect(await list(`?network_id=${id}&project_id=admin`)).toEqual([['four', 1, 5]]);
    expect((await bench.call('GET', '/v2.0/network-ip-availabilities?colour=red')).status).toBe(400);
  });

  test('the number of statements does not grow with the list', async () => {
    const cost = () => bench.statementsOf(() => bench.call('GET', '/v2.0/network-ip-availabilities'));
    await network('first', '10.0.0.0/24');
    const few = await cost();
    for (let i = 0; i < 30; i++) await network(`n${i}`, '10.0.0.0/24');
    expect(await cost()).toBe(few);
    expect(few).toBeGreaterThan(0);
  });

  test('a zone that is not there cannot be hinted at', async () => {
    const made = await bench.call('POST', '/v2.0/networks', { network: { availability_zone_hints: ['nova'] } });
    expect([made.status, made.body['NeutronError']?.['type']]).toEqual([404, 'AvailabilityZoneNotFound']);
  });
});
