import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PasswordAsk } from '../identity.ts';
import { type IdentityBench, openIdentityBench, password } from './bench.suite.ts';
import { type KeystoneAccount, keystoneOf } from './keystone-account.ts';
import { keystoneIdentity } from './keystone.ts';
import { keystoneLogIn } from './keystone-log-in.ts';

// Another server's own identity service takes the place of the Keystone: it speaks the same.
let bench: IdentityBench;
let account: KeystoneAccount;
beforeAll(async () => {
  bench = await openIdentityBench();
  await bench.account('ann', 'zoo', 'member');
  await bench.account('ann', 'oa', 'reader');
  const authUrl = `${await bench.app.listen({ host: '127.0.0.1', port: 0 })}/identity`;
  const domains = { userDomain: 'Default', projectDomain: 'Default' };
  account = { authUrl, username: 'admin', password, project: 'admin', ...domains };
});
afterAll(() => bench.close());

const ask = (more: Partial<PasswordAsk> = {}): PasswordAsk => ({
  user: 'ann',
  password,
  domain: 'Default',
  project: 'zoo',
  ...more,
});

describe('logging in to a Keystone', () => {
  test('gives a token that says who one is, in the project that was asked for or else the first', async () => {
    const { logIn, caller } = keystoneIdentity(account, () => new Date('2026-01-31T12:00:00Z'));
    const who = async (more: Partial<PasswordAsk>) => {
      const token = await logIn?.token(ask(more));
      return token === undefined ? undefined : caller({ token, project: undefined });
    };
    expect(await who({})).toMatchObject({ names: { user: 'ann', project: 'zoo' }, isReader: false });
    expect(await who({ project: undefined })).toMatchObject({ names: { user: 'ann', project: 'oa' }, isReader: true });
  });

  test('is refused where it refuses', async () => {
    const { token } = keystoneLogIn(keystoneOf(account));
    for (const more of [{ password: 'wrong' }, { user: 'bob' }, { project: 'admin' }, { domain: 'other' }]) {
      expect(await token(ask(more))).toBe(undefined);
    }
  });

  test('can be undone', async () => {
    const logIn = keystoneLogIn(keystoneOf(account));
    const token = (await logIn.token(ask())) ?? '';
    const caller = () =>
      keystoneIdentity(account, () => new Date('2026-01-31T12:00:00Z')).caller({ token, project: undefined });
    expect(await caller()).toMatchObject({ names: { user: 'ann' } });
    await logIn.giveBack(token);
    expect(await caller()).toBe(undefined);
  });

  test('cannot be told from a refusal while it is away: that is another error', async () => {
    const broken = createServer((_request, response) => response.writeHead(503).end());
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    const authUrl = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
    for (const url of [authUrl, 'http://127.0.0.1:1']) {
      const { token } = keystoneLogIn(keystoneOf({ ...account, authUrl: url }));
      await expect(token(ask())).rejects.toMatchObject({ code: 'IDENTITY_UNREACHABLE' });
    }
    broken.close();
  });
});
