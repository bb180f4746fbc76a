import type { FastifyInstance } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { generic } from '../errors.ts';
import type { Dumps } from '../feed/dumps.ts';
import type { Feed } from '../feed/feed.ts';
import type { Hosts } from '../feed/hosts.ts';
import {
  AgentDumpParamsSchema,
  AgentHelloSchema,
  HostDumpSchema,
  HostParamsSchema,
  HostReportSchema,
  WatchQuerySchema,
} from './agent-bodies.ts';
import { callerOf } from './authentication.ts';

/** A host with thousands of ports has a long report, and dumps of some megabytes. */
const largeBody = 64 * 1024 * 1024;

/** The paths that agents use. */
export function addAgentPaths(plain: FastifyInstance, feed: Feed, hosts: Hosts, dumps: Dumps): void {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  app.addHook('onRequest', async (request) => {
    if (!callerOf(request).isAdmin) throw generic.forbidden('rule:agent');
  });

  app.put(
    '/agent/v1/hosts/:host',
    { schema: { params: HostParamsSchema, body: AgentHelloSchema } },
    async (request) => {
      const { id, revision } = await hosts.hello(request.params.host, request.body);
      return { id, revision };
    },
  );

  app.put(
    '/agent/v1/hosts/:host/report',
    { schema: { params: HostParamsSchema, body: HostReportSchema }, bodyLimit: largeBody },
    async (request, reply) => {
      await hosts.report(request.params.host, request.body);
      return reply.code(204).send();
    },
  );

  app.put(
    '/agent/v1/hosts/:host/dumps/:id',
    {
      schema: { params: AgentDumpParamsSchema, body: HostDumpSchema },
      bodyLimit: largeBody,
    },
    async (request, reply) => {
      dumps.arrived(request.params.host, request.params.id, request.body);
      return reply.code(204).send();
    },
  );

  app.get('/agent/v1/watch', { schema: { querystring: WatchQuerySchema } }, (request, reply) => {
    const { host, since } = request.query;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'x-openstack-request-id': request.id,
    });
    // Small events must not wait for company.
    raw.socket?.setNoDelay(true);
    const watching = feed.watch(host, since === undefined ? undefined : Number(since), {
      write: (line) => raw.write(line),
    });
    raw.on('drain', watching.drained);
    raw.on('close', watching.stop);
    raw.on('error', watching.stop);
  });
}
