import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Store } from '../store/index.ts';
import { openTestStore } from '../store/test-store.suite.ts';
import type { AgentHello, HostReport } from '../wire/index.ts';
import type { Feed } from './feed/feed.ts';
import type { Identity } from './identity.ts';
import type { Lab } from './lab/lab.ts';
import type { NovaNotifier } from './nova/notifier.ts';
import { openApiDocument } from './openapi/document.ts';
import { hold } from './openapi/conformance.suite.ts';
import { resources } from './resources/index.ts';
import { createServerApp } from './server-app.ts';
import { type Settings, defaultSettings } from './settings.ts';

const document = openApiDocument(resources);

/** Callers of a test: each token is the name of a project, `admin` is the administrator. */
export const namedIdentity: Identity = {
  async caller({ token, project }) {
    if (token === undefined || !['admin', 'demo', 'alt'].includes(token)) return undefined;
    return { project: project ?? token, isAdmin: token === 'admin' };
  },
};

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // Bodies are compared whole or picked apart by the tests.
  readonly body: Body;
  readonly revision: number;
}
export interface Body {
  readonly [key: string]: Body;
}

/** A member of a body that is a list. */
export function listIn(body: Body | undefined, key: string): readonly Body[] {
  return (body?.[key] ?? []) as unknown as readonly Body[];
}

export interface Bench {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly feed: Feed;
  /** Moves the server's clock. */
  advance(ms: number): void;
  /** Asks the server. Request and answer are held to the OpenAPI document, whatever the test is about. */
  call(method: string, path: string, body?: unknown, more?: Ask): Promise<Answered>;
  hello(host: string, tunnelIp?: string, more?: Partial<AgentHello>): Promise<void>;
  report(host: string, report: Partial<HostReport>): Promise<void>;
  /** Resolves when the feed has followed all writes. */
  settled(): Promise<void>;
  /** Statements that the work costs by itself. */
  statementsOf(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

interface Ask {
  /** Whose token; undefined: none. */
  readonly as: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server without a socket, on a store of its own, with a clock of its own. */
export async function openBench(
  more: {
    readonly store?: Store;
    readonly settings?: Partial<Settings>;
    readonly nova?: NovaNotifier;
    readonly lab?: Lab;
  } = {},
): Promise<Bench> {
  let now = Date.parse('2026-01-31T12:00:00Z');
  let ids = 0;
  const clock = () => new Date(now);
  const store = more.store ?? (await openTestStore({ now: clock }));
  const settings: Settings = {
    ...defaultSettings,
    now: clock,
    newId: () => `00000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`,
    // As the recorded server was set.
    quotas: {
      network: 100_000,
      subnet: 100_000,
      subnetpool: -1,
      port: 1_000_000,
      rbac_policy: 10_000,
      security_group: 100_000,
      security_group_rule: 1_000_000,
    },
    randomByte: () => Math.floor(Math.random() * 256),
    ...more.settings,
  };
  const server = await createServerApp({
    store,
    settings,
    log: pino({ enabled: false }),
    identity: namedIdentity,
    ...(more.nova && { nova: more.nova }),
    ...(more.lab && { lab: more.lab }),
  });

  const call: Bench['call'] = async (method, url, body, ask = { as: 'admin' }) => {
    const { as, headers = {} } = ask;
    const response = await server.app.inject({
      method: method as 'GET',
      url,
      headers: {
        ...(as !== undefined && { 'x-auth-token': as }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { statusCode: status, payload } = response;
    const isJson = String(response.headers['content-type'] ?? '').includes('json');
    const answered: unknown = isJson ? JSON.parse(payload) : payload;
    hold(document, {
      method,
      url,
      sent: typeof body === 'string' ? parsed(body) : body,
      isAdmin: as === 'admin',
      status,
      headers: response.headers,
      answered,
    });
    return {
      status,
      headers: response.headers,
      body: answered as Body,
      revision: Number(response.headers['x-portreeve-revision'] ?? 0),
    };
  };
  const settled = async () => {
    const revision = await store.read((tx) => tx.revision());
    const isThere = await server.feed.until(
      () => (server.feed.revision >= revision ? true : undefined),
      5000,
      new AbortController().signal,
    );
    if (!isThere) throw new Error('the feed does not follow');
  };
  return {
    settled,
    async statementsOf(work) {
      await settled();
      const before = store.statements();
      await work();
      return store.statements() - before;
    },
    app: server.app,
    store,
    feed: server.feed,
    advance: (ms) => {
      now += ms;
    },
    call,
    async hello(host, tunnelIp = '10.88.0.1', more = {}) {
      await call('PUT', `/agent/v1/hosts/${host}`, { ...helloOf(tunnelIp), ...more });
    },
    async report(host, report) {
      const whole: HostReport = { revision: 0, ports: {}, apply_ms: null, error: null, repaired: [], ...report };
      await call('PUT', `/agent/v1/hosts/${host}/report`, whole);
    },
    async close() {
      await server.close();
      await store.close();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function helloOf(tunnelIp: string): AgentHello {
  return {
    agent_type: 'Linux bridge agent',
    binary: 'portreeve-agent',
    version: '0.1.0',
    backend: 'memory',
    configurations: {
      tunneling_ip: tunnelIp,
      tunnel_types: ['vxlan'],
      interface_mappings: { physnet1: 'eth1' },
      bridge_mappings: {},
      devices: 0,
      extensions: [],
      l2_population: false,
    },
  };
}

/** Type, status and message of a refusal, as the tables of the API's description have them. */
export function refusal({ status, body }: Answered): readonly unknown[] {
  const error = body['NeutronError'];
  return [status, error?.['type'], error?.['message']];
}
