import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keystoneIdentity } from './keystone.ts';
import type { KeystoneAccount } from './keystone-account.ts';

/** A Keystone that knows what a test tells it, and writes down what it was asked. */
interface Fake {
  readonly account: KeystoneAccount;
  readonly asked: string[];
  readonly tokens: Map<string, object>;
  /** Status of every answer, in place of the right one. */
  broken: number | undefined;
  /** Own tokens given so far; only the last is good. */
  logins: number;
  renew(): void;
  close(): Promise<void>;
}

async function openFake(): Promise<Fake> {
  const tokens = new Map<string, object>();
  const asked: string[] = [];
  let good = '';
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      asked.push(`${method} ${url}`);
      const answer = (status: number, value: unknown, more: Record<string, string> = {}) =>
        response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(value));
      if (fake.broken !== undefined) return answer(fake.broken, {});
      if (method === 'POST') {
        const { password } = JSON.parse(body).auth.identity.password.user;
        if (password !== 'secret') return answer(401, {});
        good = `own-${++fake.logins}`;
        return answer(201, { token: {} }, { 'x-subject-token': good });
      }
      if (headers['x-auth-token'] !== good) return answer(401, {});
      const token = tokens.get(String(headers['x-subject-token']));
      return token === undefined ? answer(404, {}) : answer(200, { token });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fake: Fake = {
    account: {
      authUrl: `http://127.0.0.1:${port}/identity/v3/`,
      username: 'neutron',
      password: 'secret',
      project: 'service',
      userDomain: 'Default',
      projectDomain: 'Default',
    },
    asked,
    tokens,
    broken: undefined,
    logins: 0,
    renew: () => {
      good = 'ended';
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

describe('tokens of a Keystone', () => {
  const start = Date.parse('2026-01-31T12:00:00Z');
  let fake: Fake;
  let time: number;
  beforeEach(async () => {
    fake = await openFake();
    time = start;
  });
  afterEach(() => fake.close());

  const open = (more: Partial<KeystoneAccount> = {}) =>
    keystoneIdentity({ ...fake.account, ...more }, () => new Date(time));
  const token = (role: string, minutes = 60) => ({
    user: { id: 'u', name: 'demo' },
    project: { id: 'p', name: 'demo' },
    roles: [{ id: 'r', name: role }],
    expires_at: new Date(start + minutes * 60_000).toISOString().replace('Z', '000Z'),
  });
  const ask = (of: ReturnType<typeof open>, text: string) => of.caller({ token: text, project: 'another' });
  const login = 'POST /identity/v3/auth/tokens';
  const question = 'GET /identity/v3/auth/tokens?nocatalog';

  test('say who the caller is; what else the request says of him counts for nothing', async () => {
    const roles = {
      admin: { isAdmin: true, isReader: false, isService: false },
      member: { isAdmin: false, isReader: false, isService: false },
      reader: { isAdmin: false, isReader: true, isService: false },
      cleaner: { isAdmin: false, isReader: true, isService: false },
      service: { isAdmin: false, isReader: true, isService: true },
      Advsvc: { isAdmin: false, isReader: true, isService: true },
    };
    const keystone = open();
    for (const [role, rights] of Object.entries(roles)) {
      fake.tokens.set(role, token(role));
      expect(await ask(keystone, role)).toEqual({
        project: 'p',
        user: 'u',
        names: { project: 'demo', user: 'demo' },
        roles: [role],
        ...rights,
      });
    }
    expect(fake.asked).toEqual([login, ...Object.keys(roles).map(() => question)]);
  });

  test('that it does not know, that are for no project, or that are far too long are nobody', async () => {
    const { project: _project, ...unscoped } = token('admin');
    fake.tokens.set('unscoped', unscoped);
    const keystone = open();
    for (const text of ['unknown', 'unscoped', 'x'.repeat(10_000)]) expect(await ask(keystone, text)).toBe(undefined);
    expect(await keystone.caller({ token: undefined, project: 'p' })).toBe(undefined);
    expect(fake.asked).toEqual([login, question, question]);
  });

  test('are asked for once in 300 seconds, also when many ask at once, and not beyond their own end', async () => {
    fake.tokens.set('t', token('member'));
    fake.tokens.set('short', token('member', 1));
    const keystone = open();
    await Promise.all([ask(keystone, 't'), ask(keystone, 't'), ask(keystone, 't')]);
    time += 299_000;
    expect(await ask(keystone, 't')).toMatchObject({ user: 'u' });
    expect(fake.asked).toEqual([login, question]);
    fake.tokens.delete('t');
    time += 1000;
    expect(await ask(keystone, 't')).toBe(undefined);
    time = start;
    expect(await ask(keystone, 'short')).toMatchObject({ user: 'u' });
    time += 60_000;
    expect(await ask(keystone, 'short')).toBe(undefined);
  });

  test('are asked for with a token of our own, which is made anew once it has ended', async () => {
    for (const name of ['a', 'b']) fake.tokens.set(name, token('member'));
    const keystone = open();
    await ask(keystone, 'a');
    fake.renew();
    expect(await ask(keystone, 'b')).toMatchObject({ user: 'u' });
    expect(fake.asked).toEqual([login, question, question, login, question]);
  });

  test('cannot be told while Keystone is away or refuses us, which is no word about the token; later they can', async () => {
    fake.tokens.set('t', token('member'));
    const unreachable = { code: 'IDENTITY_UNREACHABLE' };
    await expect(ask(open({ password: 'wrong' }), 't')).rejects.toMatchObject(unreachable);
    await expect(ask(open({ authUrl: 'http://127.0.0.1:1' }), 't')).rejects.toMatchObject(unreachable);
    const keystone = open();
    for (const status of [500, 503, 302, 200]) {
      fake.broken = status;
      await expect(ask(keystone, 't')).rejects.toMatchObject(unreachable);
    }
    fake.broken = undefined;
    expect(await ask(keystone, 't')).toMatchObject({ user: 'u' });
    fake.broken = 401;
    await expect(ask(keystone, 'other')).rejects.toMatchObject(unreachable);
  });
});
