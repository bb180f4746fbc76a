import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyHostDelta, type HostState } from '../../model/index.ts';
import { type FeedEvent, hostStateJson, parseHostDelta, parseHostState } from '../../wire/index.ts';
import { type Bench, listIn, openBench } from '../bench.suite.ts';
import { loadCloud } from './cloud-loader.ts';
import { viewOfHost } from './host-view.ts';

const hosts = ['a', 'b', 'c'];

/** An agent as far as the feed goes: it holds the state that the events make. */
function agent(bench: Bench, host: string) {
  let state: HostState | undefined;
  let bytes = 0;
  const { stop } = bench.feed.watch(host, undefined, {
    write: (line) => {
      bytes += line.length;
      const event: FeedEvent = JSON.parse(line);
      if (event.event === 'state') state = parseHostState(event.state);
      if (event.event === 'delta') {
        expect(event.from).toBe(state?.revision);
        if (state) state = applyHostDelta(state, parseHostDelta(event.delta, event.from, event.revision));
      }
      return true;
    },
  });
  return { state: () => state, bytes: () => bytes, stop };
}

describe('the feed', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    for (const [index, host] of hosts.entries()) await bench.hello(host, `10.88.0.1${index}`);
  });
  afterEach(() => bench.close());

  const make = async (path: string, name: string, item: object) =>
    String((await bench.call('POST', `/v2.0/${path}`, { [name]: item })).body[name]?.['id']);

  test('a port on one host concerns the hosts that let its group in, and no other', async () => {
    const net = await make('networks', 'network', {});
    await make('subnets', 'subnet', { network_id: net, ip_version: 4, cidr: '10.0.0.0/24' });
    const other = await make('networks', 'network', {});
    const lonely = await make('security-groups', 'security_group', { name: 'lonely' });
    await make('ports', 'port', { network_id: net, 'binding:host_id': 'a' });
    await make('ports', 'port', { network_id: other, 'binding:host_id': 'c', security_groups: [lonely] });
    await bench.settled();
    const agents = hosts.map((host) => agent(bench, host));
    const before = agents.map((one) => one.bytes());
    await make('ports', 'port', { network_id: net });
    await bench.settled();
    const told = agents.map((one, index) => one.bytes() - (before[index] ?? 0));
    expect(told.map((bytes) => bytes > 0)).toEqual([true, false, false]);
    expect(told[0]).toBeLessThanOrEqual(300);
    const group = listIn((await bench.call('GET', '/v2.0/security-groups?name=default')).body, 'security_groups')[0];
    const members = agents[0]?.state()?.members.get(String(group?.['id']) as never);
    expect(members).toEqual(['10.0.0.2', '10.0.0.3']);
  });

  test('a vxlan network knows the tunnels of the other hosts that have a port of it', async () => {
    const net = await make('networks', 'network', {});
    for (const host of ['a', 'b']) await make('ports', 'port', { network_id: net, 'binding:host_id': host });
    await bench.settled();
    const endpoints = (host: string) => bench.feed.channel(host).view.networks.get(net as never)?.tunnelEndpoints;
    expect([endpoints('a'), endpoints('b'), endpoints('c')]).toEqual([['10.88.0.11'], ['10.88.0.10'], undefined]);
    await bench.hello('b', '10.99.0.1');
    await bench.settled();
    expect(endpoints('a')).toEqual(['10.99.0.1']);
  });

  test('the addresses of DHCP servers come with the network', async () => {
    const net = await make('networks', 'network', {});
    await make('subnets', 'subnet', { network_id: net, ip_version: 4, cidr: '10.0.0.0/24' });
    await make('ports', 'port', { network_id: net, 'binding:host_id': 'a' });
    await make('ports', 'port', { network_id: net, device_owner: 'network:dhcp', 'binding:host_id': 'b' });
    await bench.settled();
    expect([...bench.feed.channel('a').view.dhcpServers.values()]).toEqual([['10.0.0.3']]);
  });

  test('a wait answers with the report that it waits for, and an unknown host is told apart', async () => {
    const net = await make('networks', 'network', {});
    const { revision } = await bench.call('POST', '/v2.0/ports', { port: { network_id: net, 'binding:host_id': 'a' } });
    const waiting = bench.call('GET', `/portreeve/v1/hosts/a/wait?revision=${revision}&timeout_ms=10000`);
    await bench.report('a', { revision: revision - 1 });
    await bench.report('a', { revision });
    expect((await waiting).body).toEqual({ host: 'a', revision, enforced_revision: revision });
    const late = await bench.call('GET', `/portreeve/v1/hosts/a/wait?revision=${revision + 5}&timeout_ms=20`);
    expect([late.status, late.body['NeutronError']?.['type']]).toEqual([504, 'HOST_SILENT']);
    const error = { code: 'RESTORE_REJECTED', message: 'line 3', hint: '' };
    await bench.report('a', { revision, error });
    const failed = await bench.call('GET', `/portreeve/v1/hosts/a/wait?revision=${revision}`);
    expect([failed.status, failed.body['NeutronError']?.['type']]).toEqual([409, 'HOST_FAILED']);
    expect((await bench.call('GET', '/portreeve/v1/hosts/nobody')).status).toBe(404);
  });

  test('a dump is asked of the live agent, and kept under its name', async () => {
    expect((await bench.call('GET', '/portreeve/v1/hosts/a/dump')).body['NeutronError']?.['type']).toBe('HOST_OFFLINE');
    const dump = {
      taken_at: '2026-01-31T12:00:00Z',
      backend: 'memory',
      revision: 1,
      ipv4: '4',
      ipv6: '6',
      ipset: '',
      listing: '',
    };
    const { stop } = bench.feed.watch('a', undefined, {
      write: (line) => {
        const event: FeedEvent = JSON.parse(line);
        if (event.event === 'dump') void bench.call('PUT', `/agent/v1/hosts/a/dumps/${event.id}`, dump);
        return true;
      },
    });
    expect((await bench.call('GET', '/portreeve/v1/hosts/a/dump?name=before')).body).toEqual(dump);
    expect((await bench.call('GET', '/portreeve/v1/hosts/a/dumps')).body).toEqual({
      dumps: [{ name: 'before', taken_at: dump.taken_at }],
    });
    expect((await bench.call('GET', '/portreeve/v1/hosts/a/dumps/before')).body).toEqual(dump);
    expect((await bench.call('GET', '/portreeve/v1/hosts/a/dumps/after')).status).toBe(404);
    stop();
  });

  test('after any changes, what agents made of the events is what a new server would tell them', async () => {
    const nets = [await make('networks', 'network', {}), await make('networks', 'network', {})];
    for (const [index, network_id] of nets.entries()) {
      await make('subnets', 'subnet', { network_id, ip_version: 4, cidr: `10.${index}.0.0/24` });
    }
    const groups = [
      await make('security-groups', 'security_group', { name: '1' }),
      await make('security-groups', 'security_group', { name: '2' }),
    ];
    const addressGroup = await make('address-groups', 'address_group', { addresses: ['192.0.2.0/24'] });
    const agents = hosts.map((host) => agent(bench, host));
    const ids = async (path: string, key: string) =>
      listIn((await bench.call('GET', `/v2.0/${path}?fields=id`)).body, key).map((item) => String(item['id']));

    const step = fc.record({
      what: fc.constantFrom(
        'port',
        'move',
        'regroup',
        'pair',
        'delete',
        'rule',
        'unrule',
        'agent',
        'addresses',
        'mtu',
        'ungroup',
      ),
      n: fc.nat(1000),
      m: fc.nat(1000),
    });
    const pick = <T>(from: readonly T[], n: number) => from[n % from.length];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        for (const { what, n, m } of steps) {
          const port = pick(await ids('ports', 'ports'), n);
          const put = (body: object) => bench.call('PUT', `/v2.0/ports/${port}`, { port: body });
          const chosen = [pick(groups, m) ?? ''].concat(n % 3 === 0 ? groups : []);
          if (what === 'port') {
            const host = pick([...hosts, ''], n + m);
            const owner = n % 5 === 0 ? 'network:dhcp' : '';
            const more = owner === '' ? { security_groups: [...new Set(chosen)] } : {};
            await make('ports', 'port', {
              network_id: pick(nets, n),
              'binding:host_id': host,
              device_owner: owner,
              ...more,
            });
          }
          if (what === 'move') await put({ 'binding:host_id': pick([...hosts, '', 'nowhere'], m) });
          if (what === 'regroup') await put({ security_groups: [...new Set(chosen)] });
          if (what === 'pair') await put({ allowed_address_pairs: [{ ip_address: `10.7.0.${m % 250}` }] });
          if (what === 'delete' && n % 3 === 0) await bench.call('DELETE', `/v2.0/ports/${port}`);
          if (what === 'rule') {
            const remote = pick(
              [{ remote_group_id: pick(groups, n) }, { remote_address_group_id: addressGroup }, {}],
              m,
            );
            const rule = {
              security_group_id: pick(groups, m),
              direction: 'ingress',
              protocol: String(n % 200),
              ...remote,
            };
            await bench.call('POST', '/v2.0/security-group-rules', { security_group_rule: rule });
          }
          if (what === 'unrule') {
            await bench.call(
              'DELETE',
              `/v2.0/security-group-rules/${pick(await ids('security-group-rules', 'security_group_rules'), n)}`,
            );
          }
          if (what === 'agent') await bench.hello(pick(hosts, n) ?? '', `10.88.${n % 5}.${m % 250}`);
          if (what === 'addresses') {
            const body = { addresses: [`198.51.${n % 200}.0/24`] };
            await bench.call('PUT', `/v2.0/address-groups/${addressGroup}/add_addresses`, body);
          }
          if (what === 'mtu')
            await bench.call('PUT', `/v2.0/networks/${pick(nets, n)}`, { network: { mtu: 1000 + (m % 400) } });
        }
        await bench.settled();
        const fresh = await loadCloud(bench.store);
        for (const [index, host] of hosts.entries()) {
          const told = agents[index]?.state();
          const anew = viewOfHost(fresh.cloud, host, told?.revision ?? -1);
          expect(canonical(told)).toEqual(canonical(anew));
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** Order of maps and of members says nothing; order of rules and of a port's groups does. */
function canonical(state: HostState | undefined) {
  if (state === undefined) return undefined;
  const json = hostStateJson(state);
  const byId = (list: readonly unknown[] = []) => list.map((item) => JSON.stringify(item)).sort();
  const members = Object.entries(json.members ?? {}).map(
    ([id, list]) => [id, list.map((one) => one.ip_address).sort()] as const,
  );
  return {
    ...json,
    ports: byId(json.ports),
    security_groups: byId(json.security_groups),
    address_groups: byId(json.address_groups),
    networks: byId(json.networks),
    members: Object.fromEntries(members),
  };
}
