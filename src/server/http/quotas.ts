import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Store, Writer } from '../../store/index.ts';
import { auditedWrite } from '../audit/audited-write.ts';
import { generic, quota as refusals } from '../errors.ts';
import type { Caller } from '../identity.ts';
import { boolean, isObject, printed } from '../resource/kind.ts';
import { integer } from '../resource/kind.ts';
import { type Limits, type QuotaName, isQuotaName, limitsOf, quotaNames, usageOf, withOwn } from '../resource/quota.ts';
import { groupBy, everyRow } from '../resource/rows.ts';
import { sendWritten } from '../resource/sent.ts';
import type { Settings } from '../settings.ts';
import { callerOf } from './authentication.ts';

interface OfProject {
  Params: { project: string };
}

const path = '/v2.0/quotas';

/** Quotas: section 11 of the API's description. They are kept by project, and have neither ids nor revisions. */
export function addQuotas(app: FastifyInstance, store: Store, settings: Settings): void {
  const write = <R>(request: FastifyRequest<OfProject>, action: string, work: (tx: Writer) => Promise<R>) => {
    const objects = [{ table: 'quotas', id: request.params.project, action }];
    return auditedWrite(store, request, settings.now, work, { objects });
  };

  app.get(path, async (request) => {
    if (!callerOf(request).isAdmin) throw generic.forbidden('rule:get_quota');
    const own = groupBy(await store.read((tx) => everyRow(tx, 'quotas')), (row) => row.project_id);
    const quotas = [...own].map(([project, rows]) => ({
      ...withOwn(settings, rows),
      project_id: project,
      tenant_id: project,
    }));
    return { quotas };
  });

  app.get(`${path}/tenant`, async (request) => ({ tenant: { tenant_id: callerOf(request).project } }));
  app.get(`${path}/project`, async (request) => ({ project: { project_id: callerOf(request).project } }));

  app.get<OfProject>(`${path}/:project`, async (request) => {
    const { project } = request.params;
    refuseOthers(callerOf(request), project);
    return { quota: await store.read((tx) => limitsOf(tx, settings, project)) };
  });

  app.get<OfProject>(`${path}/:project/default`, async (request) => {
    refuseOthers(callerOf(request), request.params.project);
    return { quota: settings.quotas };
  });

  app.get<OfProject>(`${path}/:project/details`, async (request) => {
    const { project } = request.params;
    refuseOthers(callerOf(request), project);
    const [limits, used] = await store.read(async (tx) => [
      await limitsOf(tx, settings, project),
      await usageOf(tx, project),
    ]);
    const quota = quotaNames.map((name) => [name, { limit: limits[name], used: used[name], reserved: 0 }]);
    return { quota: Object.fromEntries(quota) };
  });

  app.put<OfProject>(`${path}/:project`, async (request, reply) => {
    const { project } = request.params;
    if (!callerOf(request).isAdmin) throw generic.forbidden('rule:update_quota');
    if (project.length > 255 || project.includes('\0')) throw generic.noSuchPath();
    const { limits, isForced } = readQuota(request.body);
    const written = await write(request, 'updated', async (tx) => {
      if (!isForced) refuseBelowUse(limits, await usageOf(tx, project));
      const names = [...limits.keys()];
      await tx.clear('quotas', [
        { column: 'project_id', in: [project] },
        { column: 'resource', in: names },
      ]);
      const rows = [...limits].map(([resource, most]) => ({ project_id: project, resource, most }));
      if (rows.length > 0) await tx.insert('quotas', rows);
      return limitsOf(tx, settings, project);
    });
    return sendWritten(reply, written).send({ quota: written.result });
  });

  app.delete<OfProject>(`${path}/:project`, async (request, reply) => {
    const { project } = request.params;
    if (!callerOf(request).isAdmin) throw generic.forbidden('rule:delete_quota');
    const written = await write(request, 'deleted', async (tx) => {
      const where = [{ column: 'project_id', in: [project] }] as const;
      if ((await tx.count('quotas', where)) === 0) throw refusals.none(project);
      await tx.clear('quotas', where);
    });
    return sendWritten(reply, written).code(204).send();
  });
}

/** Everybody may see his own project's quotas, the administrator those of all. */
function refuseOthers(caller: Caller, project: string): void {
  if (!caller.isAdmin && project !== caller.project) throw generic.forbidden('rule:get_quota');
}

const anyInteger = integer(Number.MIN_SAFE_INTEGER, 2 ** 31 - 1);

/**
 * `{"quota": {"port": 10, "force": true}}`. As since 2024.2, a limit below what is used is refused unless it is forced;
 * `check_limit`, with which older clients ask for that, changes nothing.
 */
function readQuota(body: unknown): { readonly limits: ReadonlyMap<QuotaName, number>; readonly isForced: boolean } {
  if (!isObject(body) || !Object.hasOwn(body, 'quota')) throw generic.noWrapper('quota');
  const { quota } = body;
  if (!isObject(quota)) throw generic.badBody();
  const { force = false, check_limit: check = true, project_id: _project, tenant_id: _tenant, ...rest } = quota;
  const unknown = Object.keys(rest).filter((name) => !isQuotaName(name));
  if (unknown.length > 0) throw generic.unknownAttributes(unknown);
  const limits = new Map<QuotaName, number>();
  for (const name of quotaNames) {
    if (!Object.hasOwn(rest, name)) continue;
    if (rest[name] === null) throw generic.invalidInput(`'${printed(null)}' is not an integer.`);
    const limit = anyInteger.read(rest[name], name);
    if (limit < -1) throw refusals.tooSmall(name, limit);
    limits.set(name, limit);
  }
  boolean.read(check, 'check_limit');
  return { limits, isForced: boolean.read(force, 'force') };
}

function refuseBelowUse(limits: ReadonlyMap<QuotaName, number>, used: Limits): void {
  for (const [name, limit] of limits) {
    if (limit >= 0 && used[name] > limit) throw refusals.belowUse(name, limit, used[name]);
  }
}
