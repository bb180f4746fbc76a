import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, helloOf, listIn, openBench, refusal } from './bench.suite.ts';

describe('the server', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    await bench.hello('h');
  });
  afterEach(() => bench.close());

  const make = async (path: string, name: string, item: object, as = 'admin') =>
    String((await bench.call('POST', `/v2.0/${path}`, { [name]: item }, { as })).body[name]?.['id']);
  const network = (as = 'admin') => make('networks', 'network', { name: 'n' }, as);

  test('a silent agent takes its ports down, and back up with its next word', async () => {
    await bench.close();
    bench = await openBench({ settings: { agentDownAfterMs: 40 } });
    await bench.hello('h');
    const id = await make('ports', 'port', { network_id: await network(), 'binding:host_id': 'h' });
    const status = async () => (await bench.call('GET', `/v2.0/ports/${id}`)).body['port']?.['status'];
    const becomes = (wanted: string) =>
      bench.feed.until(
        () => (bench.feed.cloud.port(id)?.status === wanted ? true : undefined),
        5000,
        new AbortController().signal,
      );
    await bench.hello('h');
    await bench.settled();
    await bench.report('h', { ports: { [id]: { status: 'enforced', device: 'tap' } } });
    expect(await becomes('ACTIVE')).toBe(true);
    bench.advance(60_000);
    expect(await becomes('DOWN')).toBe(true);
    expect((await bench.call('GET', '/v2.0/agents?alive=true')).body).toEqual({ agents: [] });
    await bench.hello('h');
    expect(await becomes('ACTIVE')).toBe(true);
    expect(['ACTIVE', 'DOWN']).toContain(await status());
  });

  test('a port is bound where the agent lives and reaches its network, and nowhere else', async () => {
    const vxlan = await network();
    const flat = await make('networks', 'network', {
      'provider:network_type': 'flat',
      'provider:physical_network': 'physnet1',
    });
    await bench.call('PUT', '/agent/v1/hosts/bare', {
      ...helloOf('10.0.0.9'),
      configurations: { ...helloOf('10.0.0.9').configurations, tunnel_types: [], interface_mappings: {} },
    });
    const bound = async (network_id: string, host: string, more = {}) =>
      (await bench.call('POST', '/v2.0/ports', { port: { network_id, 'binding:host_id': host, ...more } })).body[
        'port'
      ]?.['binding:vif_type'];
    expect([await bound(vxlan, 'h'), await bound(flat, 'h'), await bound(vxlan, '')]).toEqual([
      'bridge',
      'bridge',
      'unbound',
    ]);
    expect([await bound(vxlan, 'bare'), await bound(flat, 'bare'), await bound(vxlan, 'nobody')]).toEqual(
      Array(3).fill('binding_failed'),
    );
    expect(await bound(vxlan, 'h', { 'binding:vnic_type': 'direct' })).toBe('binding_failed');
    bench.advance(76_000);
    expect(await bound(vxlan, 'h')).toBe('binding_failed');
  });

  test('addresses are given from the lowest on, never twice, and refused when there are none', async () => {
    const network_id = await network();
    await make('subnets', 'subnet', { network_id, ip_version: 4, cidr: '10.0.0.0/29' });
    const port = async (more = {}) => bench.call('POST', '/v2.0/ports', { port: { network_id, ...more } });
    const address = async (more = {}) => listIn((await port(more)).body['port'], 'fixed_ips')[0]?.['ip_address'];
    expect(await address({ fixed_ips: [{ ip_address: '10.0.0.3' }] })).toBe('10.0.0.3');
    expect([await address(), await address(), await address()]).toEqual(['10.0.0.2', '10.0.0.4', '10.0.0.5']);
    const last = await port();
    expect(listIn(last.body['port'], 'fixed_ips')[0]?.['ip_address']).toBe('10.0.0.6');
    expect(refusal(await port())).toEqual([
      409,
      'IpAddressGenerationFailure',
      `No more IP addresses available on network ${network_id}.`,
    ]);
    await bench.call('DELETE', `/v2.0/ports/${String(last.body['port']?.['id'])}`);
    expect(await address()).toBe('10.0.0.6');
  });

  test('If-Match lets through only who knows the newest revision', async () => {
    const id = await network();
    const put = (revision: number | string) =>
      bench.call(
        'PUT',
        `/v2.0/networks/${id}`,
        { network: { name: 'x' } },
        { as: 'admin', headers: { 'if-match': `revision_number=${revision}` } },
      );
    expect((await put(1)).status).toBe(200);
    expect(refusal(await put(1))).toEqual([
      412,
      'RevisionNumberConstraintFailed',
      'Constrained to 1, but current revision is 2',
    ]);
    expect((await put('now')).status).toBe(200);
    const headers = { 'if-match': 'revision_number=1' };
    expect((await bench.call('DELETE', `/v2.0/networks/${id}`, undefined, { as: 'admin', headers })).status).toBe(412);
    expect((await bench.call('GET', `/v2.0/networks/${id}`)).status).toBe(200);
  });

  test('a bulk request makes all or none', async () => {
    const network_id = await network();
    const ports = [
      { network_id, name: 'a' },
      { network_id, name: 'b', mac_address: 'fa:16:3e:00:00:01' },
    ];
    const made = await bench.call('POST', '/v2.0/ports', { ports });
    expect(listIn(made.body, 'ports').map((port) => port['name'])).toEqual(['a', 'b']);
    expect((await bench.call('POST', '/v2.0/ports', { ports: [{ network_id, name: 'c' }, ports[1]] })).status).toBe(
      409,
    );
    expect((await bench.call('GET', '/v2.0/ports?name=c')).body).toEqual({ ports: [] });
  });

  test('a group that a rule of another names goes with that rule, and says so', async () => {
    const [remote, group] = [
      await make('security-groups', 'security_group', {}),
      await make('security-groups', 'security_group', {}),
    ];
    await make('security-group-rules', 'security_group_rule', {
      security_group_id: group,
      direction: 'ingress',
      remote_group_id: remote,
    });
    expect((await bench.call('DELETE', `/v2.0/security-groups/${remote}`)).status).toBe(204);
    const left = (await bench.call('GET', `/v2.0/security-groups/${group}`)).body['security_group'];
    expect([listIn(left, 'security_group_rules').length, left?.['revision_number']]).toEqual([2, 3]);
  });

  test('the number of statements of a list does not grow with the list', async () => {
    const network_id = await network();
    await make('subnets', 'subnet', { network_id, ip_version: 4, cidr: '10.0.0.0/24' });
    const paths = [
      'networks',
      'subnets',
      'ports',
      'security-groups',
      'security-group-rules',
      'rbac-policies',
      'address-groups',
    ];
    const cost = async () => {
      const out: number[] = [];
      for (const path of paths) {
        const list = async () => expect((await bench.call('GET', `/v2.0/${path}`)).status).toBe(200);
        out.push(await bench.statementsOf(list));
      }
      return out;
    };
    await make('ports', 'port', { network_id });
    await make('address-groups', 'address_group', {});
    const few = await cost();
    for (let i = 0; i < 40; i++) {
      await make('ports', 'port', { network_id });
      const object_id = await make('networks', 'network', {});
      const policy = { object_type: 'network', object_id, action: 'access_as_shared', target_tenant: 'p' };
      await make('rbac-policies', 'rbac_policy', policy);
      await bench.call('PUT', `/v2.0/networks/${object_id}/tags`, { tags: ['a', 'b'] });
      await make('address-groups', 'address_group', {});
      await make('security-groups', 'security_group', {});
    }
    expect(await cost()).toEqual(few);
    expect(Math.min(...few)).toBeGreaterThan(0);
  });

  test('an import keeps ids and rules, twice is refused, and half is nothing', async () => {
    const id = (n: number) => `aaaaaaaa-0000-4000-8000-00000000000${n}`;
    const objects = {
      networks: [
        {
          id: id(1),
          name: 'moved',
          project_id: 'p',
          'provider:network_type': 'vxlan',
          'provider:segmentation_id': 77,
          status: 'ACTIVE',
        },
      ],
      subnets: [
        { id: id(2), network_id: id(1), ip_version: 4, cidr: '172.16.15.22/31', gateway_ip: null, project_id: 'p' },
      ],
      security_groups: [
        {
          id: id(3),
          name: 'default',
          project_id: 'p',
          security_group_rules: [{ id: id(4), direction: 'ingress', ethertype: 'IPv4', remote_group_id: id(3) }],
        },
      ],
      ports: [
        {
          id: id(5),
          network_id: id(1),
          project_id: 'p',
          mac_address: 'fa:16:3e:05:b8:03',
          fixed_ips: [{ subnet_id: id(2), ip_address: '172.16.15.23' }],
          security_groups: [id(3)],
          'binding:host_id': 'h',
          status: 'ACTIVE',
        },
      ],
    };
    const broken = { ...objects, ports: [{ ...objects.ports[0], security_groups: [id(9)] }] };
    expect(refusal(await bench.call('POST', '/portreeve/v1/import', broken))).toEqual([
      404,
      'SecurityGroupNotFound',
      `Security group ${id(9)} does not exist`,
    ]);
    expect((await bench.call('GET', '/v2.0/networks?name=moved')).body).toEqual({ networks: [] });

    // Seen before: the default group that was made then gives way.
    await bench.call('GET', '/v2.0/security-groups?project_id=p');
    const done = await bench.call('POST', '/portreeve/v1/import', objects);
    expect(done.body).toEqual({
      imported: { networks: 1, subnets: 1, address_groups: 0, security_groups: 1, security_group_rules: 1, ports: 1 },
    });
    const port = (await bench.call('GET', `/v2.0/ports/${id(5)}`)).body['port'];
    expect([port?.['mac_address'], port?.['fixed_ips'], port?.['binding:vif_type'], port?.['status']]).toEqual([
      'fa:16:3e:05:b8:03',
      [{ subnet_id: id(2), ip_address: '172.16.15.23' }],
      'bridge',
      'DOWN',
    ]);
    const groups = (await bench.call('GET', '/v2.0/security-groups?project_id=p')).body;
    expect(
      listIn(groups, 'security_groups').map((group) => [
        group['id'],
        listIn(group, 'security_group_rules').map((rule) => rule['id']),
      ]),
    ).toEqual([[id(3), [id(4)]]]);
    expect((await bench.call('POST', '/portreeve/v1/import', objects)).status).toBe(409);
    expect((await bench.call('POST', '/portreeve/v1/import', objects, { as: 'demo' })).status).toBe(403);
  });

  test('every answer has a request id of its own, whatever the client sends', async () => {
    const ask = async (path: string) =>
      (await bench.call('GET', path, undefined, { as: 'admin', headers: { 'x-openstack-request-id': 'req-mine' } }))
        .headers['x-openstack-request-id'];
    const ids = [await ask('/v2.0/networks'), await ask('/v2.0/networks'), await ask('/v2.0/nothing')];
    expect(new Set(ids).size).toBe(3);
    for (const one of ids) expect(one).toMatch(/^req-[0-9a-f-]{36}$/);
  });

  test('the project of the administrator is the one that the header names, else "default"', async () => {
    const made = async (headers = {}) =>
      (await bench.call('POST', '/v2.0/networks', { network: {} }, { as: 'admin', headers })).body['network']?.[
        'project_id'
      ];
    expect([await made({ 'x-project-id': 'p' }), await made()]).toEqual(['p', 'admin']);
  });
});
