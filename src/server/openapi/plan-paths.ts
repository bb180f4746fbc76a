import { HostParamsSchema } from '../http/agent-bodies.ts';
import {
  ApplySchema,
  AssertionsSchema,
  PlanHostParamsSchema,
  PlanParamsSchema,
  PlansQuerySchema,
} from '../http/own-bodies.ts';
import { type Schema, list, nullable, object, plain, words } from '../resource/schema.ts';
import { hostDelta, hostState } from './host-schemas.ts';
import { type Paths, operation, parametersOf } from './operation.ts';

const ethertype = words('IPv4', 'IPv6');
const change: Schema = {
  type: 'object',
  properties: {
    method: words('POST', 'PUT', 'DELETE'),
    path: { ...plain.text, description: 'Of the Networking API: `/v2.0/security-group-rules`.' },
    before: { description: 'In answers: what it replaces or deletes, as the plan found it.' },
    body: { description: 'As the request would have it. `$0` stands for the id of what the first change made.' },
  },
  required: ['method', 'path'],
};
const end = object({
  count: { ...plain.integer, description: 'How many instances.' },
  groups: { ...list(plain.text), description: 'Names of groups that all of them are in.' },
  examples: list(object({ id: plain.uuid, name: plain.text, address: nullable(plain.text) })),
});
const services = {
  services: list(plain.text),
  more_services: { ...plain.integer, description: 'How many were left off `services`.' },
};
const pairs = object({ ethertype, ...services, from: end, to: end, pairs: plain.integer });
const opening = object({
  direction: words('ingress', 'egress'),
  prefix: plain.text,
  ...services,
  ports: end,
});
const assertion = object({ text: plain.text, outcome: words('holds', 'fails', 'nobody'), about: nullable(plain.text) });
const outcome = object({
  newly_allowed: list(pairs),
  newly_blocked: list(pairs),
  opened: list(opening),
  closed: list(opening),
  counts: object({ newly_allowed: plain.integer, newly_blocked: plain.integer, unchanged: plain.integer }),
  left_off: object({
    newly_allowed: plain.integer,
    newly_blocked: plain.integer,
    opened: plain.integer,
    closed: plain.integer,
    hosts: plain.integer,
  }),
  fingerprint: { ...plain.text, description: 'Equal for outcomes that are equal in all that was left off as well.' },
  hosts: list(plain.text),
  warnings: list({
    type: 'object',
    properties: { code: words('openToAny', 'blocks'), services: list(plain.text), pairs: plain.integer },
    required: ['code'],
  }),
  assertions: list(assertion),
  confirm: { ...nullable(plain.text), description: 'What whoever applies it has to type.' },
});
const plan = object({
  id: plain.uuid,
  project_id: plain.text,
  made_at: plain.text,
  made_by: plain.text,
  revision: plain.integer,
  state: words('waiting', 'applied', 'confirmed', 'undone', 'dropped'),
  changes: list(change),
  outcome,
  applied_at: nullable(plain.text),
  applied_by: nullable(plain.text),
  applied_revision: nullable(plain.integer),
  reason: nullable(plain.text),
  confirm_by: { ...nullable(plain.text), description: 'Undone by itself at that time, unless it is confirmed.' },
});
const plannedHost = object({
  host: plain.text,
  revision: plain.integer,
  state: hostState,
  delta: hostDelta,
});
const onHost =
  'For administrators. `state` is what the agent of the host works by, `delta` the step that it would be sent: what both compile to are its rules before and after.';
const changes = { type: 'object', properties: { changes: list(change) } } as const satisfies Schema;
const ofPlans = { tag: 'plans' } as const;
const one = parametersOf('path', PlanParamsSchema);

export const planPaths: Paths = {
  '/portreeve/v1/preview': {
    post: operation({
      id: 'preview_changes',
      summary: 'What changes would newly allow and newly block; nothing is kept',
      ...ofPlans,
      body: changes,
      answer: [200, object({ outcome })],
      refusals: [400, 403, 404, 409, 412],
    }),
  },
  '/portreeve/v1/preview/hosts/{host}': {
    post: operation({
      id: 'preview_changes_on_host',
      summary: 'What changes would do to one host; nothing is kept',
      description: onHost,
      ...ofPlans,
      parameters: parametersOf('path', HostParamsSchema),
      body: changes,
      answer: [200, plannedHost],
      refusals: [400, 403, 404, 409, 412],
    }),
  },
  '/portreeve/v1/plans': {
    get: operation({
      id: 'list_plans',
      summary: 'Plans of the project, newest first; of all projects for administrators',
      ...ofPlans,
      parameters: parametersOf('query', PlansQuerySchema),
      answer: [200, object({ plans: list(plan) })],
      refusals: [400],
    }),
    post: operation({
      id: 'make_plan',
      summary: 'Keeps changes and what they would do, to be applied or dropped',
      ...ofPlans,
      body: changes,
      answer: [201, object({ plan })],
      refusals: [400, 403, 404, 409, 412],
    }),
  },
  '/portreeve/v1/plans/{id}': {
    get: operation({
      id: 'show_plan',
      summary: 'One plan',
      ...ofPlans,
      parameters: one,
      answer: [200, object({ plan })],
      refusals: [400, 404],
    }),
    delete: operation({
      id: 'drop_plan',
      summary: 'Drops a plan that waits',
      ...ofPlans,
      parameters: one,
      answer: [200, object({ plan })],
      refusals: [400, 404, 409],
    }),
  },
  '/portreeve/v1/plans/{id}/hosts/{host}': {
    get: operation({
      id: 'show_plan_on_host',
      summary: 'What a plan that waits would do to one host now',
      description: onHost,
      ...ofPlans,
      parameters: parametersOf('path', PlanHostParamsSchema),
      answer: [200, plannedHost],
      refusals: [400, 403, 404, 409, 412],
    }),
  },
  '/portreeve/v1/plans/{id}/apply': {
    post: operation({
      id: 'apply_plan',
      summary: 'Makes the changes, if they still do what the plan says',
      description:
        'With `confirm_within`, they are undone after so many seconds unless the plan is confirmed. `reason` is needed where an assertion fails, `confirm` where the plan asks for it.',
      ...ofPlans,
      parameters: one,
      body: { ...ApplySchema, required: [] },
      answer: [200, object({ plan })],
      headers: ['X-Portreeve-Revision'],
      refusals: [400, 403, 404, 409, 412],
    }),
  },
  '/portreeve/v1/plans/{id}/confirm': {
    post: operation({
      id: 'confirm_plan',
      summary: 'Keeps what was applied',
      ...ofPlans,
      parameters: one,
      answer: [200, object({ plan })],
      refusals: [400, 404, 409],
    }),
  },
  '/portreeve/v1/assertions/check': {
    post: operation({
      id: 'check_assertions',
      summary: 'How assertions fare now; nothing is kept',
      ...ofPlans,
      body: AssertionsSchema,
      answer: [200, object({ assertions: list(assertion) })],
      refusals: [400],
    }),
  },
  '/portreeve/v1/plans/{id}/undo': {
    post: operation({
      id: 'undo_plan',
      summary: 'Undoes at once what waits to be confirmed',
      ...ofPlans,
      parameters: one,
      answer: [200, object({ plan })],
      headers: ['X-Portreeve-Revision'],
      refusals: [400, 404, 409],
    }),
  },
  '/portreeve/v1/assertions': {
    get: operation({
      id: 'list_assertions',
      summary: 'What has to hold whatever the project changes, and how it fares now',
      ...ofPlans,
      answer: [200, object({ assertions: list(assertion) })],
    }),
    put: operation({
      id: 'set_assertions',
      summary: 'Sets them all: "allow web -> db tcp/5432", "deny any -> db tcp/22"',
      ...ofPlans,
      body: AssertionsSchema,
      answer: [200, object({ assertions: list(assertion) })],
      refusals: [400],
    }),
  },
};
