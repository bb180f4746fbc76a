import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, listIn, openBench } from '../bench.suite.ts';
import { identityPrefix } from '../identity/first-administrator.ts';
import { openIdentityBench } from '../identity/bench.suite.ts';
import { kinds } from '../identity/kinds.ts';
import { resources } from '../resources/index.ts';
import { type Exchange, objections } from './conformance.suite.ts';
import { type OpenApi, openApiDocument } from './document.ts';

const bare = openApiDocument(resources);
const withIdentity = openApiDocument(resources, identityPrefix);
const documents = [
  ['without an identity service', bare],
  ['with one', withIdentity],
] as const;

/** `GET /v2.0/ports/{}` for all that the app answers, from the tree that its router prints. */
function routesOf(app: FastifyInstance): readonly string[] {
  const out: string[] = [];
  const above: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const match = /^((?:│ {3}| {4})*)(?:├── |└── )(\S*)(?: \((.*)\))?$/.exec(line);
    if (match === null) continue;
    const [, indent = '', part = '', methods = ''] = match;
    const depth = indent.length / 4;
    above.splice(depth, above.length, part);
    // Routes may give one parameter two names.
    const path = above.join('').replaceAll(/:\w+(?:\|:\w+)*/g, '{}');
    for (const method of methods.split(', ').filter((one) => one !== '')) out.push(`${method} ${path}`);
  }
  return out;
}

/** A slash at the end means nothing to the router. */
function plain(route: string): string {
  return route.replace(/(?<=[^ ])\/$/, '');
}

/** A plan with something to say of all that an outcome has. */
async function planned(bench: Bench): Promise<string> {
  const changes = [
    { method: 'POST', path: '/v2.0/security-groups', body: { security_group: { name: 'g' } } },
    {
      method: 'POST',
      path: '/v2.0/security-group-rules',
      body: { security_group_rule: { security_group_id: '$0', direction: 'ingress' } },
    },
  ];
  return String((await bench.call('POST', '/portreeve/v1/plans', { changes })).body['plan']?.['id']);
}

function operationsOf({ paths }: OpenApi): readonly string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`),
  );
}

describe.each(documents)('the OpenAPI document, %s', (_name, document) => {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));

  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(JSON.stringify(document)))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  test('refers to nothing that is not there', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(500);
    const { components } = document as unknown as { components: Record<string, Record<string, unknown>> };
    const missing = references.filter((one) => {
      const [kind = '', name = ''] = one.split('/');
      return components[kind]?.[name] === undefined;
    });
    expect(missing).toEqual([]);
    const used = new Set(references);
    const parts = ['schemas', 'headers'].flatMap((kind) =>
      Object.keys(components[kind] ?? {}).map((name) => `${kind}/${name}`),
    );
    const unused = parts.filter((one) => !used.has(one));
    expect(unused).toEqual(document === bare ? ['headers/X-Subject-Token'] : []);
  });

  test('names each operation once, and the parameters of its path', () => {
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const [path, item] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const { parameters = [] } of Object.values(item)) {
        expect(parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(named);
      }
    }
  });

  test('is the same whenever it is made, and is plain data', () => {
    const again = openApiDocument(resources, document === bare ? undefined : identityPrefix);
    expect(JSON.stringify(again)).toBe(JSON.stringify(document));
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

describe('the routes of the server', () => {
  test('are the paths of the document, and the other way round', async () => {
    const bench = await openBench();
    const routes = routesOf(bench.app).map(plain).sort();
    await bench.close();
    expect(routes.length).toBeGreaterThan(80);
    expect(operationsOf(bare).map(plain).sort()).toEqual(routes);
  });

  test('are so with an identity service as well', async () => {
    const bench = await openIdentityBench();
    const routes = [...new Set(routesOf(bench.app).map(plain))].sort();
    await bench.close();
    expect(routes.length).toBeGreaterThan(operationsOf(bare).length + 40);
    expect(operationsOf(withIdentity).map(plain).sort()).toEqual(routes);
  });
});

describe('GET /v2.0/openapi.json', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench.close());

  test('gives the document to whoever has a token, with a slash at its end as well', async () => {
    for (const [path, as] of [
      ['/v2.0/openapi.json', 'admin'],
      ['/v2.0/openapi.json/', 'demo'],
    ] as const) {
      const answer = await bench.call('GET', path, undefined, { as });
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
      expect(answer.body).toEqual(bare);
    }
  });

  test('gives it to nobody else, and to no other method', async () => {
    expect((await bench.call('GET', '/v2.0/openapi.json', undefined, { as: undefined })).status).toBe(401);
    expect((await bench.call('POST', '/v2.0/openapi.json', {})).status).toBe(405);
    expect((await bench.call('GET', '/v2.0/openapi')).status).toBe(404);
  });

  test('tells of the identity service where there is one', async () => {
    const identity = await openIdentityBench();
    const token = await identity.login('admin', 'admin');
    expect((await identity.as(token, 'GET', '/v2.0/openapi.json')).body).toEqual(withIdentity);
    await identity.close();
  });
});

// The calls of both benches hold what they send and get to the document; here, that every path is called once.
describe('what is asked for by GET', () => {
  test('is answered as the document says, on every path of the Networking API and our own', async () => {
    const bench = await openBench();
    await bench.hello('h');
    await bench.report('h', { repaired: [{ at: 't', family: 'ipv4', table: 'filter', chain: 'c', what: 'w' }] });
    const make = async (path: string, name: string, item: object) =>
      String((await bench.call('POST', `/v2.0/${path}`, { [name]: item })).body[name]?.['id']);
    const network_id = await make('networks', 'network', {});
    const subnet = await make('subnets', 'subnet', { network_id, ip_version: 4, cidr: '10.0.0.0/24' });
    const instance = { network_id, device_owner: 'compute:nova', 'binding:host_id': 'h' };
    const port = await make('ports', 'port', instance);
    await bench.report('h', { ports: { [port]: { status: 'failed', device: 'tap', error: 'e' } } });
    const first = async (path: string, collection: string) =>
      String(listIn((await bench.call('GET', `/v2.0/${path}`)).body, collection)[0]?.['id']);
    const ids: Readonly<Record<string, string>> = {
      networks: network_id,
      availability: network_id,
      subnets: subnet,
      ports: port,
      'port bindings': port,
      'security-groups': await first('security-groups', 'security_groups'),
      'security-group-rules': await first('security-group-rules', 'security_group_rules'),
      'default-security-group-rules': await first('default-security-group-rules', 'default_security_group_rules'),
      'address-groups': await make('address-groups', 'address_group', { addresses: ['10.0.0.0/8'] }),
      'rbac-policies': await make('rbac-policies', 'rbac_policy', {
        object_type: 'network',
        object_id: network_id,
        action: 'access_as_shared',
        target_tenant: 'demo',
      }),
      agents: await first('agents', 'agents'),
      plans: await planned(bench),
    };
    const asked: string[] = [];
    for (const [path, item] of Object.entries(bare.paths)) {
      // Streams, and what takes an agent that answers: test/api, the tests of the feed and of events.
      if (item.get === undefined || /watch$|events$|dump$|dumps\/\{name\}$|wait$/.test(path)) continue;
      const values = { id: ids[item.get.tags[0] ?? ''], host: 'h', project: 'demo', alias: 'agent', tag: 'a' };
      const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: keyof typeof values) => values[name] ?? 'none');
      if (path.endsWith('{tag}')) await bench.call('PUT', filled);
      const query = item.get.operationId === 'search' ? '?q=h' : '';
      const { status } = await bench.call('GET', filled + query);
      expect([filled, status]).toEqual([filled, path.endsWith('{tag}') ? 204 : 200]);
      asked.push(item.get.operationId);
    }
    await bench.close();
    expect(asked.length).toBeGreaterThan(45);
  });

  test('is answered so by the identity service as well, and what is written there', async () => {
    const bench = await openIdentityBench();
    const token = await bench.login('admin', 'admin');
    const call = async (method: string, path: string, body?: unknown, headers = {}) => {
      const answer = await bench.call(method, `/identity/v3${path}`, body, { 'x-auth-token': token, ...headers });
      expect([method, path, answer.status < 300]).toEqual([method, path, true]);
      return answer.body;
    };
    const ids: Record<string, string> = {};
    for (const { name, collection } of kinds) {
      const [one] = listIn(await call('GET', `/${collection}`), collection);
      ids[name] = String(one?.['id']);
      await call('GET', `/${collection}/${ids[name]}`);
      await call('PATCH', `/${collection}/${ids[name]}`, { [name]: { colour: 'blue' } });
    }
    for (const base of [`/projects/${ids['project']}`, `/domains/${ids['domain']}`, '/system']) {
      const member = `${base}/users/${ids['user']}/roles/${ids['role']}`;
      await call('PUT', member);
      await call('GET', member);
      await call('HEAD', member);
      await call('GET', `${base}/users/${ids['user']}/roles`);
    }
    for (const path of ['catalog', 'projects', 'domains']) await call('GET', `/auth/${path}`);
    for (const method of ['GET', 'HEAD']) await call(method, '/auth/tokens', undefined, { 'x-subject-token': token });
    await call('GET', '/role_assignments?effective&include_names=true');
    await call('GET', `/users/${ids['user']}/projects`);
    const made = await call('POST', '/regions', { region: { id: 'r2' } });
    await call('DELETE', `/regions/${String(made['region']?.['id'])}`);
    await bench.close();
  });
});

// All server tests hold what they send and get to the document by `objections`; here, that it has some.
describe('an exchange', () => {
  const group = { name: 'g', description: '', stateful: true };
  const sent = { security_group: group };
  const exchange: Exchange = {
    method: 'PUT',
    url: '/v2.0/security-groups/1',
    sent,
    isAdmin: true,
    status: 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-openstack-request-id': 'req-1',
      'x-portreeve-revision': '1',
    },
    answered: {
      security_group: {
        ...group,
        id: '00000000-0000-4000-8000-000000000001',
        created_at: '2026-01-31T12:00:00Z',
        updated_at: '2026-01-31T12:00:00Z',
        revision_number: 1,
        security_group_rules: [],
        shared: false,
        tags: [],
        project_id: 'p',
        tenant_id: 'p',
      },
    },
  };
  const { security_group: shown } = exchange.answered as { security_group: Record<string, unknown> };
  const { shared: _shared, ...lacking } = shown;

  test('that is as the document says meets none', () => {
    expect(objections(bare, exchange)).toEqual([]);
  });

  test.each<readonly [string, Partial<Exchange>]>([
    ['on a path that is not described', { url: '/v2.0/gadgets' }],
    ['by a method that is not described', { method: 'POST' }],
    ['with another status', { status: 202 }],
    ['with an attribute that cannot be given', { sent: { security_group: { ...group, shared: true } } }],
    ['with a value that cannot be given', { sent: { security_group: { name: 5 } } }],
    ['without the wrapper', { sent: group }],
    ['with a query that is not described', { method: 'GET', url: '/v2.0/security-groups?colour=1' }],
    ['with a sort key that is none', { method: 'GET', url: '/v2.0/security-groups?sort_key=stateful' }],
    ['answered with an attribute that is not declared', { answered: { security_group: { ...shown, colour: 1 } } }],
    ['answered without one that is', { answered: { security_group: lacking } }],
    ['answered with a value of another type', { answered: { security_group: { ...shown, name: null } } }],
    ['answered with something of another type inside', { answered: { security_group: { ...shown, tags: [5] } } }],
    ['answered without the header of a write', { headers: { ...exchange.headers, 'x-portreeve-revision': undefined } }],
    ['answered as text', { headers: { ...exchange.headers, 'content-type': 'text/plain' } }],
    ['refused in another form', { status: 404, answered: { error: 'no' } }],
  ])('%s meets one', (_name, other) => {
    expect(objections(bare, { ...exchange, ...other }).length).toBeGreaterThan(0);
  });
});
