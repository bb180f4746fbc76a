import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Feed } from '../feed/feed.ts';
import type { Hosts } from '../feed/hosts.ts';
import type { NotifierFigures } from '../nova/notifier.ts';

/** What the figures are taken from. */
export interface Measured {
  readonly feed: Feed;
  readonly hosts: Hosts;
  /** Of the events to Nova, where they are sent. */
  readonly nova?: () => NotifierFigures;
}

/** Figures of the server in the Prometheus text format, behind the token like everything else. */
export function addMetrics(app: FastifyInstance, { feed, hosts, nova }: Measured): void {
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
  const updateNova = nova && novaMetrics(nova, registers);

  app.addHook('onResponse', async (request, reply) => {
    requests.inc({ method: request.method, status: reply.statusCode });
    seconds.observe({ method: request.method }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', async (_request, reply) => {
    revision.set(feed.revision);
    updateNova?.();
    alive.set(feed.cloud.hosts().filter((host) => hosts.isAlive(host)).length);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

/** Figures of the events to Nova; what is given brings them up to date. */
function novaMetrics(figures: () => NotifierFigures, registers: Registry[]): () => void {
  const events = new Counter({
    name: 'portreeve_nova_events_total',
    help: 'Events to Nova by what came of them: sent, or failed (not wanted by Nova, or given up)',
    labelNames: ['outcome'],
    registers,
  });
  const queue = new Gauge({
    name: 'portreeve_nova_events_waiting',
    help: 'Events that are still to be sent to Nova',
    registers,
  });
  return () => {
    const { sent, failed, waiting } = figures();
    events.reset();
    events.inc({ outcome: 'sent' }, sent);
    events.inc({ outcome: 'failed' }, failed);
    queue.set(waiting);
  };
}
