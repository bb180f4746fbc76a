import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { openTestStore } from '../../store/test-store.suite.ts';
import { type RunningServer, startServer } from '../start.ts';
import { credentials, password } from './bench.suite.ts';
import { makeFirstAdministrator } from './first-administrator.ts';
import { keystoneIdentity } from './keystone.ts';

// One server's identity service is to the other what a Keystone would be.
describe('a server that takes the tokens of another identity service', () => {
  const listen = { host: '127.0.0.1', port: 0 };
  let keystone: RunningServer;
  let server: RunningServer;
  beforeAll(async () => {
    const store = await openTestStore();
    const options = { now: () => new Date(), newId: () => randomUUID() };
    const admin = { user: 'admin', project: 'admin', password, region: 'R', url: 'http://localhost' };
    await makeFirstAdministrator(store, options, admin);
    keystone = await startServer({ store, listen });
    const account = {
      authUrl: `${keystone.addresses[0]}/identity`,
      username: 'admin',
      password,
      project: 'admin',
      userDomain: 'Default',
      projectDomain: 'Default',
    };
    server = await startServer({
      listen,
      initialToken: 'the-administrators-token',
      identity: keystoneIdentity(account),
    });
  });
  afterAll(async () => {
    await server.close();
    await keystone.close();
  });

  const networks = async (token: string) => {
    const answer = await fetch(`${server.addresses[0]}/v2.0/networks`, { headers: { 'x-auth-token': token } });
    return [answer.status, answer.headers.get('www-authenticate')];
  };

  test('lets in whom that one knows and its own administrator, and shows all others the way there', async () => {
    const uri = `${keystone.addresses[0]}/identity/v3`;
    const login = await fetch(`${uri}/auth/tokens`, {
      method: 'POST',
      body: JSON.stringify(credentials('admin', 'admin', password)),
    });
    expect(await networks(login.headers.get('x-subject-token') ?? '')).toEqual([200, null]);
    expect(await networks('the-administrators-token')).toEqual([200, null]);
    expect(await networks('x')).toEqual([401, `Keystone uri="${uri}"`]);
    expect((await fetch(`${server.addresses[0]}/identity/v3`)).status).toBe(401);
  });
});
