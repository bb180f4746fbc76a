import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench } from '../bench.suite.ts';

let bench: Bench;
const id: Record<string, string> = {};
const make = async (as: string, path: string, name: string, item: object) =>
  String((await bench.call('POST', `/v2.0/${path}`, { [name]: item }, { as })).body[name]?.['id']);

// Two projects: demo has a network with two instances, one of them unprotected, and a group that is open; alt has a
// network of its own and an instance.
beforeAll(async () => {
  // Ids whose starts tell them apart, as everywhere but in tests.
  bench = await openBench({ settings: { newId: () => randomUUID() } });
  await bench.hello('Sugon01');
  await bench.hello('Sugon02');
  id['net'] = await make('demo', 'networks', 'network', { name: 'oa' });
  id['subnet'] = await make('demo', 'subnets', 'subnet', {
    network_id: id['net'],
    ip_version: 4,
    cidr: '172.16.15.0/24',
    name: 'OA-subnet',
  });
  id['web'] = await make('demo', 'security-groups', 'security_group', { name: 'Web' });
  id['test'] = await make('demo', 'security-groups', 'security_group', { name: 'test' });
  const rule = (more: object) =>
    make('demo', 'security-group-rules', 'security_group_rule', { direction: 'ingress', protocol: 'tcp', ...more });
  await rule({ security_group_id: id['web'], port_range_min: 22, port_range_max: 22 });
  await rule({ security_group_id: id['web'], port_range_min: 443, port_range_max: 443 });
  await rule({ security_group_id: id['test'], remote_group_id: id['web'] });
  const instance = { network_id: id['net'], device_owner: 'compute:nova' };
  id['vm'] = await make('demo', 'ports', 'port', {
    ...instance,
    name: 'vm-oa',
    device_id: 'd1c1f00d-0000-4000-8000-000000000001',
    security_groups: [id['web']],
    fixed_ips: [{ ip_address: '172.16.15.31' }],
    mac_address: 'fa:16:3e:05:b8:03',
  });
  await bench.call('PUT', `/v2.0/ports/${id['vm']}`, { port: { 'binding:host_id': 'Sugon01' } });
  id['router'] = await make('demo', 'ports', 'port', {
    ...instance,
    name: 'router_vm',
    device_id: 'd2',
    port_security_enabled: false,
    security_groups: [],
    fixed_ips: [{ ip_address: '172.16.15.40' }],
  });
  await make('demo', 'ports', 'port', {
    network_id: id['net'],
    device_owner: 'network:dhcp',
    port_security_enabled: false,
    security_groups: [],
    fixed_ips: [{ ip_address: '172.16.15.200' }],
  });
  id['altNet'] = await make('alt', 'networks', 'network', { name: 'alt net' });
  await make('alt', 'ports', 'port', {
    network_id: id['altNet'],
    name: 'vm-alt',
    device_owner: 'compute:nova',
    device_id: 'd3',
  });
  await bench.settled();
});
afterAll(() => bench.close());

const get = async (path: string, as = 'admin') =>
  (await bench.call('GET', `/portreeve/v1/${path}`, undefined, { as })).body;

describe('the summary', () => {
  test('tells an administrator of all projects, and of hosts', async () => {
    expect(await get('summary')).toEqual({
      instances: 3,
      ports: 4,
      unprotected: 1,
      networks: 2,
      // Also the groups `default` of both projects.
      security_groups: 4,
      hosts: { current: 0, behind: 2, failed: 0, silent: 0 },
      exposed: [{ id: id['web'], name: 'Web', services: ['SSH'], ports: 1 }],
    });
  });

  test('tells others of what is theirs', async () => {
    expect(await get('summary', 'demo')).toMatchObject({ instances: 2, ports: 3, networks: 1, hosts: null });
    expect(await get('summary', 'alt')).toEqual({
      instances: 1,
      ports: 1,
      unprotected: 0,
      networks: 1,
      security_groups: 1,
      hosts: null,
      exposed: [],
    });
  });

  test('has the ports that it counts as unprotected listed, those of networks left out', async () => {
    expect(await get('unprotected-ports')).toEqual({ ports: [id['router']], more: false });
    expect(await get('unprotected-ports', 'demo')).toEqual({ ports: [id['router']], more: false });
    expect(await get('unprotected-ports', 'alt')).toEqual({ ports: [], more: false });
  });

  test('says of each host how far it is', async () => {
    const other = await openBench({ settings: { agentDownAfterMs: 40 } });
    for (const host of ['a', 'b']) await other.hello(host);
    await other.report('a', { revision: 1000 });
    await other.report('b', { revision: 1000, error: { code: 'X', message: 'm', hint: 'h' } });
    const hosts = async () => (await other.call('GET', '/portreeve/v1/summary')).body['hosts'];
    expect(await hosts()).toEqual({ current: 1, behind: 0, failed: 1, silent: 0 });
    // Its clock stands still, and the agents are looked at by it: now they have been silent for too long.
    other.advance(1000);
    await expect.poll(hosts).toEqual({ current: 0, behind: 0, failed: 0, silent: 2 });
    await other.close();
  });
});

describe('the use of groups', () => {
  test('counts ports and the rules that name a group', async () => {
    const use = (await get('security-group-use'))['use'];
    expect(use?.[id['web'] ?? '']).toEqual({ ports: 1, named_by: 1 });
    expect(use?.[id['test'] ?? '']).toBe(undefined);
  });

  test('of other projects is nobody’s business', async () => {
    const use = (await get('security-group-use', 'alt'))['use'];
    expect(Object.keys(use ?? {})).not.toContain(id['web']);
    expect(Object.values(use ?? {})).toEqual([{ ports: 1, named_by: 2 }]);
  });
});

describe('the search', () => {
  const found = async (q: string, as = 'admin', more = '') =>
    listIn(await get(`search?q=${encodeURIComponent(q)}${more}`, as), 'results').map(
      ({ kind, name }) => `${kind} ${name}`,
    );
  const vm = 'port vm-oa';

  test.each<readonly [string, () => string, readonly string[]]>([
    ['a name', () => 'vm-oa', [vm]],
    ['a part of it, whichever letters are small', () => 'VM-O', [vm]],
    ['an address', () => '172.16.15.31', [vm]],
    ['the start of an address', () => '172.16.15.3', [vm]],
    ['a MAC', () => 'FA:16:3E:05:b8', [vm]],
    ['its id', () => id['vm'] ?? '', [vm]],
    ['the start of it', () => id['vm']?.slice(0, 9) ?? '', [vm]],
    ['the start of its instance’s id', () => 'd1c1f00d', [vm]],
    ['a tap', () => `tap${id['vm']?.slice(0, 11)}`, [vm]],
    ['a chain', () => `neutron-linuxbri-o${id['vm']?.slice(0, 10)}`, [vm]],
    ['a set', () => `NIPv4${id['web']?.slice(0, 24)}`, ['security_group Web']],
    ['a range', () => '172.16.15.0/24', ['subnet OA-subnet']],
    ['a host, and the ports on it', () => 'sugon01', [vm, 'host Sugon01']],
    ['a mark that means nothing to the store', () => 'r_v', ['port router_vm']],
    ['nothing', () => ' ', []],
    ['what there is not', () => "'; drop table ports", []],
  ])('finds by %s', async (_name, text, names) => expect(await found(text())).toEqual(names));

  test('finds everything of a name, kind by kind', async () => {
    expect(await found('oa')).toEqual([vm, 'network oa', 'subnet OA-subnet']);
    expect(await found('oa', 'admin', '&kinds=network,port')).toEqual(['network oa', vm]);
  });

  test('says when there is more', async () => {
    const body = await get('search?q=vm&limit=1&kinds=port');
    expect([listIn(body, 'results').map(({ name }) => name), body['more']]).toEqual([['router_vm'], true]);
  });

  test('tells what else an object is known by', async () => {
    expect(listIn(await get('search?q=vm-oa'), 'results')).toEqual([
      { kind: 'port', id: id['vm'], name: 'vm-oa', also: ['172.16.15.31', 'fa:16:3e:05:b8:03'], parent: null },
    ]);
    expect(listIn(await get('search?q=OA-sub'), 'results')).toEqual([
      { kind: 'subnet', id: id['subnet'], name: 'OA-subnet', also: ['172.16.15.0/24'], parent: id['net'] },
    ]);
  });

  test('shows nobody what he may not see: other projects, and hosts', async () => {
    for (const text of ['oa', '172.16.15.31', 'fa:16:3e:05:b8', 'sugon']) expect(await found(text, 'alt')).toEqual([]);
    expect(await found('sugon01', 'demo')).toEqual([]);
    expect(await found('vm-oa', 'demo')).toEqual([vm]);
  });

  test.each([
    'search',
    'search?q=x&limit=501',
    'search?q=x&limit=0',
    'search?q=x&kinds=user',
    `search?q=${'x'.repeat(256)}`,
  ])('takes no query %s', async (path) => {
    expect((await bench.call('GET', `/portreeve/v1/${path}`)).status).toBe(400);
  });
});
