import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listIn, refusal } from './bench.suite.ts';
import { type IdentityBench, openIdentityBench, rootToken } from './identity/bench.suite.ts';

describe.each(['service', 'advsvc'])('another service, by the role %s alone', (role) => {
  let bench: IdentityBench;
  let nova: string;
  let demo: string;
  let project: string;
  let network: string;
  let subnet: string;
  beforeAll(async () => {
    bench = await openIdentityBench();
    await bench.account('nova', 'service', role);
    project = (await bench.account('demo', 'demo', 'member')).project;
    [nova, demo] = [await bench.login('nova', 'service'), await bench.login('demo', 'demo')];
    network = await make(demo, 'networks', 'network', {});
    subnet = await make(demo, 'subnets', 'subnet', { network_id: network, ip_version: 4, cidr: '10.0.0.0/24' });
  });
  afterAll(() => bench.close());

  const make = async (token: string, path: string, name: string, item: object) => {
    const made = await bench.as(token, 'POST', `/v2.0/${path}`, { [name]: item });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return String(made.body[name]?.['id']);
  };
  const device = '6b2e7f4e-8d0c-4c7e-9a57-0d6c1f0b5a11';

  test('makes, sees, changes and removes the ports of others, with everything that an administrator gives', async () => {
    const chosen = { mac_address: 'fa:16:3e:00:00:01', fixed_ips: [{ subnet_id: subnet, ip_address: '10.0.0.77' }] };
    const binding = { 'binding:host_id': 'compute1', 'binding:profile': { a: 1 }, port_security_enabled: false };
    const port = { network_id: network, project_id: project, device_id: device, device_owner: 'compute:nova' };
    const id = await make(nova, 'ports', 'port', { ...port, ...chosen, ...binding });
    const seen = (await bench.as(nova, 'GET', `/v2.0/ports/${id}`)).body['port'];
    expect(seen).toMatchObject({
      project_id: project,
      ...chosen,
      ...binding,
      'binding:vif_type': 'binding_failed',
      'binding:vif_details': {},
    });
    const found = await bench.as(nova, 'GET', `/v2.0/ports?binding:host_id=compute1&fields=id&device_id=${device}`);
    expect(listIn(found.body, 'ports')).toEqual([{ id }]);

    const change = { mac_address: 'fa:16:3e:00:00:02', 'binding:host_id': '', device_owner: 'network:dhcp' };
    const changed = await bench.as(nova, 'PUT', `/v2.0/ports/${id}`, { port: change });
    expect([changed.status, changed.body['port']]).toMatchObject([200, change]);
    const pair = { allowed_address_pairs: [{ ip_address: '10.9.0.0/24' }], port_security_enabled: true };
    expect((await bench.as(nova, 'PUT', `/v2.0/ports/${id}`, { port: pair })).status).toBe(200);
    expect((await bench.as(nova, 'PUT', `/v2.0/ports/${id}/tags/mine`)).status).toBe(201);
    expect((await bench.as(nova, 'DELETE', `/v2.0/ports/${id}`)).status).toBe(204);
  });

  test('has the bindings of ports for itself', async () => {
    const mine = { network_id: network, project_id: project, device_id: device, device_owner: 'compute:nova' };
    const id = await make(nova, 'ports', 'port', { ...mine, 'binding:host_id': 'compute1' });
    const path = `/v2.0/ports/${id}/bindings`;
    const list = async (token: string) =>
      listIn((await bench.as(token, 'GET', path)).body, 'bindings').map((binding) => binding['host']);
    expect([await list(nova), await list(demo)]).toEqual([['compute1'], []]);
    const wanted = { binding: { host: 'compute2' } };
    const refused = await bench.as(nova, 'POST', path, wanted);
    // Refused by the binding, not by the policy: the host has no agent.
    expect([refused.status, (await bench.as(demo, 'POST', path, wanted)).status]).toEqual([409, 403]);
    expect((await bench.as(nova, 'DELETE', `${path}/compute1`)).status).toBe(204);
    expect(await list(nova)).toEqual([]);
  });

  test('sees the networks, subnets and address use of others, as they see them', async () => {
    const of = async (token: string, path: string) => (await bench.as(token, 'GET', `/v2.0/${path}`)).body;
    for (const path of [`networks/${network}`, `subnets/${subnet}`]) {
      const seen = await of(nova, path);
      expect(seen).toEqual(await of(demo, path));
      expect(JSON.stringify(seen)).not.toContain('provider:');
    }
    expect(listIn(await of(nova, 'subnets?fields=id'), 'subnets')).toEqual([{ id: subnet }]);
    const use = `network-ip-availabilities/${network}`;
    expect([(await of(nova, use))['network_ip_availability'], await of(demo, use)]).toMatchObject([
      { network_id: network },
      { NeutronError: { type: 'HTTPNotFound' } },
    ]);
  });

  test('changes nothing else, and sees nothing else of others', async () => {
    const group = await make(demo, 'security-groups', 'security_group', { name: 'web' });
    const tries = [
      ['POST', 'networks', 'create_network'],
      ['PUT', `networks/${network}`, 'update_network'],
      ['DELETE', `subnets/${subnet}`, 'delete_subnet'],
      ['POST', 'security-groups', 'create_security_group'],
      ['PUT', `networks/${network}/tags/a`, 'update_network'],
      ['PUT', `quotas/${project}`, 'update_quota'],
      // No route has this path.
      ['POST', 'portsandmore', 'create_portsandmore'],
    ] as const;
    for (const [method, path, rule] of tries) {
      const answer = refusal(await bench.as(nova, method, `/v2.0/${path}`, {}));
      expect(answer, path).toEqual([403, 'PolicyNotAuthorized', `rule:${rule} is disallowed by policy`]);
    }
    expect((await bench.as(nova, 'GET', `/v2.0/security-groups/${group}`)).status).toBe(404);
    expect((await bench.as(nova, 'GET', '/v2.0/agents')).body).toEqual({ agents: [] });
    expect((await bench.as(nova, 'GET', '/portreeve/v1/hosts')).status).toBe(403);
    expect((await bench.as(nova, 'PUT', '/agent/v1/hosts/h', {})).status).toBe(403);
  });

  test('learns whose a token is, and takes none away', async () => {
    const ask = (method: string) =>
      bench.call(method, '/identity/v3/auth/tokens', undefined, { 'x-auth-token': nova, 'x-subject-token': demo });
    expect((await ask('GET')).body['token']).toMatchObject({ user: { name: 'demo' } });
    expect((await ask('DELETE')).status).toBe(403);
    expect((await bench.as(nova, 'GET', '/identity/v3/users')).status).toBe(403);
  });

  test('with the role of a member as well is that too', async () => {
    await bench.account('nova', 'service', 'member');
    const both = await bench.login('nova', 'service');
    await make(both, 'networks', 'network', { name: 'own' });
    const seen = await bench.as(both, 'PUT', `/v2.0/networks/${network}`, { network: { name: 'taken' } });
    expect(refusal(seen)).toEqual([403, 'PolicyNotAuthorized', 'rule:update_network is disallowed by policy']);
    const roles = await bench.as(rootToken, 'GET', `/identity/v3/roles?name=${role}`);
    expect(listIn(roles.body, 'roles')).toHaveLength(1);
  });
});
