import type { FastifyInstance } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { PortreeveError } from '../../model/index.ts';
import { ApiError, generic } from '../errors.ts';
import { callerOf } from '../http/authentication.ts';
import { LabInstanceParamsSchema, LabProbeSchema, LabWishSchema } from './bodies.ts';
import type { Lab } from './lab.ts';

/**
 * What a lab offers to the dashboard. Every server has the paths and says whether it is of a lab; elsewhere instances are started by
 * a compute service. Administrators only.
 */
export function addLabPaths(plain: FastifyInstance, lab: Lab | undefined): void {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  app.addHook('onRequest', async (request) => {
    if (!callerOf(request).isAdmin) throw generic.forbidden('rule:portreeve');
  });
  const need = (): Lab => {
    if (lab === undefined) throw new PortreeveError('LAB_NOT_HERE');
    return lab;
  };

  app.get('/portreeve/v1/lab', async () => ({ lab: lab === undefined ? null : await lab.status() }));

  app.post('/portreeve/v1/lab/instances', { schema: { body: LabWishSchema } }, async (request, reply) => {
    const instance = await told(need().launch(request.body));
    return reply.code(201).send({ instance });
  });

  app.delete(
    '/portreeve/v1/lab/instances/:name',
    { schema: { params: LabInstanceParamsSchema } },
    async (request, reply) => {
      await told(need().delete(request.params.name));
      return reply.code(204).send();
    },
  );

  app.post('/portreeve/v1/lab/probe', { schema: { body: LabProbeSchema } }, async (request) => {
    const { from, to, service } = request.body;
    return { probe: await told(need().probe(from, to, service)) };
  });
}

/** The lab asks this very API: what that refused is refused here in the same words. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof PortreeveError) || error.code !== 'API_ERROR') throw error;
    const { status, type, message } = error.details;
    if (typeof status !== 'number' || status < 400 || status > 599) throw error;
    throw new ApiError(status, String(type), String(message), error);
  }
}
