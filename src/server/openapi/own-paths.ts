import {
  AgentDumpParamsSchema,
  AgentHelloSchema,
  HostDumpSchema,
  HostParamsSchema,
  HostReportSchema,
  WatchQuerySchema,
} from '../http/agent-bodies.ts';
import { DumpParamsSchema, DumpQuerySchema, WaitQuerySchema } from '../http/own-bodies.ts';
import { type Schema, list, nullable, object, plain, words } from '../resource/schema.ts';
import { auditPaths } from './audit-paths.ts';
import { dashboardPaths } from './dashboard-paths.ts';
import { hostState } from './host-schemas.ts';
import { labPaths } from './lab-paths.ts';
import { type Paths, operation, parametersOf } from './operation.ts';
import { planPaths } from './plan-paths.ts';

const host = parametersOf('path', HostParamsSchema);
const onHosts = { tag: 'hosts', description: 'For administrators.' } as const;
const ofAgents = { tag: 'agent feed', description: 'For administrators, as agents are.' } as const;

/** Paths that are neither of the Networking API nor of the identity service. */
export function ownPaths(): Paths {
  return { ...hostPaths, ...planPaths, ...auditPaths, ...agentPaths, ...dashboardPaths, ...labPaths };
}

const { error, repaired } = HostReportSchema.properties;
const portReport: Schema = {
  type: 'object',
  properties: { status: words('enforced', 'pending', 'missing', 'failed'), device: plain.text, error: plain.text },
  required: ['status', 'device'],
};
const shownHost = object({
  host: plain.text,
  agent_id: nullable(plain.uuid),
  alive: plain.boolean,
  watching: plain.boolean,
  binary: nullable(plain.text),
  version: nullable(plain.text),
  backend: nullable(plain.text),
  tunneling_ip: nullable(plain.text),
  heartbeat_at: nullable(plain.time),
  revision: plain.integer,
  enforced_revision: nullable(plain.integer),
  apply_ms: nullable({ type: 'number' }),
  error,
  repaired,
  ports: list(
    object({
      id: plain.uuid,
      name: plain.text,
      device_id: plain.text,
      device_owner: plain.text,
      fixed_ips: list(plain.text),
      status: plain.text,
      report: nullable(portReport),
    }),
  ),
});
const objects = nullable(list(plain.object));
const counted = plain.integer;

const hostPaths: Paths = {
  '/portreeve/v1/hosts': {
    get: operation({
      id: 'list_hosts',
      summary: 'Hosts, what each enforces and what is wrong there',
      ...onHosts,
      answer: [200, object({ hosts: list(shownHost) })],
      refusals: [403],
    }),
  },
  '/portreeve/v1/hosts/{host}': {
    get: operation({
      id: 'show_host',
      summary: 'One host',
      ...onHosts,
      parameters: host,
      answer: [200, object({ host: shownHost })],
      refusals: [403, 404],
    }),
  },
  '/portreeve/v1/hosts/{host}/state': {
    get: operation({
      id: 'show_host_state',
      summary: "The host's state, as `portreeve compile` reads it",
      ...onHosts,
      parameters: host,
      answer: [200, hostState],
      refusals: [403, 404],
    }),
  },
  '/portreeve/v1/hosts/{host}/dump': {
    get: operation({
      id: 'take_host_dump',
      summary: "The rules in the host's kernel, kept under a name if one is given",
      ...onHosts,
      parameters: [...host, ...parametersOf('query', DumpQuerySchema)],
      answer: [200, HostDumpSchema],
      refusals: [400, 403, 404, 409, 504],
    }),
  },
  '/portreeve/v1/hosts/{host}/dumps': {
    get: operation({
      id: 'list_host_dumps',
      summary: 'Names of the dumps that are kept',
      ...onHosts,
      parameters: host,
      answer: [200, object({ dumps: list(object({ name: plain.text, taken_at: plain.text })) })],
      refusals: [403],
    }),
  },
  '/portreeve/v1/hosts/{host}/dumps/{name}': {
    get: operation({
      id: 'show_host_dump',
      summary: 'A dump that was kept',
      ...onHosts,
      parameters: parametersOf('path', DumpParamsSchema),
      answer: [200, HostDumpSchema],
      refusals: [400, 403, 404],
    }),
  },
  '/portreeve/v1/hosts/{host}/wait': {
    get: operation({
      id: 'wait_for_host',
      summary: 'Answers when the host enforces everything up to a revision that concerns it',
      ...onHosts,
      parameters: [...host, ...parametersOf('query', WaitQuerySchema)],
      answer: [200, object({ host: plain.text, revision: plain.integer, enforced_revision: nullable(plain.integer) })],
      refusals: [400, 403, 404, 409, 504],
    }),
  },
  '/portreeve/v1/import': {
    post: operation({
      id: 'import_objects',
      summary: 'Takes over objects as another Networking API shows them, ids kept: all or none',
      ...onHosts,
      body: {
        type: 'object',
        properties: {
          networks: objects,
          subnets: objects,
          address_groups: objects,
          security_groups: { ...objects, description: 'Their rules inside.' },
          ports: objects,
        },
      },
      answer: [
        201,
        object({
          imported: object({
            networks: counted,
            subnets: counted,
            address_groups: counted,
            security_groups: counted,
            security_group_rules: counted,
            ports: counted,
          }),
        }),
      ],
      headers: ['X-Portreeve-Revision'],
      refusals: [400, 403, 404, 409],
    }),
  },
  '/metrics': {
    get: operation({
      id: 'show_metrics',
      summary: 'Figures in the text format of Prometheus',
      tag: 'hosts',
      answer: [200, { 'text/plain': { schema: plain.text } }],
    }),
  },
};

const agentPaths: Paths = {
  '/agent/v1/hosts/{host}': {
    put: operation({
      id: 'agent_hello',
      summary: "The agent's word of itself, at its start and every 30 s",
      ...ofAgents,
      parameters: host,
      body: AgentHelloSchema,
      answer: [200, object({ id: plain.uuid, revision: plain.integer })],
      refusals: [400, 403],
    }),
  },
  '/agent/v1/hosts/{host}/report': {
    put: operation({
      id: 'agent_report',
      summary: 'What is enforced',
      ...ofAgents,
      parameters: host,
      body: HostReportSchema,
      answer: [204],
      refusals: [400, 403],
    }),
  },
  '/agent/v1/hosts/{host}/dumps/{id}': {
    put: operation({
      id: 'agent_dump',
      summary: 'The dump that was asked for',
      ...ofAgents,
      parameters: parametersOf('path', AgentDumpParamsSchema),
      body: HostDumpSchema,
      answer: [204],
      refusals: [400, 403],
    }),
  },
  '/agent/v1/watch': {
    get: operation({
      id: 'agent_watch',
      summary: 'What concerns the host, as it happens: a JSON object a line',
      ...ofAgents,
      parameters: parametersOf('query', WatchQuerySchema),
      answer: [
        200,
        {
          'application/x-ndjson': {
            schema: {
              type: 'object',
              properties: { event: words('state', 'delta', 'alive', 'dump') },
              required: ['event'],
            },
          },
        },
      ],
      refusals: [400, 403],
    }),
  },
};
