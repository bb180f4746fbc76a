import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Feed } from '../feed/feed.ts';
import type { Hosts } from '../feed/hosts.ts';

/** Figures of the server in the Prometheus text format, behind the token like everything else. */
export function addMetrics(app: FastifyInstance, feed: Feed, hosts: Hosts): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'portreeve_api_requests_total',
    help: 'Requests answered, by method and status',
    labelNames: ['method', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'portreeve_api_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2],
    registers,
  });
  const revision = new Gauge({ name: 'portreeve_revision', help: 'Revision of the last write', registers });
  const alive = new Gauge({ name: 'portreeve_agents_alive', help: 'Hosts whose agent is alive', registers });

  app.addHook('onResponse', async (request, reply) => {
    requests.inc({ method: request.method, status: reply.statusCode });
    seconds.observe({ method: request.method }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', async (_request, reply) => {
    revision.set(feed.revision);
    alive.set(feed.cloud.hosts().filter((host) => hosts.isAlive(host)).length);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
