/** What the server refused, or why it could not be asked. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The API's own name for it: `OverQuota`, `SIGN_IN_REFUSED`; empty if it gave none. */
  readonly type: string;

  constructor(status: number, type: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.type = type;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The server, as pages ask it: with the session's cookie, which the browser sends by itself. */
export interface Api {
  /** The parsed answer; undefined where it has no body. Throws `ApiFailure`. */
  call(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown>;
  /** The word that proves that a request comes from our own page; known once somebody is signed in. */
  prove(proof: string | undefined): void;
}

const longestMs = 60_000;

/** `onSignedOut` is told when the server does not know the session (any more). */
export function createApi(onSignedOut: () => void): Api {
  let proof: string | undefined;
  return {
    prove(word) {
      proof = word;
    },
    async call(method, path, body, signal) {
      const answer = await send(method, path, body, proof, signal);
      const parsed = parse(await answer.text());
      if (answer.ok) return parsed;
      if (answer.status === 401 && path !== '/ui/session') onSignedOut();
      throw failureOf(answer.status, parsed);
    },
  };
}

async function send(
  method: Method,
  path: string,
  body: unknown,
  proof: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const timeout = AbortSignal.timeout(longestMs);
  try {
    return await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(proof !== undefined && method !== 'GET' && { 'x-portreeve-proof': proof }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      credentials: 'same-origin',
      redirect: 'error',
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiFailure(0, '', '', cause);
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The Networking API's form `{"NeutronError": {type, message}}`, the identity form `{"error": {...}}`, or neither. */
function failureOf(status: number, body: unknown): ApiFailure {
  const inner = member(body, 'NeutronError') ?? member(body, 'error') ?? body;
  const type = member(inner, 'type');
  const message = member(inner, 'message');
  return new ApiFailure(
    status,
    typeof type === 'string' ? type : '',
    typeof message === 'string' ? message : typeof inner === 'string' ? inner.slice(0, 500) : '',
  );
}

/** A member of an answer; undefined if it is no object or has none of that name. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** A list in an answer; empty if there is none. The server is ours, and of the same version. */
export function listIn<T>(body: unknown, name: string): readonly T[] {
  const list = member(body, name);
  return Array.isArray(list) ? (list as readonly T[]) : [];
}

/** `?a=1&b=2`; what is undefined is left out, and a list gives its key several times. */
export function query(parameters: Readonly<Record<string, string | number | readonly string[] | undefined>>): string {
  const out = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) out.append(key, String(one));
  }
  const text = out.toString();
  return text === '' ? '' : `?${text}`;
}
