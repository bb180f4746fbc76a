import { AuditQuerySchema } from '../http/own-bodies.ts';
import { list, nullable, object, plain } from '../resource/schema.ts';
import { type Paths, operation, parametersOf } from './operation.ts';

const entry = object({
  revision: plain.integer,
  at: plain.text,
  project_id: plain.text,
  actor: plain.text,
  address: plain.text,
  request_id: plain.text,
  method: plain.text,
  path: plain.text,
  body: {},
  objects: list(object({ table: plain.text, id: plain.text, action: plain.text })),
  changed: { ...plain.integer, description: 'How many objects; of many, only the first are in `objects`.' },
  plan_id: nullable(plain.uuid),
  hosts: list(object({ host: plain.text, told_at: plain.text, enforced_at: nullable(plain.text) })),
});

export const auditPaths: Paths = {
  '/portreeve/v1/audit': {
    get: operation({
      id: 'list_audit',
      summary: 'Who changed what, newest first, and when each host had it',
      tag: 'audit',
      parameters: parametersOf('query', AuditQuerySchema),
      answer: [200, object({ entries: list(entry) })],
      refusals: [400],
    }),
  },
};
