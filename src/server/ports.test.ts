import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench, refusal } from './bench.suite.ts';

describe('ports', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    await bench.hello('h');
  });
  afterEach(() => bench.close());

  const make = async (path: string, name: string, item: object, as = 'demo') =>
    String((await bench.call('POST', `/v2.0/${path}`, { [name]: item }, { as })).body[name]?.['id']);
  const network = () => make('networks', 'network', {});
  const put = (id: string, port: object, as = 'demo') => bench.call('PUT', `/v2.0/ports/${id}`, { port }, { as });

  test('of others on a network are seen and deleted by its owner, and not changed', async () => {
    const network_id = await network();
    const policy = { object_type: 'network', object_id: network_id, action: 'access_as_shared', target_tenant: 'alt' };
    await make('rbac-policies', 'rbac_policy', policy);
    const theirs = await make('ports', 'port', { network_id }, 'alt');
    const mine = await make('ports', 'port', { network_id });
    expect(refusal(await put(theirs, { name: 'x' }))).toEqual([
      403,
      'PolicyNotAuthorized',
      'rule:update_port is disallowed by policy',
    ]);
    const remove = async (id: string, as: string) =>
      (await bench.call('DELETE', `/v2.0/ports/${id}`, undefined, { as })).status;
    expect([await remove(mine, 'alt'), await remove(theirs, 'demo')]).toEqual([404, 204]);
  });

  test('keep their security while they have groups or pairs', async () => {
    const id = await make('ports', 'port', {
      network_id: await network(),
      allowed_address_pairs: [{ ip_address: '10.0.0.1' }],
    });
    const off = async (more = {}) => refusal(await put(id, { port_security_enabled: false, ...more })).slice(0, 2);
    const group = await make('security-groups', 'security_group', {});
    expect(await off()).toEqual([409, 'AddressPairAndPortSecurityRequired']);
    expect(refusal(await put(id, { port_security_enabled: false, allowed_address_pairs: [] }))).toEqual([
      409,
      'PortSecurityPortHasSecurityGroup',
      'Port has security group associated. Cannot disable port security or IP address until security group is removed.',
    ]);
    expect(await off({ allowed_address_pairs: [], security_groups: [group] })).toEqual([
      400,
      'PortSecurityAndIPRequiredForSecurityGroups',
    ]);
    await put(id, { allowed_address_pairs: [], security_groups: [] });
    expect((await put(id, { port_security_enabled: false })).body['port']).toMatchObject({
      port_security_enabled: false,
      security_groups: [],
    });
  });

  test('have one address of a subnet whose addresses follow from the MAC, however often it is asked for', async () => {
    const network_id = await network();
    const subnet = { network_id, ip_version: 6, cidr: '2001:db8::/64', ipv6_address_mode: 'slaac' };
    const subnet_id = await make('subnets', 'subnet', subnet);
    const id = await make('ports', 'port', { network_id, mac_address: 'fa:16:3e:00:00:01' });
    const known = { subnet_id, ip_address: '2001:db8::f816:3eff:fe00:1' };
    const { status, body } = await put(id, { fixed_ips: [known, { subnet_id }] });
    expect([status, listIn(body['port'], 'fixed_ips')]).toEqual([200, [known]]);
  });

  test('have a group once', async () => {
    const [one, other] = [
      await make('security-groups', 'security_group', {}),
      await make('security-groups', 'security_group', {}),
    ];
    const id = await make('ports', 'port', { network_id: await network(), security_groups: [other, one] });
    expect(refusal(await put(id, { security_groups: [one, other, one] }))).toEqual([
      400,
      'HTTPBadRequest',
      `Invalid input for security_groups. Reason: Duplicate items in the list: '${one}'`,
    ]);
    const { body } = await bench.call('GET', `/v2.0/ports/${id}`);
    expect(listIn(body['port'], 'security_groups')).toEqual([other, one]);
  });
});
