import type { FastifyInstance } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { PortreeveError } from '../../model/index.ts';
import { type Assertion, parseAssertion } from '../../policy/index.ts';
import type { Store, Writer } from '../../store/index.ts';
import { auditedWrite } from '../audit/audited-write.ts';
import { generic } from '../errors.ts';
import type { Caller } from '../identity.ts';
import { readChangeList } from '../plan/planned-change.ts';
import type { Plans } from '../plan/plans.ts';
import { sendWritten } from '../resource/sent.ts';
import { HostParamsSchema } from './agent-bodies.ts';
import { callerOf } from './authentication.ts';
import {
  ApplySchema,
  AssertionsSchema,
  PlanHostParamsSchema,
  PlanParamsSchema,
  PlansQuerySchema,
} from './own-bodies.ts';

/** What changes would do before they are made; what has to hold of all of them. Each project sees its own. */
export function addPlanPaths(plain: FastifyInstance, plans: Plans, store: Store, now: () => Date): void {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();

  app.post('/portreeve/v1/preview', async (request) => ({
    outcome: await plans.preview(callerOf(request), readChangeList(request.body)),
  }));
  app.post('/portreeve/v1/preview/hosts/:host', { schema: { params: HostParamsSchema } }, async (request) => {
    const caller = administrator(callerOf(request));
    return plans.previewHost(caller, readChangeList(request.body), request.params.host);
  });
  app.post('/portreeve/v1/plans', async (request, reply) => {
    const plan = await plans.make(callerOf(request), readChangeList(request.body));
    return reply.code(201).send({ plan });
  });
  app.get('/portreeve/v1/plans', { schema: { querystring: PlansQuerySchema } }, async (request) => {
    const { state, limit } = request.query;
    const options = { ...(state !== undefined && { state }), ...(limit !== undefined && { limit: Number(limit) }) };
    return { plans: await plans.list(callerOf(request), options) };
  });
  app.get('/portreeve/v1/plans/:id', { schema: { params: PlanParamsSchema } }, async (request) => ({
    plan: await plans.show(callerOf(request), request.params.id),
  }));
  app.get('/portreeve/v1/plans/:id/hosts/:host', { schema: { params: PlanHostParamsSchema } }, async (request) => {
    const { id, host } = request.params;
    return plans.showHost(administrator(callerOf(request)), id, host);
  });
  app.post(
    '/portreeve/v1/plans/:id/apply',
    { schema: { params: PlanParamsSchema, body: ApplySchema } },
    async (request, reply) => {
      const { confirm, reason, confirm_within: confirmWithinS } = request.body;
      const options = { confirm, reason, confirmWithinS };
      const written = await plans.apply(request, request.params.id, options);
      return sendWritten(reply, written).send({ plan: written.result });
    },
  );
  app.post('/portreeve/v1/plans/:id/confirm', { schema: { params: PlanParamsSchema } }, async (request) => ({
    plan: await plans.confirm(callerOf(request), request.params.id),
  }));
  app.post('/portreeve/v1/plans/:id/undo', { schema: { params: PlanParamsSchema } }, async (request, reply) => {
    const written = await plans.undo(request, request.params.id);
    return sendWritten(reply, written).send({ plan: written.result });
  });
  app.delete('/portreeve/v1/plans/:id', { schema: { params: PlanParamsSchema } }, async (request) => ({
    plan: await plans.drop(callerOf(request), request.params.id),
  }));

  app.get('/portreeve/v1/assertions', async (request) => ({ assertions: await plans.assertions(callerOf(request)) }));
  app.post('/portreeve/v1/assertions/check', { schema: { body: AssertionsSchema } }, async (request) => {
    const assertions = readAssertionList(request.body.assertions);
    return { assertions: await plans.check(callerOf(request), assertions) };
  });
  app.put('/portreeve/v1/assertions', { schema: { body: AssertionsSchema } }, async (request) => {
    const { project } = callerOf(request);
    const rows = readAssertionList(request.body.assertions).map(({ text }, position) => ({
      project_id: project,
      position,
      text,
    }));
    const work = async (tx: Writer) => {
      await tx.clear('assertions', [{ column: 'project_id', in: [project] }]);
      if (rows.length > 0) await tx.insert('assertions', rows);
    };
    const objects = [{ table: 'assertions', id: project, action: 'updated' }];
    await auditedWrite(store, request, now, work, { objects });
    return { assertions: await plans.assertions(callerOf(request)) };
  });
}

/** What a host knows is of all projects: the state of a host is for administrators, however it is asked for. */
function administrator(caller: Caller): Caller {
  if (!caller.isAdmin) throw generic.forbidden('rule:portreeve');
  return caller;
}

/** Throws ASSERTION_INVALID. */
function readAssertionList(texts: readonly string[]): readonly Assertion[] {
  return texts.map((text) => {
    const assertion = parseAssertion(text);
    if (typeof assertion === 'string') throw new PortreeveError('ASSERTION_INVALID', { text });
    return assertion;
  });
}
