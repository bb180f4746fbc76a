import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { vi } from 'vitest';
import type { ComputeAccount } from './compute-api.ts';
import type { ExternalEvent } from './external-event.ts';

export const password = 'the-password-of-the-account';

/** What Nova answers to a request: a status, with a code of each event if they are not all 200; or nothing, ever. */
export type Reaction = 'hang' | number | { readonly status: number; readonly codes: readonly number[] };

/** An identity service and a Nova behind one small HTTP server, answering in their recorded forms. */
export interface NovaFake {
  readonly account: ComputeAccount;
  readonly base: string;
  /** Events of each request to Nova, in its order, whatever the answer was. */
  readonly asked: (readonly ExternalEvent[])[];
  /** Tokens given so far; only the last is good. */
  logins: number;
  /** Nova takes the given ones no longer. */
  endTokens(): void;
  /** How Nova takes a request; all is well unless a test says otherwise. */
  react: (events: readonly ExternalEvent[]) => Reaction;
  catalog: readonly object[];
  close(): Promise<void>;
}

export async function openNovaFake(): Promise<NovaFake> {
  let good = '';
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => answer(request, body, response));
  });
  const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

  function answer({ method, url, headers }: IncomingMessage, body: string, response: ServerResponse): void {
    const path = `${method} ${url}`;
    if (path === 'POST /identity/v3/auth/tokens') {
      const { user } = JSON.parse(body).auth.identity.password;
      if (user.password !== password) return void json(response, 401, {});
      good = `the-token-${++fake.logins}`;
      return void json(response, 201, { token: { catalog: fake.catalog } }, { 'x-subject-token': good });
    }
    if (path !== 'POST /compute/v2.1/os-server-external-events') return void json(response, 404, {});
    if (headers['x-auth-token'] !== good) return void json(response, 401, { error: { code: 401 } });
    const events: readonly ExternalEvent[] = JSON.parse(body).events;
    fake.asked.push(events);
    const reaction = fake.react(events);
    if (reaction === 'hang') return;
    const { status, codes } = typeof reaction === 'number' ? { status: reaction, codes: [] } : reaction;
    if (status >= 300) return void json(response, status, { error: { code: status } });
    const taken = events.map((event, index) => {
      const code = codes[index] ?? 200;
      return { ...event, code, status: code === 200 ? 'completed' : 'failed' };
    });
    json(response, status, { events: taken });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  const fake: NovaFake = {
    base,
    account: {
      authUrl: `${base}/identity`,
      username: 'portreeve',
      password,
      project: 'service',
      userDomain: 'Default',
      projectDomain: 'Default',
      region: undefined,
      interface: 'public',
    },
    asked: [],
    logins: 0,
    endTokens: () => {
      good = 'none';
    },
    react: () => 200,
    catalog: [compute([{ interface: 'public', region: 'RegionOne', url: `${base}/compute/v2.1/` }])],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

/** The compute service in a catalogue. */
export function compute(endpoints: readonly object[]): object {
  return { type: 'compute', name: 'nova', endpoints };
}

/** Log lines of a test, the finest included. */
export function listeningLog() {
  const lines: string[] = [];
  return { lines, log: pino({ level: 'trace' }, { write: (line) => lines.push(line) }) };
}

/** Waits until a check passes: what is sent to Nova is nobody's to wait for. */
export function soon(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 5 });
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => resolve(body));
  });
}
