import type { FastifyInstance, FastifyRequest } from 'fastify';
import { generic } from '../errors.ts';
import type { Caller, Identity } from '../identity.ts';
import { callerBySession, isForSessions, protectAnswer } from '../session/door.ts';
import type { Sessions } from '../session/sessions.ts';
import { endpointOf } from './endpoint.ts';

const callers = new WeakMap<FastifyRequest, Caller>();
const askAgain = new WeakMap<FastifyRequest, () => Promise<Caller | undefined>>();

const refusal = {
  error: {
    code: 401,
    title: 'Unauthorized',
    message: 'The request you have made requires authentication.',
  },
};

/** What needs no token, and what needs no role but a service's. */
export interface Doors {
  /** Paths that answer without a token. */
  readonly isOpen: (path: string) => boolean;
  /** Routes whose writes are a service's, though it is no member anywhere. */
  readonly isForServices: (route: string) => boolean;
  /** Where the server's own identity service is, for clients that have no token yet. */
  readonly identityPath: string | undefined;
  /** Of browsers, which show a cookie in place of a token. */
  readonly sessions: Sessions;
}

/**
 * Lets nothing through without a token that the identity knows, but for the paths named here, and no writes by who
 * may only read. Where there is a token, a cookie counts for nothing.
 */
export function addAuthentication(app: FastifyInstance, identity: Identity, doors: Doors): void {
  const { isOpen, isForServices, identityPath, sessions } = doors;
  app.addHook('onRequest', async (request, reply) => {
    if (isOpen(request.url)) return;
    const token = textHeader(request, 'x-auth-token');
    const project = textHeader(request, 'x-project-id');
    const isBrowser = token === undefined && isForSessions(request.url);
    const ask = () => (isBrowser ? callerBySession(request, sessions) : identity.caller({ token, project }));
    if (isBrowser) protectAnswer(reply);
    const caller = await ask();
    if (caller === undefined) {
      const own = identityPath === undefined ? '' : `${endpointOf(request)}${identityPath}/v3`;
      const uri = identity.uri ?? own;
      return reply.code(401).header('www-authenticate', `Keystone uri="${uri}"`).send(refusal);
    }
    if (caller.isReader === true && request.method !== 'GET') {
      // By the route that was found, not by the text of the path: a path may be spelt in several ways.
      const route = request.routeOptions.url ?? '';
      if (caller.isService !== true || !isForServices(route)) throw generic.forbidden(ruleOf(request));
    }
    callers.set(request, caller);
    askAgain.set(request, ask);
  });
}

/** Who asks, as of now: an answer that takes long must not outlive the right to it. */
export async function stillCaller(request: FastifyRequest): Promise<Caller | undefined> {
  return askAgain.get(request)?.();
}

/** Who asks; known of every request that got past the authentication. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('a request was not authenticated');
  return caller;
}

/** "DELETE /v2.0/security-groups/1" is `rule:delete_security_group`; what is below a member changes it. */
function ruleOf(request: FastifyRequest): string {
  const [collection = '', ...rest] = (request.url.split('?', 1)[0] ?? '').replace(/^\/v2\.0\//, '').split('/');
  const name = collection.replaceAll('-', '_').replace(/ies$/, 'y').replace(/s$/, '');
  const actions: Readonly<Record<string, string>> = { POST: 'create', DELETE: 'delete' };
  return `rule:${(rest.length > 1 ? undefined : actions[request.method]) ?? 'update'}_${name}`;
}

function textHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
