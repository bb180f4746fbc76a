import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answered, type Bench, listIn, openBench } from './bench.suite.ts';
import { oddValue } from './odd-value.arbitrary.ts';
import type { AnyResource } from './resource/resource.ts';
import { resources } from './resources/index.ts';

const answersKnown = new Set([200, 201, 400, 403, 404, 409, 413]);

describe('whatever is sent', () => {
  let bench: Bench;
  const ids = new Map<AnyResource, string>();

  beforeAll(async () => {
    bench = await openBench();
    await bench.hello('h');
    const made = async (path: string, name: string, item: object) =>
      String((await bench.call('POST', `/v2.0/${path}`, { [name]: item })).body[name]?.['id']);
    const net = await made('networks', 'network', { name: 'n' });
    const subnet = await made('subnets', 'subnet', { network_id: net, ip_version: 4, cidr: '10.0.0.0/24' });
    const group = await made('security-groups', 'security_group', { name: 'g' });
    const rule = { security_group_id: group, direction: 'ingress' };
    const known: Record<string, string> = {
      network: net,
      subnet,
      port: await made('ports', 'port', { network_id: net }),
      security_group: group,
      security_group_rule: await made('security-group-rules', 'security_group_rule', rule),
      address_group: await made('address-groups', 'address_group', { name: 'a' }),
      default_security_group_rule: await made('default-security-group-rules', 'default_security_group_rule', {
        direction: 'ingress',
        protocol: 'tcp',
      }),
      rbac_policy: await made('rbac-policies', 'rbac_policy', {
        object_type: 'security_group',
        object_id: group,
        action: 'access_as_shared',
        target_tenant: 'p',
      }),
      agent: String(listIn((await bench.call('GET', '/v2.0/agents')).body, 'agents')[0]?.['id']),
    };
    for (const resource of resources) ids.set(resource, known[resource.name] ?? '');
  });
  afterAll(() => bench.close());

  const expectTyped = (answer: Answered, sent: unknown) => {
    const what = JSON.stringify(sent)?.slice(0, 500);
    expect(answersKnown.has(answer.status), `${answer.status} to ${what}: ${JSON.stringify(answer.body)}`).toBe(true);
    if (answer.status < 400) return;
    const error = answer.body['NeutronError'];
    expect(Object.keys(answer.body)).toEqual(['NeutronError']);
    expect([typeof error?.['type'], typeof error?.['message'], error?.['detail']]).toEqual(['string', 'string', '']);
  };
  /** A body that would do, so that what is wrong is the one attribute. */
  const whole = (resource: AnyResource): Record<string, unknown> => {
    const network = [...ids].find(([one]) => one.name === 'network')?.[1];
    const group = [...ids].find(([one]) => one.name === 'security_group')?.[1];
    const bodies: Record<string, Record<string, unknown>> = {
      port: { network_id: network },
      subnet: { network_id: network, ip_version: 4, cidr: '10.9.0.0/24' },
      security_group_rule: { security_group_id: group, direction: 'ingress', protocol: 'tcp' },
      default_security_group_rule: { direction: 'ingress', protocol: 'tcp' },
      rbac_policy: {
        object_type: 'network',
        object_id: network,
        action: 'access_as_shared',
        target_tenant: 'p',
      },
    };
    return bodies[resource.name] ?? {};
  };

  test('there are resources and attributes to try', () => {
    const attributes = resources.flatMap((resource) => Object.keys(resource.attributes));
    expect([resources.length, attributes.length]).toEqual([9, 137]);
  });

  const cases = resources.flatMap((resource) =>
    Object.keys(resource.attributes).map((attribute) => ({ resource, attribute, name: resource.name })),
  );
  test.each(cases)('as $attribute of a $name is answered in the form of the API', async ({ resource, attribute }) => {
    await fc.assert(
      fc.asyncProperty(oddValue, async (value) => {
        const posted = { [resource.name]: { ...whole(resource), [attribute]: value } };
        expectTyped(await bench.call('POST', `/v2.0/${resource.path}`, posted), posted);
        const put = { [resource.name]: { [attribute]: value } };
        expectTyped(await bench.call('PUT', `/v2.0/${resource.path}/${ids.get(resource)}`, put), put);
        const text = typeof value === 'string' ? value.replaceAll('\ud800', '') : JSON.stringify(value);
        const query = `${encodeURIComponent(attribute)}=${encodeURIComponent(text)}`;
        expectTyped(await bench.call('GET', `/v2.0/${resource.path}?${query}`), query);
      }),
      { numRuns: 12 },
    );
  });

  test.each(resources)('to $path as a query is answered in the form of the API', async ({ path, attributes }) => {
    const key = fc.constantFrom('sort_key', 'sort_dir', 'limit', 'marker', 'page_reverse', 'fields', 'changed_since');
    const text = fc.oneof(fc.constantFrom('asc', 'desc', 'id', '1', '-1', '', ...Object.keys(attributes)), fc.string());
    const parts = fc.array(fc.tuple(key, text), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(parts, async (pairs) => {
        const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
        expectTyped(await bench.call('GET', `/v2.0/${path}?${query}`), query);
      }),
      { numRuns: 60 },
    );
  });

  test('as tags and quotas is answered in the form of the API', async () => {
    const network = [...ids].find(([one]) => one.name === 'network')?.[1];
    const name = fc.constantFrom('port', 'subnetpool', 'check_limit', 'force', 'project_id', 'gadget');
    await fc.assert(
      fc.asyncProperty(oddValue, name, fc.constantFrom('PUT', 'POST'), async (value, key, method) => {
        expectTyped(await bench.call(method, `/v2.0/networks/${network}/tags`, { tags: value }), value);
        expectTyped(await bench.call(method, `/v2.0/networks/${network}/tags`, { tags: [value] }), value);
        expectTyped(await bench.call('PUT', '/v2.0/quotas/p', { quota: { [key]: value } }), value);
        expectTyped(await bench.call('PUT', '/v2.0/quotas/p', { quota: value }), value);
      }),
      { numRuns: 60 },
    );
  });

  const bodies: readonly (readonly [string, string | Buffer])[] = [
    ['half of JSON', '{"network":'],
    ['a key twice', '{"network":{"name":"a","name":"b"}}'],
    ['a key twice by an escape', '{"network":{"name":"a","n\\u0061me":"b"}}'],
    ['deep nesting', `{"network":{"name":${'['.repeat(5000)}${']'.repeat(5000)}}}`],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ['a list', '[]'],
    ['a number', '5'],
    ['a wrapped number', '{"network":5}'],
    ['a bulk of numbers', '{"networks":[5]}'],
    ['a bulk that is none', '{"networks":{}}'],
    ['the prototype', '{"network":{"__proto__":{"name":"x"}}}'],
    ['a constructor', '{"network":{"constructor":1}}'],
    ['ten megabytes', `{"network":{"name":"${'x'.repeat(10_000_000)}"}}`],
  ];
  test.each(bodies)('%s as a body is refused in the form of the API', async (_name, payload) => {
    const response = await bench.app.inject({
      method: 'POST',
      url: '/v2.0/networks',
      headers: { 'x-auth-token': 'admin', 'content-type': 'application/json' },
      payload,
    });
    expect([400, 413]).toContain(response.statusCode);
    expect(Object.keys(response.json())).toEqual(['NeutronError']);
  });

  test.each([
    '/v2.0/ports/%',
    '/v2.0/ports/%ff',
    '/v2.0/ports/%00',
    `/v2.0/ports/${'x'.repeat(5000)}`,
    '//v2.0//ports',
  ])('%s as a path is no fault of the server', async (path) => {
    expect([400, 404, 414]).toContain((await bench.call('GET', path)).status);
  });

  test('hostile words of agents are refused as well', async () => {
    await fc.assert(
      fc.asyncProperty(oddValue, fc.constantFrom('', '/report', '/dumps/x'), async (value, path) => {
        expectTyped(await bench.call('PUT', `/agent/v1/hosts/h${path}`, { value }), value);
      }),
      { numRuns: 40 },
    );
    for (const query of ['', '?host=', '?host=h&since=-1', '?host=h&since=x', `?host=${'x'.repeat(300)}`]) {
      expectTyped(await bench.call('GET', `/agent/v1/watch${query}`), query);
    }
  });

  test('imports of nonsense are refused as well', async () => {
    const key = fc.constantFrom('networks', 'subnets', 'ports', 'security_groups', 'address_groups');
    await fc.assert(
      fc.asyncProperty(key, oddValue, oddValue, async (name, value, id) => {
        expectTyped(await bench.call('POST', '/portreeve/v1/import', { [name]: value }), value);
        expectTyped(await bench.call('POST', '/portreeve/v1/import', { [name]: [{ id, name: value }] }), value);
      }),
      { numRuns: 60 },
    );
  });
});
