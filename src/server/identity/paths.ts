import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addAssignments } from './assignment-routes.ts';
import { addAuth } from './auth-routes.ts';
import { addCollection } from './collection-routes.ts';
import { type Frame, selfOf } from './frame.ts';
import { refused, toIdentityError } from './identity-error.ts';
import { kinds } from './kinds.ts';

/** Whether a path is of the identity service, which asks for tokens itself: logging in needs none. */
export function isIdentityPath(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`);
}

/** All paths of the built-in identity service, below its prefix, with refusals in its own form. */
export async function addIdentityPaths(app: FastifyInstance, frame: Frame): Promise<void> {
  await app.register(
    async (scope) => {
      scope.setErrorHandler((error, request, reply) => {
        const answer = toIdentityError(error);
        if (answer.status >= 500) {
          request.log.error({ event: 'request_failed', err: error, request_id: request.id }, 'a request failed');
        }
        if (answer.status === 401) reply.header('www-authenticate', `Keystone uri="${selfOf(request, frame)}"`);
        return reply.code(answer.status).send(answer.body());
      });
      scope.setNotFoundHandler(() => {
        throw refused.noSuchPath();
      });
      scope.get('/', async (request, reply) =>
        reply.code(300).send({ versions: { values: [version(request, frame)] } }),
      );
      scope.get('/v3', async (request) => ({ version: version(request, frame) }));
      addAuth(scope, frame);
      addAssignments(scope, frame);
      for (const kind of kinds) addCollection(scope, kind, frame);
    },
    { prefix: frame.prefix },
  );
}

function version(request: FastifyRequest, frame: Frame) {
  return {
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: `${selfOf(request, frame)}/` }],
    'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
  };
}
