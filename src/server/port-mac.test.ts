import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench, refusal } from './bench.suite.ts';

describe('the MAC of a port', () => {
  let bench: Bench;
  let network: string;
  beforeEach(async () => {
    bench = await openBench();
    await bench.hello('h');
    network = String((await bench.call('POST', '/v2.0/networks', { network: {} })).body['network']?.['id']);
  });
  afterEach(() => bench.close());

  const create = (port: object = {}) => bench.call('POST', '/v2.0/ports', { port: { network_id: network, ...port } });
  const make = async (port: object = {}) => String((await create(port)).body['port']?.['id']);
  const put = (id: string, port: object) => bench.call('PUT', `/v2.0/ports/${id}`, { port });
  const macOf = async (id: string) => (await bench.call('GET', `/v2.0/ports/${id}`)).body['port']?.['mac_address'];

  const card = 'ec:f4:bb:c0:c1:8a';
  const profile = (device_mac_address: unknown) => ({
    'binding:vnic_type': 'direct-physical',
    'binding:profile': { pci_slot: '0000:01:00.1', device_mac_address },
  });
  const instance = { device_id: 'vm-1', device_owner: 'compute:nova' };

  test('is that of the card that a whole one is bound to, from the start or later', async () => {
    expect((await create({ ...profile('EC-F4-BB-C0-C1-8A'), 'binding:host_id': 'h' })).body['port']).toMatchObject({
      mac_address: card,
    });
    const id = await make({ 'binding:vnic_type': 'direct-physical', mac_address: 'fa:16:3e:00:00:01' });
    const bound = await put(id, { ...instance, ...profile('ec:f4:bb:c0:c1:8b'), 'binding:host_id': 'h' });
    expect(bound.body['port']).toMatchObject({ mac_address: 'ec:f4:bb:c0:c1:8b' });
    await put(id, { name: 'x' });
    expect(await macOf(id)).toBe('ec:f4:bb:c0:c1:8b');
  });

  test('takes the automatic addresses along', async () => {
    const subnet = { network_id: network, ip_version: 6, cidr: '2001:db8::/64', ipv6_address_mode: 'slaac' };
    await bench.call('POST', '/v2.0/subnets', { subnet });
    const { body } = await put(await make(), profile(card));
    expect(listIn(body['port'], 'fixed_ips').map((one) => one['ip_address'])).toEqual([
      '2001:db8::eef4:bbff:fec0:c18a',
    ]);
  });

  test('is not that of a card that another port of the network has, or of a text that is none', async () => {
    await make(profile(card));
    const id = await make();
    expect(refusal(await put(id, profile(card)))).toEqual([
      409,
      'MacAddressInUse',
      `Unable to complete operation for network ${network}. The mac address ${card} is in use.`,
    ]);
    expect(refusal(await put(id, profile('card')))).toEqual([
      400,
      'HTTPBadRequest',
      "Invalid input for binding:profile. Reason: 'card' is not a valid MAC address.",
    ]);
  });

  test('is free for the next port when the instance is taken off its card', async () => {
    const id = await make({ ...instance, ...profile(card) });
    await put(id, { device_id: '', device_owner: '', 'binding:host_id': null, 'binding:profile': {} });
    expect(await macOf(id)).toMatch(/^fa:16:3e:/);
    expect((await create(profile(card))).status).toBe(201);
  });

  test('stays its own on a bridge, whatever the profile says', async () => {
    const id = await make({ 'binding:host_id': 'h', 'binding:profile': { device_mac_address: card } });
    expect(await macOf(id)).toMatch(/^fa:16:3e:/);
  });

  test('is not changed under a guest that has it', async () => {
    const id = await make({ mac_address: 'fa:16:3e:00:00:01', 'binding:host_id': 'h' });
    expect(refusal(await put(id, { mac_address: 'fa:16:3e:00:00:02' }))).toEqual([
      409,
      'PortBound',
      `Unable to complete operation on port ${id}, port is already bound, port type: bridge, old_mac fa:16:3e:00:00:01, new_mac fa:16:3e:00:00:02.`,
    ]);
    expect((await put(id, { mac_address: 'fa:16:3e:00:00:01', name: 'x' })).status).toBe(200);
    await put(id, { 'binding:host_id': '' });
    expect((await put(id, { mac_address: 'fa:16:3e:00:00:02' })).status).toBe(200);
  });
});
