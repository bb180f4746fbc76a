import { type IncomingMessage, type RequestOptions, request as httpRequest } from 'node:http';
import { PortreeveError, reasonOf } from '../model/index.ts';

/** Where a server is and what lets us in. */
export interface ClientOptions {
  /** "http://host:port", "https://host:port" or "unix:/path/to/socket". */
  readonly endpoint: string;
  readonly token: string;
  /** How long an answer may take; streams have no limit. */
  readonly timeoutMs?: number;
}

export interface Answer {
  readonly status: number;
  /** Revision of the change log after a write; undefined otherwise. */
  readonly revision: number | undefined;
  /** Parsed JSON; undefined if the answer had no body. */
  readonly body: unknown;
}

export interface Client {
  readonly endpoint: string;
  /** Throws API_ERROR (`details`: {status, type, message}), SERVER_UNREACHABLE, TOKEN_REFUSED or ANSWER_UNREADABLE. */
  request(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
  /**
   * Reads a stream of JSON lines until it ends (resolves), fails or is aborted (throws). A line that is not JSON ends
   * it with ANSWER_UNREADABLE: a stream that cannot be trusted must be asked for anew.
   */
  lines(path: string, options: LinesOptions): Promise<void>;
}

export interface LinesOptions {
  readonly onLine: (value: unknown) => void;
  readonly signal?: AbortSignal;
  /** Longest silence before the stream counts as dead. */
  readonly idleMs?: number;
}

/** Whole answers above this are refused: nothing that we ask for is larger. */
const maxAnswerBytes = 256 * 1024 * 1024;

/** Throws BAD_ENDPOINT and TOKEN_MALFORMED; speaks to nobody yet. */
export function createClient(options: ClientOptions): Client {
  const target = parseEndpoint(options.endpoint);
  // A header cannot carry anything else, and a token that was pasted with a line break says nothing of it when refused.
  if (!/^[\x21-\x7e]*$/.test(options.token)) throw new PortreeveError('TOKEN_MALFORMED');
  const timeoutMs = options.timeoutMs ?? 60_000;

  async function request(method: string, path: string, body?: unknown): Promise<Answer> {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const response = await send(target, options, { method, path, timeout: timeoutMs }, payload);
    const text = await readAll(response, options.endpoint);
    const status = response.statusCode ?? 0;
    const parsed = text === '' ? undefined : parseJson(text, path);
    if (status >= 400) throw apiError(status, parsed, options.endpoint);
    const revision = response.headers['x-portreeve-revision'];
    return { status, revision: typeof revision === 'string' ? Number(revision) : undefined, body: parsed };
  }

  async function lines(path: string, { onLine, signal, idleMs }: LinesOptions): Promise<void> {
    const response = await send(target, options, { method: 'GET', path, ...(signal ? { signal } : {}) });
    const status = response.statusCode ?? 0;
    if (status >= 400) {
      const text = await readAll(response, options.endpoint);
      throw apiError(status, text === '' ? undefined : parseJson(text, path), options.endpoint);
    }
    if (idleMs !== undefined) {
      response.setTimeout(idleMs, () => response.destroy(new Error(`nothing was heard for ${idleMs} ms`)));
    }
    await readLines(response, path, onLine, options.endpoint);
  }

  return { endpoint: options.endpoint, request, lines };
}

interface Target {
  readonly secure: boolean;
  readonly base: RequestOptions & { readonly servername?: string };
}

function parseEndpoint(endpoint: string): Target {
  if (endpoint.startsWith('unix:/')) {
    return { secure: false, base: { ...noTls, socketPath: endpoint.slice('unix:'.length), host: 'localhost' } };
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new PortreeveError('BAD_ENDPOINT', { endpoint });
  const secure = url.protocol === 'https:';
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return { secure, base: { ...(secure ? {} : noTls), hostname, port } };
}

/** Left to itself Node looks for a server name also without TLS, with a pattern that takes 5 ms to compile. */
const noTls = { servername: '' } as const;

async function send(
  target: Target,
  options: ClientOptions,
  call: RequestOptions,
  payload?: Buffer,
): Promise<IncomingMessage> {
  // TLS takes long to load, and most commands talk to a socket of this host.
  const make = target.secure ? (await import('node:https')).request : httpRequest;
  return new Promise((resolve, reject) => {
    const unreachable = (cause: unknown) =>
      reject(
        new PortreeveError('SERVER_UNREACHABLE', { endpoint: options.endpoint, reason: reasonOf(cause) }, { cause }),
      );
    const outgoing = make({
      ...target.base,
      ...call,
      headers: {
        'X-Auth-Token': options.token,
        Accept: 'application/json',
        ...(payload ? { 'Content-Type': 'application/json', 'Content-Length': payload.length } : {}),
      },
    });
    outgoing.on('response', resolve);
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', (error) => {
      // A kept connection that the server closed meanwhile (it was started anew) says nothing of the server.
      if (outgoing.reusedSocket && wasNotHeard(error, call.method)) resolve(send(target, options, call, payload));
      else unreachable(error);
    });
    outgoing.end(payload);
  });
}

/** Whether the server cannot have acted on a request that failed so. A reset may have come after it did. */
function wasNotHeard(error: unknown, method: string | undefined): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EPIPE' || (code === 'ECONNRESET' && method === 'GET');
}

async function readAll(response: IncomingMessage, endpoint: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxAnswerBytes) throw new Error(`the answer is larger than ${maxAnswerBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new PortreeveError('SERVER_UNREACHABLE', { endpoint, reason: reasonOf(cause) }, { cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readLines(
  response: IncomingMessage,
  path: string,
  onLine: (value: unknown) => void,
  endpoint: string,
): Promise<void> {
  response.setEncoding('utf8');
  let pending: string[] = [];
  const flush = (tail: string) => {
    const line = pending.join('') + tail;
    pending = [];
    if (line !== '') onLine(parseJson(line, path));
  };
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      const parts = chunk.split('\n');
      const rest = parts.pop() ?? '';
      for (const part of parts) flush(part);
      // A large state comes in many chunks: they are joined once, at its end.
      if (rest !== '') pending.push(rest);
    }
  } catch (cause) {
    if (cause instanceof PortreeveError) throw cause;
    throw new PortreeveError('SERVER_UNREACHABLE', { endpoint, reason: reasonOf(cause) }, { cause });
  }
  if (pending.length > 0) {
    throw new PortreeveError('SERVER_UNREACHABLE', { endpoint, reason: 'the stream ended inside a line' });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PortreeveError('ANSWER_UNREADABLE', { path, start: text.slice(0, 80) }, { cause });
  }
}

/** The API's error form `{"NeutronError": {type, message, detail}}`, the identity form `{"error": {...}}`, or neither. */
function apiError(status: number, body: unknown, endpoint: string): PortreeveError {
  const wrapped = isObject(body) ? (body['NeutronError'] ?? body['error'] ?? body) : undefined;
  const inner = isObject(wrapped) ? wrapped : {};
  const type = typeof inner['type'] === 'string' ? inner['type'] : '';
  const message = typeof inner['message'] === 'string' ? inner['message'] : `status ${status}`;
  const details = { status, type, message };
  if (status === 401) return new PortreeveError('TOKEN_REFUSED', { endpoint }, { details });
  return new PortreeveError(
    'API_ERROR',
    { message: message.replace(/\.$/, ''), type: type || `status ${status}` },
    { details },
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
