import type { FastifyInstance } from 'fastify';
import { generic } from '../errors.ts';
import { announced } from './extensions.ts';
import { endpointOf } from './endpoint.ts';

/** Version documents and the list of extensions: sections 1.2 and 1.3 of the API's description. */
export function addVersions(app: FastifyInstance): void {
  app.get('/', async (request, reply) => {
    const href = `${endpointOf(request)}/v2.0/`;
    return reply.send({ versions: [{ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href }] }] });
  });

  app.get('/v2.0/', async (request) => ({
    resources: ['network', 'subnet', 'subnetpool', 'port'].map((name) => ({
      name,
      collection: `${name}s`,
      links: [{ rel: 'self', href: `${endpointOf(request)}/v2.0/${name}s` }],
    })),
  }));

  app.get('/v2.0/extensions', async () => ({ extensions: announced }));

  app.get<{ Params: { alias: string } }>('/v2.0/extensions/:alias', async (request, reply) => {
    const { alias } = request.params;
    const extension = announced.find((one) => one.alias === alias);
    if (extension) return reply.send({ extension });
    // Not the usual form of an error, as recorded; the alias is only repeated when it cannot be markup.
    const named = /^[\w-]{1,64}$/.test(alias) ? alias : 'given';
    return reply.code(404).send({
      message: `The resource could not be found.<br /><br />\nExtension with alias ${named} does not exist\n\n`,
      code: '404 Not Found',
      title: 'Not Found',
    });
  });
}

/** Paths of versions that there are not: they answer without a token, as recorded. */
export function isOtherVersion(path: string): boolean {
  return /^\/v(?!2\.0(?:\/|$|\?))\d+(?:\.\d+)?(?:\/|$)/.test(path);
}

/** What is asked for and is not there: another version, another method of a path that is there, or no such path. */
export function addNotFound(app: FastifyInstance, paths: readonly string[]): void {
  const known = new Set(paths);
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    if (isOtherVersion(path)) return reply.code(404).send({ code: 404, title: 'Not Found', description: null });
    const [collection = '', , ...rest] = path.replace(/^\/v2\.0\//, '').split('/');
    const isKnown = path === '/' || path === '/v2.0/' || (known.has(collection) && rest.length === 0);
    throw isKnown ? generic.noSuchMethod() : generic.noSuchPath();
  });
}
