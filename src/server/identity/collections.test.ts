import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Body } from '../bench.suite.ts';
import { type IdentityBench, openIdentityBench, password, rootToken } from './bench.suite.ts';
import { kinds } from './kinds.ts';

describe('users, projects and the like', () => {
  let bench: IdentityBench;
  beforeAll(async () => {
    bench = await openIdentityBench();
  });
  afterAll(() => bench.close());

  const root = (method: string, path: string, body?: unknown) =>
    bench.as(rootToken, method, `/identity/v3/${path}`, body);
  const make = async (name: string, item: object) => {
    const made = await root('POST', `${name}s`, { [name]: item });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body[name] as Body;
  };
  const names = (body: Body, collection: string) =>
    (body[collection] as unknown as readonly { readonly name: string }[]).map(({ name }) => name);

  test('a project is made, found by its name, changed and removed', async () => {
    const made = await make('project', { name: 'p', description: 'first', colour: 'blue' });
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: 'p',
      description: 'first',
      enabled: true,
      domain_id: 'default',
      parent_id: 'default',
      is_domain: false,
      tags: [],
      options: {},
      colour: 'blue',
      links: { self: `http://localhost:80/identity/v3/projects/${made['id']}` },
    });
    // As clients look a name up: by id, which there is none of, then by name.
    expect((await root('GET', 'projects/p')).status).toBe(404);
    expect((await root('GET', 'projects?name=p')).body['projects']).toEqual([made]);
    const changed = await root('PATCH', `projects/${made['id']}`, { project: { name: 'q', colour: null } });
    expect([changed.status, changed.body['project']?.['name']]).toEqual([200, 'q']);
    expect(Object.keys(changed.body['project'] ?? {})).not.toContain('colour');
    expect((await root('DELETE', `projects/${made['id']}`)).status).toBe(204);
    expect((await root('DELETE', `projects/${made['id']}`)).body).toEqual({
      error: { code: 404, message: `Could not find project: ${made['id']}.`, title: 'Not Found' },
    });
  });

  test('no answer holds a password or its hash', async () => {
    const made = await make('user', { name: 'secretive', password, email: 'a@example.org' });
    const shown = await root('GET', `users/${made['id']}`);
    const list = await root('GET', 'users?name=secretive');
    expect(shown.body['user']).toEqual(made);
    expect(Object.keys(made).sort()).toEqual(
      'default_project_id description domain_id email enabled id links name options password_expires_at'.split(' '),
    );
    expect(JSON.stringify([made, shown.body, list.body])).not.toMatch(/scrypt|correct horse/);
  });

  test('two of one name in one domain are refused; in two domains they are not', async () => {
    const domain = await make('domain', { name: 'second' });
    await make('user', { name: 'twin' });
    await make('user', { name: 'twin', domain_id: domain['id'] });
    expect((await root('POST', 'users', { user: { name: 'twin' } })).body).toEqual({
      error: {
        code: 409,
        message: 'Conflict occurred attempting to store user - it exists already.',
        title: 'Conflict',
      },
    });
    expect((await root('POST', 'users', { user: { name: 'x', domain_id: 'none' } })).status).toBe(404);
  });

  test('a domain is removed with all that is in it, once it is disabled; the default one never', async () => {
    const domain = await make('domain', { name: 'short-lived' });
    const user = await make('user', { name: 'inside', domain_id: domain['id'] });
    const project = await make('project', { name: 'inside', domain_id: domain['id'] });
    expect((await root('DELETE', `domains/${domain['id']}`)).status).toBe(403);
    await root('PATCH', `domains/${domain['id']}`, { domain: { enabled: false } });
    expect((await root('DELETE', `domains/${domain['id']}`)).status).toBe(204);
    expect((await root('GET', `users/${user['id']}`)).status).toBe(404);
    expect((await root('GET', `projects/${project['id']}`)).status).toBe(404);
    await root('PATCH', 'domains/default', { domain: { description: 'stays' } });
    expect((await root('DELETE', 'domains/default')).status).toBe(403);
  });

  test('roles are given and taken, and listed with their names and with what they imply', async () => {
    const { user, project, role } = await bench.account('roled', 'roled', 'member');
    const grant = `projects/${project}/users/${user}/roles/${role}`;
    expect((await root('PUT', grant)).status).toBe(204);
    expect((await root('HEAD', grant)).status).toBe(204);
    const listed = await root('GET', `role_assignments?user.id=${user}&include_names`);
    expect(listed.body['role_assignments']).toEqual([
      {
        role: { id: role, name: 'member' },
        user: { id: user, name: 'roled', domain: { id: 'default', name: 'Default' } },
        scope: { project: { id: project, name: 'roled', domain: { id: 'default', name: 'Default' } } },
        links: {},
      },
    ]);
    const effective = await root('GET', `role_assignments?user.id=${user}&effective&include_names`);
    const rows = effective.body['role_assignments'] as unknown as readonly {
      readonly role: { readonly name: string };
    }[];
    expect(rows.map((row) => row.role.name)).toEqual(['member', 'reader']);
    expect(names((await root('GET', `projects/${project}/users/${user}/roles`)).body, 'roles')).toEqual(['member']);
    expect((await root('DELETE', grant)).status).toBe(204);
    expect((await root('HEAD', grant)).status).toBe(404);
    expect((await root('PUT', `projects/none/users/${user}/roles/${role}`)).status).toBe(404);
  });

  test('the roles that rights hang on stay what they are', async () => {
    const { role } = await bench.account('any', 'any', 'member');
    expect((await root('PATCH', `roles/${role}`, { role: { name: 'guest' } })).status).toBe(403);
    expect((await root('DELETE', `roles/${role}`)).status).toBe(403);
    expect((await root('PATCH', `roles/${role}`, { role: { description: 'works here' } })).status).toBe(200);
  });

  test('the catalogue is made of services, regions and endpoints, and a token shows it', async () => {
    const service = await make('service', { type: 'compute', name: 'nova' });
    await make('region', { id: 'Region2' });
    const more = { interface: 'public', url: 'http://nova:8774/v2.1', region: 'Region2' };
    const endpoint = await make('endpoint', { service_id: service['id'], ...more });
    expect(endpoint).toMatchObject({ ...more, region_id: 'Region2', enabled: true });
    expect((await root('DELETE', 'regions/Region2')).status).toBe(403);
    const { body } = await bench.as(await bench.login('admin', 'admin'), 'GET', '/identity/v3/auth/catalog');
    expect((body['catalog'] as unknown as readonly { type: string }[]).map(({ type }) => type).sort()).toEqual([
      'compute',
      'identity',
      'network',
    ]);
  });

  test('an endpoint may have the caller’s project in it, and is not there for who has none', async () => {
    const { id: service_id } = await make('service', { type: 'volumev3', name: 'cinder' });
    const urls = ['http://c/v3/%(project_id)s', 'http://c/$(tenant_id)s/$(user_id)s', 'http://c/%(colour)s'];
    for (const url of urls) await make('endpoint', { service_id, interface: 'public', url });
    const { user, project } = await bench.account('demo', 'demo', 'member');
    const seenBy = async (token: string) => {
      const { body } = await bench.as(token, 'GET', '/identity/v3/auth/catalog');
      const all = body['catalog'] as unknown as readonly { id: string; endpoints: readonly { url: string }[] }[];
      return all
        .find(({ id }) => id === String(service_id))
        ?.endpoints.map(({ url }) => url)
        .sort();
    };
    const whole = ['http://c/%(colour)s', `http://c/${project}/${user}`, `http://c/v3/${project}`];
    expect(await seenBy(await bench.login('demo', 'demo'))).toEqual(whole.sort());
    expect(await seenBy(await bench.login('demo'))).toEqual(['http://c/%(colour)s']);
    expect(await seenBy(rootToken)).toEqual(['http://c/%(colour)s']);
  });

  test('a member sees himself, his project and his projects, and nothing else', async () => {
    const { user, project } = await bench.account('plain', 'plain', 'member');
    const token = await bench.login('plain', 'plain');
    const status = async (method: string, path: string) =>
      (await bench.as(token, method, `/identity/v3/${path}`, method === 'GET' ? undefined : {})).status;
    const mine = [`users/${user}`, `projects/${project}`, `users/${user}/projects`, 'auth/projects', 'auth/catalog'];
    for (const path of mine) expect([path, await status('GET', path)]).toEqual([path, 200]);
    const others = ['users', 'projects', 'domains', 'roles', 'projects/x', 'users/x', 'users/x/projects'];
    for (const path of [...others, 'role_assignments', 'services', 'endpoints']) {
      expect([path, await status('GET', path)]).toEqual([path, 403]);
    }
    for (const { collection } of kinds) {
      expect(await status('POST', collection)).toBe(403);
      expect(await status('PATCH', `${collection}/x`)).toBe(403);
      expect(await status('DELETE', `${collection}/x`)).toBe(403);
    }
    expect((await bench.call('GET', '/identity/v3/users')).status).toBe(401);
  });

  test('bad input is refused in the form of this service, never with a fault', async () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, true, 0, -1, 2 ** 53, '', ' ', '\0', '\ud800', [], {}, [null], 'x'.repeat(300)),
      fc.constantFrom<unknown>('x'.repeat(70_000), '__proto__', { id: 5 }, { name: null }, { id: '\0' }, '%00', "'"),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const body = (name: string, fields: readonly string[]) =>
      fc.oneof(
        fc
          .dictionary(fc.constantFrom(...fields, 'extra', '__proto__', 'password', 'id'), odd)
          .map((v) => ({ [name]: v })),
        odd,
      );
    const login = fc.record(
      {
        identity: fc.oneof(
          odd,
          fc.record({
            methods: fc.oneof(odd, fc.constant(['password']), fc.constant(['token'])),
            password: fc.oneof(
              odd,
              fc.record({
                user: fc.oneof(odd, fc.dictionary(fc.constantFrom('id', 'name', 'domain', 'password'), odd)),
              }),
            ),
            token: fc.oneof(odd, fc.record({ id: odd })),
          }),
        ),
        scope: fc.oneof(odd, fc.dictionary(fc.constantFrom('project', 'domain', 'system', 'unscoped'), odd)),
      },
      { requiredKeys: [] },
    );
    const requests = fc.oneof(
      ...kinds.map(({ name, collection, fields }) =>
        fc.record({
          method: fc.constantFrom('POST', 'PATCH'),
          path: fc.constantFrom(collection, `${collection}/x`, `${collection}/%00`),
          body: body(name, Object.keys(fields)),
        }),
      ),
      login.map((auth) => ({ method: 'POST', path: 'auth/tokens', body: { auth } as unknown })),
    );
    let looked = 0;
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, path, body }) => {
        looked++;
        const answer = await root(method, path, body);
        expect([201, 400, 401, 403, 404, 409], `${method} ${path} ${JSON.stringify(body)}`).toContain(answer.status);
        if (answer.status >= 400) expect(Object.keys(answer.body['error'] ?? {})).toEqual(['code', 'message', 'title']);
      }),
      { numRuns: 400 },
    );
    expect(looked).toBeGreaterThan(300);
    for (const text of ['', '{', '[]', '{"user":1,"user":2}', '{"a":'.repeat(100)]) {
      expect((await root('POST', 'users', text)).status).toBe(400);
    }
    for (const query of ['name=%00', 'name=%', 'domain_id=', 'colour=blue', 'enabled=perhaps', '&&=']) {
      expect([query, (await root('GET', `users?${query}`)).status]).toEqual([query, 200]);
    }
  });
});
