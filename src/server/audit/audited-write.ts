import type { FastifyRequest } from 'fastify';
import type { Row, Store, Writer, Written } from '../../store/index.ts';
import { callerOf } from '../http/authentication.ts';
import { actorOf } from '../identity.ts';

/** Longest body that is kept whole, in characters of JSON. */
const longestBody = 8192;
const mostObjects = 100;
/** Entries that are kept at least. */
const keptEntries = 200_000;

/** Who asked for a change, and how. */
export type Asked = Pick<Row<'audit'>, 'project_id' | 'actor' | 'address' | 'request_id' | 'method' | 'path' | 'body'>;

export interface AuditOptions {
  readonly planId?: string;
  /** What was changed that has no revision of its own. */
  readonly objects?: Row<'audit'>['objects'];
}

/** A write that somebody asked for: what it changed is noted with it, in the same transaction. */
export function auditedWrite<R>(
  store: Store,
  request: FastifyRequest,
  now: () => Date,
  work: (tx: Writer) => Promise<R>,
  options: AuditOptions = {},
): Promise<Written<R>> {
  return store.write(async (tx) => {
    const result = await work(tx);
    await noteAudit(tx, askedBy(request), now(), options);
    return result;
  });
}

/** Notes what the transaction changed; nothing, if it changed nothing. */
export async function noteAudit(tx: Writer, asked: Asked, now: Date, options: AuditOptions = {}): Promise<void> {
  const objects = [...(options.objects ?? []), ...tx.changes().map(({ table, id, action }) => ({ table, id, action }))];
  if (objects.length === 0) return;
  const revision = tx.changes()[0]?.revision ?? (await tx.revision());
  await tx.insert('audit', [
    {
      ...asked,
      revision,
      at: now.toISOString(),
      objects: objects.slice(0, mostObjects),
      changed: objects.length,
      plan_id: options.planId ?? null,
    },
  ]);
  if (revision % 1000 === 0) await tx.clear('audit', [{ column: 'revision', below: revision - keptEntries }]);
}

/** The Networking API has no secrets in its bodies. */
function askedBy(request: FastifyRequest): Asked {
  const caller = callerOf(request);
  return {
    project_id: caller.project,
    actor: actorOf(caller),
    address: request.ip ?? '',
    request_id: request.id,
    method: request.method,
    path: request.url.split('?', 1)[0]?.slice(0, 500) ?? '',
    body: keptBody(request.body),
  };
}

function keptBody(body: unknown): unknown {
  if (body === undefined) return null;
  const text = JSON.stringify(body);
  return text.length <= longestBody ? body : { truncated: true, begins: text.slice(0, 500) };
}
