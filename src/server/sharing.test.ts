import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench, refusal } from './bench.suite.ts';

describe('sharing', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const make = async (path: string, name: string, item: object, as = 'demo') => {
    const { body } = await bench.call('POST', `/v2.0/${path}`, { [name]: item }, { as });
    return String(body[name]?.['id']);
  };
  const policy = (object_type: string, object_id: string, target_tenant: string, as = 'demo') =>
    make('rbac-policies', 'rbac_policy', { object_type, object_id, action: 'access_as_shared', target_tenant }, as);
  const status = async (path: string, as: string) =>
    (await bench.call('GET', `/v2.0/${path}`, undefined, { as })).status;
  const remove = (id: string, as = 'demo') => bench.call('DELETE', `/v2.0/rbac-policies/${id}`, undefined, { as });

  test('opens a network, its subnets and nothing else to one project', async () => {
    const network = await make('networks', 'network', {});
    const subnet = await make('subnets', 'subnet', { network_id: network, ip_version: 4, cidr: '10.0.0.0/24' });
    expect([await status(`networks/${network}`, 'alt'), await status(`subnets/${subnet}`, 'alt')]).toEqual([404, 404]);
    await policy('network', network, 'alt');
    expect([await status(`networks/${network}`, 'alt'), await status(`subnets/${subnet}`, 'alt')]).toEqual([200, 200]);
    const shared = async (as: string) =>
      (await bench.call('GET', `/v2.0/networks/${network}`, undefined, { as })).body['network']?.['shared'];
    expect([await shared('alt'), await shared('demo'), await shared('admin')]).toEqual([true, false, false]);
    const list = async (query: string) =>
      listIn((await bench.call('GET', `/v2.0/networks?${query}`, undefined, { as: 'alt' })).body, 'networks').length;
    expect([await list('shared=true'), await list('shared=false')]).toEqual([1, 0]);
  });

  test('of a network is what lists of subnets are asked for as well', async () => {
    const subnetOf = async (network_id: string) =>
      make('subnets', 'subnet', { network_id, ip_version: 4, cidr: '10.0.0.0/24' });
    const [own, open] = [await make('networks', 'network', {}), await make('networks', 'network', {})];
    const [ownSubnet, openSubnet] = [await subnetOf(own), await subnetOf(open)];
    await policy('network', open, '*', 'admin');
    const list = async (shared: boolean, as: string) =>
      listIn((await bench.call('GET', `/v2.0/subnets?shared=${shared}`, undefined, { as })).body, 'subnets').map(
        (one) => String(one['id']),
      );
    for (const as of ['demo', 'admin']) {
      expect([as, await list(true, as), await list(false, as)]).toEqual([as, [openSubnet], [ownSubnet]]);
    }
    expect([await list(true, 'alt'), await list(false, 'alt')]).toEqual([[openSubnet], []]);
    const refused = await bench.call('GET', '/v2.0/subnets?shared=perhaps');
    expect(refusal(refused).slice(0, 2)).toEqual([400, 'InvalidInput']);
  });

  test('ends when nobody needs it: by name, for all, and by the mark of the network', async () => {
    const network = await make('networks', 'network', {});
    const one = await policy('network', network, 'alt');
    const all = await policy('network', network, '*', 'admin');
    await make('ports', 'port', { network_id: network }, 'alt');
    // The other policy lets the port's project in as well.
    expect((await remove(one)).status).toBe(204);
    expect(refusal(await remove(all, 'admin'))).toEqual([
      409,
      'RbacPolicyInUse',
      `RBAC policy on object ${network} cannot be removed because other objects depend on it.\nDetails: project_id=alt`,
    ]);
    const mark = await bench.call('PUT', `/v2.0/networks/${network}`, { network: { shared: false } });
    expect(refusal(mark).slice(0, 2)).toEqual([409, 'InvalidSharedSetting']);
  });

  test('of an address group lets others name it in their rules, until they do', async () => {
    const addresses = await make('address-groups', 'address_group', { addresses: ['10.0.0.0/8'] });
    const group = await make('security-groups', 'security_group', {}, 'alt');
    const rule = { security_group_id: group, direction: 'ingress', remote_address_group_id: addresses };
    const post = () => bench.call('POST', '/v2.0/security-group-rules', { security_group_rule: rule }, { as: 'alt' });
    expect((await post()).status).toBe(404);
    const id = await policy('address_group', addresses, 'alt');
    expect((await post()).status).toBe(201);
    expect((await remove(id)).status).toBe(409);
  });

  test('goes with its object', async () => {
    const network = await make('networks', 'network', { shared: true }, 'admin');
    const group = await make('security-groups', 'security_group', {});
    await policy('security_group', group, 'alt');
    await bench.call('DELETE', `/v2.0/networks/${network}`);
    await bench.call('DELETE', `/v2.0/security-groups/${group}`);
    expect((await bench.call('GET', '/v2.0/rbac-policies')).body).toEqual({ rbac_policies: [] });
  });

  test('an external network is seen by all by a policy of its own', async () => {
    const network = await make('networks', 'network', { 'router:external': true }, 'admin');
    expect(await status(`networks/${network}`, 'alt')).toBe(200);
    await bench.call('PUT', `/v2.0/networks/${network}`, { network: { 'router:external': false } });
    expect(await status(`networks/${network}`, 'alt')).toBe(404);
  });

  test('makes a network external from the first policy to the last', async () => {
    const network = await make('networks', 'network', {}, 'admin');
    const external = async () =>
      (await bench.call('GET', `/v2.0/networks/${network}`)).body['network']?.['router:external'];
    const open = (target_tenant: string) =>
      make(
        'rbac-policies',
        'rbac_policy',
        { object_type: 'network', object_id: network, action: 'access_as_external', target_tenant },
        'admin',
      );
    const [one, other] = [await open('demo'), await open('alt')];
    await policy('network', network, 'demo', 'admin');
    expect(await external()).toBe(true);
    await remove(one, 'admin');
    expect(await external()).toBe(true);
    await remove(other, 'admin');
    expect(await external()).toBe(false);
  });

  test('grows the revision of a network, each time', async () => {
    const network = await make('networks', 'network', {});
    const revision = async () =>
      Number((await bench.call('GET', `/v2.0/networks/${network}`)).body['network']?.['revision_number']);
    const first = await revision();
    const shared = await policy('network', network, 'alt');
    const body = { rbac_policy: { target_tenant: 'admin' } };
    await bench.call('PUT', `/v2.0/rbac-policies/${shared}`, body, { as: 'demo' });
    await remove(shared);
    expect(await revision()).toBe(first + 3);
  });

  test('takes the newer name of its target as well, if the two agree', async () => {
    const network = await make('networks', 'network', {});
    const body = { object_type: 'network', object_id: network, action: 'access_as_shared' };
    const post = (more: object) =>
      bench.call('POST', '/v2.0/rbac-policies', { rbac_policy: { ...body, ...more } }, { as: 'demo' });
    expect((await post({})).status).toBe(400);
    expect((await post({ target_project: 'alt', target_tenant: 'admin' })).status).toBe(400);
    expect((await post({ target_project: 'alt' })).body['rbac_policy']?.['target_tenant']).toBe('alt');
  });
});
