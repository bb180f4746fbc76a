import type { FastifyInstance, FastifyReply } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { PortreeveError } from '../../model/index.ts';
import type { Row, Store, Writer } from '../../store/index.ts';
import { hostStateJson } from '../../wire/index.ts';
import { auditedWrite } from '../audit/audited-write.ts';
import { generic } from '../errors.ts';
import type { Dumps } from '../feed/dumps.ts';
import type { Feed } from '../feed/feed.ts';
import type { Hosts } from '../feed/hosts.ts';
import { importObjects } from '../import.ts';
import { sendWritten } from '../resource/sent.ts';
import { everyRow } from '../resource/rows.ts';
import type { Settings } from '../settings.ts';
import { HostParamsSchema } from './agent-bodies.ts';
import { callerOf } from './authentication.ts';
import { DumpParamsSchema, DumpQuerySchema, WaitQuerySchema } from './own-bodies.ts';

const longestWaitMs = 300_000;

/** Paths of our own: what is known of hosts, waiting for them, and moving in. Administrators only. */
export function addOwnPaths(
  plain: FastifyInstance,
  {
    store,
    feed,
    hosts,
    dumps,
    settings,
  }: {
    readonly store: Store;
    readonly feed: Feed;
    readonly hosts: Hosts;
    readonly dumps: Dumps;
    readonly settings: Settings;
  },
): void {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  app.addHook('onRequest', async (request) => {
    if (!callerOf(request).isAdmin) throw generic.forbidden('rule:portreeve');
  });

  const hostJson = (host: string, agent: Row<'agents'> | undefined) => {
    const { report, view } = feed.channel(host);
    return {
      host,
      agent_id: agent?.id ?? null,
      alive: hosts.isAlive(host),
      watching: feed.isWatched(host),
      binary: agent?.binary ?? null,
      version: agent?.version ?? null,
      backend: agent?.backend ?? null,
      tunneling_ip: feed.cloud.tunnel(host) ?? null,
      heartbeat_at: agent?.heartbeat_at ?? null,
      revision: view.revision,
      enforced_revision: report?.revision ?? null,
      apply_ms: report?.apply_ms ?? null,
      error: report?.error ?? null,
      repaired: report?.repaired ?? [],
      ports: feed.cloud.portsOfHost(host).map(({ port, status }) => ({
        id: port.id,
        name: port.name,
        device_id: port.deviceId,
        device_owner: port.deviceOwner,
        fixed_ips: port.fixedIps.map((ip) => ip.ipAddress),
        status,
        report: report?.ports[port.id] ?? null,
      })),
    };
  };
  const needHost = (host: string) => {
    if (!feed.cloud.hasHost(host)) throw new PortreeveError('HOST_UNKNOWN', { host });
  };

  app.get('/portreeve/v1/hosts', async () => {
    const agents = new Map((await store.read((tx) => everyRow(tx, 'agents'))).map((row) => [row.host, row]));
    const names = [...new Set([...feed.cloud.hosts(), ...agents.keys()])].sort();
    return { hosts: names.map((host) => hostJson(host, agents.get(host))) };
  });

  app.get('/portreeve/v1/hosts/:host', { schema: { params: HostParamsSchema } }, async (request) => {
    const { host } = request.params;
    needHost(host);
    const [agent] = await store.read((tx) => tx.list('agents', { where: [{ column: 'host', in: [host] }] }));
    return { host: hostJson(host, agent) };
  });

  app.get('/portreeve/v1/hosts/:host/state', { schema: { params: HostParamsSchema } }, async (request) => {
    needHost(request.params.host);
    return hostStateJson(feed.channel(request.params.host).view);
  });

  app.get(
    '/portreeve/v1/hosts/:host/dump',
    { schema: { params: HostParamsSchema, querystring: DumpQuerySchema } },
    async (request, reply) => {
      const { host } = request.params;
      const dump = await dumps.take(host, abortedWith(reply));
      if (request.query.name !== undefined) await dumps.keep(host, request.query.name, dump);
      return dump;
    },
  );

  app.get('/portreeve/v1/hosts/:host/dumps', { schema: { params: HostParamsSchema } }, async (request) => ({
    dumps: await dumps.names(request.params.host),
  }));

  app.get('/portreeve/v1/hosts/:host/dumps/:name', { schema: { params: DumpParamsSchema } }, async (request) =>
    dumps.kept(request.params.host, request.params.name),
  );

  app.get(
    '/portreeve/v1/hosts/:host/wait',
    { schema: { params: HostParamsSchema, querystring: WaitQuerySchema } },
    async (request, reply) => {
      const { host } = request.params;
      const revision = Number(request.query.revision);
      const timeoutMs = Math.min(Number(request.query.timeout_ms ?? 20_000), longestWaitMs);
      const settled = await feed.until(
        () => {
          const now = feed.enforcement(host, revision);
          // A host that says what is wrong with this very revision will not get further by being waited for.
          const isFailed = now?.error != null && now.reported !== null && now.reported >= now.needed;
          return now?.enforced || isFailed ? now : undefined;
        },
        timeoutMs,
        abortedWith(reply),
      );
      if (settled === undefined) throw new PortreeveError('HOST_SILENT', { host, seconds: timeoutMs / 1000 });
      if (settled.error) throw new PortreeveError('HOST_FAILED', { host, reason: settled.error.message });
      return { host, revision: settled.needed, enforced_revision: settled.reported };
    },
  );

  app.post('/portreeve/v1/import', { bodyLimit: 64 * 1024 * 1024 }, async (request, reply) => {
    const caller = callerOf(request);
    const work = (tx: Writer) => importObjects({ tx, caller, settings }, request.body);
    const written = await auditedWrite(store, request, settings.now, work);
    return sendWritten(reply, written).code(201).send({ imported: written.result });
  });
}

/** Aborts when the client goes away. */
function abortedWith(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.on('close', () => gone.abort());
  return gone.signal;
}
