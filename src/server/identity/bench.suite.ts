import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Store } from '../../store/index.ts';
import { openTestStore } from '../../store/test-store.suite.ts';
import { type Answered, type Body } from '../bench.suite.ts';
import { firstIdentity, tokenIdentity } from '../identity.ts';
import { hold } from '../openapi/conformance.suite.ts';
import { openApiDocument } from '../openapi/document.ts';
import { resources } from '../resources/index.ts';
import { createServerApp } from '../server-app.ts';
import { type Settings, defaultSettings } from '../settings.ts';
import { createHash, randomUUID } from 'node:crypto';
import { identityPrefix, makeFirstAdministrator } from './first-administrator.ts';
import { createPasswords } from './password.ts';
import { openIdentity } from './service.ts';

const document = openApiDocument(resources, identityPrefix);

/** The token of the server's administrator in these tests. */
export const rootToken = 'the-administrators-token';
export const password = 'correct horse battery staple';

/** Ids of what makes an account. */
interface Account {
  readonly user: string;
  readonly project: string;
  readonly role: string;
}

export interface IdentityBench {
  readonly app: FastifyInstance;
  readonly store: Store;
  advance(ms: number): void;
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** The same with a token. */
  as(token: string, method: string, path: string, body?: unknown): Promise<Answered>;
  /** A token of a user of the default domain, in a project of it. */
  login(user: string, project?: string, secret?: string): Promise<string>;
  /** A user with a role in a project; all of them made if needed. */
  account(user: string, project: string, role: string): Promise<Account>;
  close(): Promise<void>;
}

/** A server with the built-in identity service, one administrator, a clock of its own and cheap passwords. */
export async function openIdentityBench(more: { readonly pages?: string } = {}): Promise<IdentityBench> {
  let now = Date.parse('2026-01-31T12:00:00Z');
  const clock = () => new Date(now);
  const store = await openTestStore({ now: clock });
  const passwords = createPasswords({ cost: 4, blockSize: 8, parallel: 1 });
  const options = { now: clock, newId: () => randomUUID(), passwords };
  const url = 'http://localhost:80';
  await makeFirstAdministrator(store, options, { user: 'admin', password, project: 'admin', region: 'RegionOne', url });
  const service = await openIdentity(store, options);
  const administratorHash = createHash('sha256').update(rootToken).digest();
  const root = tokenIdentity(administratorHash);
  const settings: Settings = { ...defaultSettings, ...options, randomByte: () => Math.floor(Math.random() * 256) };
  const server = await createServerApp({
    store,
    settings,
    log: pino({ enabled: false }),
    identity: firstIdentity(root, service),
    identityService: { service, root, prefix: identityPrefix },
    administratorHash,
    ...more,
  });

  const call: IdentityBench['call'] = async (method, url, body, headers = {}) => {
    const response = await server.app.inject({
      method: method as 'GET',
      url,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = String(response.headers['content-type'] ?? '').includes('json') && response.payload !== '';
    const { statusCode: status } = response;
    const answered: unknown = isJson ? JSON.parse(response.payload) : response.payload;
    const isAdmin = headers['x-auth-token'] === rootToken;
    hold(document, { method, url, sent: body, isAdmin, status, headers: response.headers, answered });
    return {
      status,
      headers: response.headers,
      body: answered as Body,
      revision: 0,
    };
  };
  const as: IdentityBench['as'] = (token, method, path, body) => call(method, path, body, { 'x-auth-token': token });
  const idOf = async (collection: string, name: string, more: object) => {
    const one = collection.slice(0, -1);
    const found = await as(rootToken, 'GET', `/identity/v3/${collection}?name=${name}`);
    const [kept] = found.body[collection] as unknown as readonly { readonly id: string }[];
    if (kept !== undefined) return kept.id;
    const made = await as(rootToken, 'POST', `/identity/v3/${collection}`, { [one]: { name, ...more } });
    return String(made.body[one]?.['id']);
  };
  return {
    app: server.app,
    store,
    advance: (ms) => {
      now += ms;
    },
    call,
    as,
    async login(user, project, secret = password) {
      const made = await call('POST', '/identity/v3/auth/tokens', credentials(user, project, secret));
      if (made.status !== 201) throw new Error(`login of ${user}: ${made.status} ${JSON.stringify(made.body)}`);
      return String(made.headers['x-subject-token']);
    },
    async account(user, project, role) {
      const ids = {
        user: await idOf('users', user, { password }),
        project: await idOf('projects', project, {}),
        role: await idOf('roles', role, {}),
      };
      await as(rootToken, 'PUT', `/identity/v3/projects/${ids.project}/users/${ids.user}/roles/${ids.role}`);
      return ids;
    },
    async close() {
      await server.close();
      await store.close();
    },
  };
}

/** Body of a login by name, in the default domain. */
export function credentials(user: string, project: string | undefined, secret: string): object {
  const domain = { name: 'Default' };
  return {
    auth: {
      identity: { methods: ['password'], password: { user: { name: user, domain, password: secret } } },
      ...(project !== undefined && { scope: { project: { name: project, domain } } }),
    },
  };
}
