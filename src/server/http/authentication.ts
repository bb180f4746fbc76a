import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller, Identity } from '../identity.ts';

const callers = new WeakMap<FastifyRequest, Caller>();

const refusal = {
  error: {
    code: 401,
    title: 'Unauthorized',
    message: 'The request you have made requires authentication.',
  },
};

/** Lets nothing through without a token that the identity knows, but for the paths named here. */
export function addAuthentication(app: FastifyInstance, identity: Identity, isOpen: (path: string) => boolean): void {
  app.addHook('onRequest', async (request, reply) => {
    if (isOpen(request.url)) return;
    const caller = await identity.caller({
      token: textHeader(request, 'x-auth-token'),
      project: textHeader(request, 'x-project-id'),
    });
    if (caller === undefined) {
      return reply.code(401).header('www-authenticate', 'Keystone uri=""').send(refusal);
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

function textHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
