import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, type Body, listIn, openBench, refusal } from './bench.suite.ts';

describe('rules that new groups begin with', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const path = '/v2.0/default-security-group-rules';
  const post = (rule: object, as = 'admin') => bench.call('POST', path, { default_security_group_rule: rule }, { as });
  const said = (rule: Body) =>
    ['direction', 'ethertype', 'protocol', 'remote_group_id'].map((name) => String(rule[name])).join(' ');
  const newGroup = async () => {
    const made = (await bench.call('POST', '/v2.0/security-groups', { security_group: {} })).body['security_group'];
    return listIn(made, 'security_group_rules').map(said);
  };

  test('are four at first, which everybody may read and none is a project\u2019s', async () => {
    const { body } = await bench.call('GET', path, undefined, { as: 'demo' });
    const rules = listIn(body, 'default_security_group_rules');
    expect(rules.map((rule) => [said(rule), rule['used_in_default_sg'], rule['used_in_non_default_sg']])).toEqual([
      ['ingress IPv4 null PARENT', true, false],
      ['egress IPv4 null null', true, true],
      ['ingress IPv6 null PARENT', true, false],
      ['egress IPv6 null null', true, true],
    ]);
    expect(rules.some((rule) => 'tenant_id' in rule || 'project_id' in rule)).toBe(false);
    expect(await newGroup()).toEqual(['egress IPv4 null null', 'egress IPv6 null null']);
  });

  test('are what new groups have, and groups that are there stay as they are', async () => {
    const { body } = await bench.call('GET', '/v2.0/security-groups', undefined, { as: 'demo' });
    const before = listIn(listIn(body, 'security_groups')[0], 'security_group_rules').length;
    const made = await post({
      direction: 'ingress',
      protocol: 'TCP',
      remote_group_id: 'PARENT',
      used_in_default_sg: 1,
    });
    expect(made.status).toBe(201);
    const rules = (await bench.call('GET', '/v2.0/security-groups?name=default', undefined, { as: 'demo' })).body;
    expect(listIn(listIn(rules, 'security_groups')[0], 'security_group_rules').length).toBe(before);
    const group = await newGroup();
    expect([group.length, group[2]?.slice(0, 16)]).toEqual([3, 'ingress IPv4 tcp']);
    const alt = (await bench.call('GET', '/v2.0/security-groups', undefined, { as: 'alt' })).body;
    expect(listIn(listIn(alt, 'security_groups')[0], 'security_group_rules').length).toBe(5);
  });

  test('may all be removed: a new group then has none', async () => {
    const rules = listIn((await bench.call('GET', path)).body, 'default_security_group_rules');
    for (const rule of rules) expect((await bench.call('DELETE', `${path}/${String(rule['id'])}`)).status).toBe(204);
    expect(await newGroup()).toEqual([]);
    expect(refusal(await bench.call('DELETE', `${path}/${String(rules[0]?.['id'])}`))).toEqual([
      404,
      'DefaultSecurityGroupRuleNotFound',
      `Default Security group rule ${String(rules[0]?.['id'])} does not exist`,
    ]);
  });

  test('are the administrator\u2019s to change, and none is there twice', async () => {
    const rule = { direction: 'ingress', protocol: 'udp' };
    expect((await post(rule, 'demo')).status).toBe(403);
    const { id } = (await post(rule)).body['default_security_group_rule'] ?? {};
    expect(refusal(await post(rule))).toEqual([
      409,
      'DefaultSecurityGroupRuleExists',
      `Default Security group rule already exists. Rule id is ${String(id)}.`,
    ]);
    expect((await bench.call('DELETE', `${path}/${String(id)}`, undefined, { as: 'demo' })).status).toBe(403);
    expect((await bench.call('PUT', `${path}/${String(id)}`, { default_security_group_rule: {} })).status).toBe(405);
  });

  test('that name a group go with it; an address group stays while one names it', async () => {
    const group = await bench.call('POST', '/v2.0/security-groups', { security_group: {} });
    const { id } = group.body['security_group'] ?? {};
    const addresses = (await bench.call('POST', '/v2.0/address-groups', { address_group: {} })).body['address_group'];
    expect((await post({ direction: 'ingress', remote_group_id: id })).status).toBe(201);
    const naming = { direction: 'ingress', remote_address_group_id: addresses?.['id'] };
    expect((await post(naming)).status).toBe(201);
    expect((await bench.call('DELETE', `/v2.0/security-groups/${String(id)}`)).status).toBe(204);
    expect((await bench.call('DELETE', `/v2.0/address-groups/${String(addresses?.['id'])}`)).status).toBe(409);
    expect((await newGroup()).length).toBe(3);
  });
});
