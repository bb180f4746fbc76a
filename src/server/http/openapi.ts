import type { FastifyInstance } from 'fastify';
import type { AnyResource } from '../resource/resource.ts';

/** The one path below /v2.0 whose `.json` belongs to it. */
export const openApiPath = '/v2.0/openapi.json';

/**
 * The API's own description. It holds no secret and is behind the token all the same: so nobody learns of a server that
 * he has no business with what it is, and those who have are known by their requests.
 *
 * It is made when it is first asked for, and what makes it is loaded then: most servers are never asked.
 */
export function addOpenApi(
  app: FastifyInstance,
  resources: readonly AnyResource[],
  identityPrefix: string | undefined,
): void {
  let made: Promise<string> | undefined;
  const make = async () => {
    const { openApiDocument } = await import('../openapi/document.ts');
    return JSON.stringify(openApiDocument(resources, identityPrefix));
  };
  app.get(openApiPath, async (_request, reply) => {
    made ??= make();
    return reply.type('application/json; charset=utf-8').send(await made);
  });
}
