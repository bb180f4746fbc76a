import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench } from './bench.suite.ts';

describe('the story of the article, as the API tells it', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
    await bench.hello('Sugon01', '10.88.0.11');
    await bench.hello('Sugon02', '10.88.0.12');
  });
  afterAll(() => bench.close());

  const shape = (rules: readonly Record<string, unknown>[]) =>
    rules.map((r) => [r['direction'], r['ethertype'], r['protocol'], r['port_range_min'], r['remote_group_id']]);

  test('a project begins with its group default, whose members let each other in', async () => {
    const { body } = await bench.call('GET', '/v2.0/security-groups', undefined, { as: 'demo' });
    const [group] = listIn(body, 'security_groups');
    expect(body['security_groups']).toHaveLength(1);
    expect(shape(listIn(group, 'security_group_rules'))).toEqual([
      ['ingress', 'IPv4', null, null, group?.['id']],
      ['egress', 'IPv4', null, null, null],
      ['ingress', 'IPv6', null, null, group?.['id']],
      ['egress', 'IPv6', null, null, null],
    ]);
  });

  test('a new group has two egress rules; ICMP and SSH from default come after them', async () => {
    const as = 'demo';
    const groups = (await bench.call('GET', '/v2.0/security-groups?name=default', undefined, { as })).body;
    const remote = listIn(groups, 'security_groups')[0]?.['id'];
    const made = await bench.call('POST', '/v2.0/security-groups', { security_group: { name: 'test' } }, { as });
    const id = made.body['security_group']?.['id'];
    expect(shape(listIn(made.body['security_group'], 'security_group_rules'))).toEqual([
      ['egress', 'IPv4', null, null, null],
      ['egress', 'IPv6', null, null, null],
    ]);
    const rule = { security_group_id: id, direction: 'ingress', remote_group_id: remote };
    const ssh = { ...rule, protocol: 'tcp', port_range_min: 22, port_range_max: 22 };
    for (const security_group_rule of [{ ...rule, protocol: 'icmp' }, ssh]) {
      const { status } = await bench.call('POST', '/v2.0/security-group-rules', { security_group_rule }, { as });
      expect(status).toBe(201);
    }
    const shown = await bench.call('GET', `/v2.0/security-groups/${id}`, undefined, { as });
    expect(shape(listIn(shown.body['security_group'], 'security_group_rules')).slice(2)).toEqual([
      ['ingress', 'IPv4', 'icmp', null, remote],
      ['ingress', 'IPv4', 'tcp', 22, remote],
    ]);
  });

  test('a port that is bound to a host reaches that host, and is ACTIVE once it is enforced', async () => {
    const net = (await bench.call('POST', '/v2.0/networks', { network: { name: 'n' } })).body['network']?.['id'];
    await bench.call('POST', '/v2.0/subnets', { subnet: { network_id: net, ip_version: 4, cidr: '172.16.0.0/24' } });
    const made = await bench.call('POST', '/v2.0/ports', {
      port: { network_id: net, 'binding:host_id': 'Sugon01', device_owner: 'compute:nova' },
    });
    const port = made.body['port'];
    expect([port?.['binding:vif_type'], port?.['status']]).toEqual(['bridge', 'DOWN']);
    await bench.settled();
    const state = (await bench.call('GET', '/portreeve/v1/hosts/Sugon01/state')).body;
    expect(listIn(state, 'ports').map((p) => p['id'])).toEqual([port?.['id']]);
    const wait = bench.call('GET', `/portreeve/v1/hosts/Sugon01/wait?revision=${made.revision}`);
    const id = String(port?.['id']);
    await bench.report('Sugon01', { revision: made.revision, ports: { [id]: { status: 'enforced', device: 'tap' } } });
    expect((await wait).status).toBe(200);
    expect((await bench.call('GET', `/v2.0/ports/${id}`)).body['port']?.['status']).toBe('ACTIVE');
  });
});
