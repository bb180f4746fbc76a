import type { FastifyInstance, FastifyRequest } from 'fastify';
import { generic } from '../errors.ts';
import type { Caller, Identity } from '../identity.ts';
import { endpointOf } from './endpoint.ts';

const callers = new WeakMap<FastifyRequest, Caller>();

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
}

/**
 * Lets nothing through without a token that the identity knows, but for the paths named here, and no writes by who
 * may only read.
 */
export function addAuthentication(app: FastifyInstance, identity: Identity, doors: Doors): void {
  const { isOpen, isForServices, identityPath } = doors;
  app.addHook('onRequest', async (request, reply) => {
    if (isOpen(request.url)) return;
    const caller = await identity.caller({
      token: textHeader(request, 'x-auth-token'),
      project: textHeader(request, 'x-project-id'),
    });
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
  });
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
