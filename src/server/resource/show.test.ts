import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, listIn, openBench } from '../bench.suite.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.hello('h');
});
afterEach(() => bench.close());

const made = async (path: string, name: string, item: object, as = 'admin') =>
  String((await bench.call('POST', `/v2.0/${path}`, { [name]: item }, { as })).body[name]?.['id']);

test('ports are shown as they are now, whatever was shown of them before', async () => {
  const net = await made('networks', 'network', { shared: true });
  const subnets = [
    await made('subnets', 'subnet', { network_id: net, ip_version: 4, cidr: '10.0.0.0/24' }),
    await made('subnets', 'subnet', { network_id: net, ip_version: 4, cidr: '10.1.0.0/24', gateway_ip: null }),
  ];
  const group = await made('security-groups', 'security_group', { name: 'g' });
  let automatic: string | undefined;
  const ids = async () => {
    const { body } = await bench.call('GET', '/v2.0/ports?fields=id');
    return listIn(body, 'ports').map((port) => String(port['id']));
  };
  const what = fc.constantFrom(
    'make',
    'name',
    'groups',
    'ip',
    'pairs',
    'tag',
    'untag',
    'bind',
    'report',
    'slaac',
    'gone',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(what, fc.nat(1000)), { minLength: 1, maxLength: 12 }), async (steps) => {
      for (const [step, n] of steps) {
        const known = await ids();
        const id = known[n % known.length];
        const put = (port: object) => bench.call('PUT', `/v2.0/ports/${id}`, { port });
        // What was shown is remembered by the server that showed it.
        for (const as of ['admin', 'demo']) await bench.call('GET', '/v2.0/ports', undefined, { as });
        if (step === 'make') await made('ports', 'port', { network_id: net }, n % 2 === 0 ? 'admin' : 'demo');
        if (step === 'name') await put({ name: `n${n}` });
        if (step === 'groups') await put({ security_groups: n % 2 === 0 ? [group] : [] });
        if (step === 'ip') await put({ fixed_ips: [{ subnet_id: subnets[n % 2] }] });
        if (step === 'pairs') {
          const pairs = { port: { allowed_address_pairs: [{ ip_address: `10.9.0.${n % 250}` }] } };
          await bench.call('PUT', `/v2.0/ports/${id}/add_allowed_address_pairs`, pairs);
        }
        if (step === 'tag') await bench.call('PUT', `/v2.0/ports/${id}/tags/t${n}`);
        if (step === 'untag') await bench.call('DELETE', `/v2.0/ports/${id}/tags`);
        if (step === 'bind') await put({ 'binding:host_id': n % 2 === 0 ? 'h' : '' });
        if (step === 'report' && id !== undefined) {
          const status = n % 2 === 0 ? 'enforced' : 'pending';
          await bench.report('h', { ports: { [id]: { status, device: 'tap' } } } as object);
        }
        if (step === 'slaac') {
          // Its addresses come to all ports by themselves, and go with it.
          if (automatic !== undefined) {
            await bench.call('DELETE', `/v2.0/subnets/${automatic}`);
            automatic = undefined;
          } else {
            const v6 = { network_id: net, ip_version: 6, cidr: '2001:db8::/64', ipv6_address_mode: 'slaac' };
            automatic = await made('subnets', 'subnet', v6);
          }
        }
        if (step === 'gone') await bench.call('DELETE', `/v2.0/ports/${id}`);
      }
      await bench.settled();
      // Asked for with all fields by name, they are not taken from what is remembered.
      for (const as of ['admin', 'demo']) {
        const { body } = await bench.call('GET', '/v2.0/ports', undefined, { as });
        const shown = listIn(body, 'ports');
        const names = [...new Set(shown.flatMap((port) => Object.keys(port)))];
        if (names.length === 0) continue;
        const query = names.map((name) => `fields=${encodeURIComponent(name)}`).join('&');
        const anew = await bench.call('GET', `/v2.0/ports?${query}`, undefined, { as });
        expect(shown).toEqual(listIn(anew.body, 'ports'));
        for (const port of shown) {
          expect((await bench.call('GET', `/v2.0/ports/${port['id']}`, undefined, { as })).body['port']).toEqual(port);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('a member does not see what only the administrator may, whoever asked first', async () => {
  const net = await made('networks', 'network', {}, 'demo');
  const id = await made('ports', 'port', { network_id: net }, 'demo');
  const keys = async (as: string) =>
    Object.keys((await bench.call('GET', `/v2.0/ports/${id}`, undefined, { as })).body['port'] ?? {});
  for (const as of ['admin', 'demo', 'admin', 'demo']) {
    expect((await keys(as)).includes('binding:host_id')).toBe(as === 'admin');
  }
});
