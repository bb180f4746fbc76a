import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IdentityBench, credentials, openIdentityBench, password, rootToken } from './bench.suite.ts';

const tokens = '/identity/v3/auth/tokens';
const unauthorized = {
  error: { code: 401, message: 'The request you have made requires authentication.', title: 'Unauthorized' },
};

describe('the identity service', () => {
  let bench: IdentityBench;
  beforeAll(async () => {
    bench = await openIdentityBench();
    await bench.account('demo', 'demo', 'member');
    await bench.account('viewer', 'demo', 'reader');
  });
  afterAll(() => bench.close());

  const networks = (token: string) => bench.as(token, 'GET', '/v2.0/networks');

  test('says its version without a token, below its prefix with and without a slash', async () => {
    const paths = ['/identity', '/identity/', '/identity/v3', '/identity/v3/'];
    const answers = await Promise.all(paths.map((path) => bench.call('GET', path)));
    expect(answers.map(({ status }) => status)).toEqual([300, 300, 200, 200]);
    expect(answers[2]?.body['version']?.['links']).toEqual([{ rel: 'self', href: 'http://localhost:80/identity/v3/' }]);
  });

  test('a password gives a token that says who, where, with which roles, and what there is', async () => {
    const made = await bench.call('POST', tokens, credentials('admin', 'admin', password));
    expect([made.status, made.headers['vary']]).toEqual([201, 'X-Auth-Token']);
    const token = made.body['token'];
    expect(token).toMatchObject({
      methods: ['password'],
      user: { name: 'admin', domain: { id: 'default', name: 'Default' }, password_expires_at: null },
      project: { name: 'admin', domain: { id: 'default', name: 'Default' } },
      is_domain: false,
      issued_at: '2026-01-31T12:00:00.000000Z',
      expires_at: '2026-01-31T13:00:00.000000Z',
      roles: [{ name: 'admin' }, { name: 'member' }, { name: 'reader' }],
      catalog: expect.arrayContaining([
        expect.objectContaining({
          type: 'network',
          endpoints: expect.arrayContaining([
            expect.objectContaining({ interface: 'public', region: 'RegionOne', url: 'http://localhost:80' }),
          ]),
        }),
      ]),
    });
    expect(Object.keys(token ?? {}).includes('catalog')).toBe(true);
    const bare = await bench.call('POST', `${tokens}?nocatalog`, credentials('admin', 'admin', password));
    expect(Object.keys(bare.body['token'] ?? {}).includes('catalog')).toBe(false);
  });

  test('a wrong password, user, project or scope is the same 401', async () => {
    const wrong = [
      credentials('admin', 'admin', 'wrong'),
      credentials('nobody', 'admin', password),
      credentials('admin', 'none', password),
      credentials('demo', 'admin', password),
      { auth: { identity: { methods: ['token'], token: { id: 'x.y' } } } },
      { auth: { identity: { methods: ['totp'], totp: {} } } },
    ];
    for (const body of wrong) {
      const answer = await bench.call('POST', tokens, body);
      expect([answer.status, answer.body]).toEqual([401, unauthorized]);
      expect(answer.headers['www-authenticate']).toBe('Keystone uri="http://localhost:80/identity/v3"');
    }
  });

  test('without a scope the token is for the default project, or for none', async () => {
    const admin = await bench.call('POST', tokens, credentials('admin', undefined, password));
    expect(admin.body['token']?.['project']).toMatchObject({ name: 'admin' });
    const demo = await bench.call('POST', tokens, credentials('demo', undefined, password));
    expect(Object.keys(demo.body['token'] ?? {})).not.toContain('project');
    expect((await networks(String(demo.headers['x-subject-token']))).status).toBe(401);
  });

  test('a token gives another one, which does not live longer', async () => {
    const first = await bench.login('demo');
    bench.advance(600_000);
    const scope = { project: { name: 'demo', domain: { id: 'default' } } };
    const body = { auth: { identity: { methods: ['token'], token: { id: first } }, scope } };
    const second = await bench.call('POST', tokens, body);
    expect(second.body['token']).toMatchObject({
      expires_at: '2026-01-31T13:00:00.000000Z',
      project: { name: 'demo' },
    });
    expect((await networks(String(second.headers['x-subject-token']))).status).toBe(200);
  });

  test('the owner and an administrator learn what a token is; others do not; nobody learns of what is none', async () => {
    const [admin, demo, viewer] = [
      await bench.login('admin', 'admin'),
      await bench.login('demo', 'demo'),
      await bench.login('viewer', 'demo'),
    ];
    const ask = async (asker: string, subject: string) =>
      (await bench.call('GET', tokens, undefined, { 'x-auth-token': asker, 'x-subject-token': subject })).status;
    expect([await ask(demo, demo), await ask(admin, demo), await ask(rootToken, demo)]).toEqual([200, 200, 200]);
    expect(await ask(viewer, demo)).toBe(403);
    expect([await ask(admin, `${demo}x`), await ask('x', demo)]).toEqual([404, 401]);
  });

  test('a token ends when it is given back, and no other does', async () => {
    const [first, second] = [await bench.login('demo', 'demo'), await bench.login('demo', 'demo')];
    expect((await networks(first)).status).toBe(200);
    const headers = { 'x-auth-token': first, 'x-subject-token': first };
    expect((await bench.call('DELETE', tokens, undefined, headers)).status).toBe(204);
    expect([(await networks(first)).status, (await networks(second)).status]).toEqual([401, 200]);
  });

  test('a user gives back any token of his own, and no other', async () => {
    const [mine, other, theirs] = [
      await bench.login('demo', 'demo'),
      await bench.login('demo', 'demo'),
      await bench.login('viewer', 'demo'),
    ];
    const revoke = async (subject: string) =>
      (await bench.call('DELETE', tokens, undefined, { 'x-auth-token': mine, 'x-subject-token': subject })).status;
    expect([await revoke(other), await revoke(theirs), await revoke(`${other}x`)]).toEqual([204, 403, 403]);
    const known = [mine, other, theirs].map(async (token) => (await networks(token)).status);
    expect(await Promise.all(known)).toEqual([200, 401, 200]);
  });

  test('a token ends with its time', async () => {
    const token = await bench.login('demo', 'demo');
    bench.advance(3_599_000);
    expect((await networks(token)).status).toBe(200);
    bench.advance(1000);
    expect((await networks(token)).status).toBe(401);
  });

  test('a token ends with the password, the role, the project and the user', async () => {
    const { user, project } = await bench.account('short', 'brief', 'member');
    const roles = await bench.as(rootToken, 'GET', '/identity/v3/roles?name=member');
    const role = (roles.body['roles'] as unknown as { readonly id: string }[])[0]?.id;
    const grant = `/identity/v3/projects/${project}/users/${user}/roles/${role}`;
    const changes = [
      ['PATCH', `/identity/v3/users/${user}`, { user: { password } }],
      ['DELETE', grant, undefined],
      ['PATCH', `/identity/v3/projects/${project}`, { project: { enabled: false } }],
      ['PATCH', `/identity/v3/users/${user}`, { user: { enabled: false } }],
      ['DELETE', `/identity/v3/projects/${project}`, undefined],
    ] as const;
    for (const [method, path, body] of changes) {
      await bench.as(rootToken, 'PATCH', `/identity/v3/users/${user}`, { user: { enabled: true } });
      await bench.as(rootToken, 'PATCH', `/identity/v3/projects/${project}`, { project: { enabled: true } });
      await bench.as(rootToken, 'PUT', grant);
      const token = await bench.login('short', 'brief');
      expect((await networks(token)).status).toBe(200);
      expect((await bench.as(rootToken, method, path, body)).status).toBeLessThan(300);
      expect((await networks(token)).status, `${method} ${path}`).toBe(401);
    }
  });

  test('a user changes his own password with the old one', async () => {
    const { user } = await bench.account('changer', 'demo', 'member');
    const change = (original_password: string) =>
      bench.call('POST', `/identity/v3/users/${user}/password`, { user: { original_password, password: 'another' } });
    expect((await change('wrong')).status).toBe(401);
    expect((await change(password)).status).toBe(204);
    await bench.login('changer', 'demo', 'another');
    await expect(bench.login('changer', 'demo')).rejects.toThrow('401');
  });

  test('of passwords set at the same time the last one stays, and no token of another one', async () => {
    const { user } = await bench.account('contended', 'demo', 'member');
    const set = (secret: string) =>
      bench.as(rootToken, 'PATCH', `/identity/v3/users/${user}`, { user: { password: secret } });
    await Promise.all(['one', 'two', 'three'].map(set));
    const [row] = await bench.store.read((tx) => tx.list('identity_users', { where: [{ column: 'id', in: [user] }] }));
    expect(row?.generation).toBe(3);
  });

  test('who may only read reads what a member sees and writes nothing', async () => {
    const [member, viewer] = [await bench.login('demo', 'demo'), await bench.login('viewer', 'demo')];
    const made = await bench.as(member, 'POST', '/v2.0/networks', { network: { name: 'n' } });
    const path = `/v2.0/networks/${made.body['network']?.['id']}`;
    expect(made.body['network']).toMatchObject({ name: 'n' });
    expect((await bench.as(viewer, 'GET', path)).status).toBe(200);
    const tried = await Promise.all([
      bench.as(viewer, 'POST', '/v2.0/security-groups', { security_group: {} }),
      bench.as(viewer, 'PUT', path, { network: {} }),
      bench.as(viewer, 'DELETE', path),
    ]);
    expect(tried.map(({ status, body }) => [status, body['NeutronError']?.['message']])).toEqual([
      [403, 'rule:create_security_group is disallowed by policy'],
      [403, 'rule:update_network is disallowed by policy'],
      [403, 'rule:delete_network is disallowed by policy'],
    ]);
  });

  test('a member sees no network of another project; the administrator sees all; X-Project-Id moves nobody', async () => {
    await bench.account('alt', 'alt', 'member');
    const [demo, alt, admin] = [
      await bench.login('demo', 'demo'),
      await bench.login('alt', 'alt'),
      await bench.login('admin', 'admin'),
    ];
    const made = await bench.as(demo, 'POST', '/v2.0/networks', { network: { name: 'mine' } });
    const network = made.body['network'];
    const path = `/v2.0/networks/${network?.['id']}`;
    const spoofed = { 'x-auth-token': alt, 'x-project-id': String(network?.['project_id']), 'x-roles': 'admin' };
    expect((await bench.as(alt, 'GET', path)).status).toBe(404);
    expect((await bench.call('GET', path, undefined, spoofed)).status).toBe(404);
    expect((await bench.as(admin, 'GET', path)).status).toBe(200);
  });
});
