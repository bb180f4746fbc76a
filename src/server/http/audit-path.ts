import type { FastifyInstance } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { ConditionOn, Reader, Row, Store } from '../../store/index.ts';
import type { AuditEntryJson } from '../../wire/index.ts';
import { callerOf } from './authentication.ts';
import { AuditQuerySchema } from './own-bodies.ts';

const mostEntries = 500;
/** How many entries are read at a time, and at most, for those of one object. */
const batch = 500;
const mostRead = 20_000;

/** Who changed what, newest first: of all projects for administrators, of one's own for others. */
export function addAuditPath(plain: FastifyInstance, store: Store): void {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  app.get('/portreeve/v1/audit', { schema: { querystring: AuditQuerySchema } }, async (request) => {
    const { limit = '50', before, object, actor } = request.query;
    const caller = callerOf(request);
    const where: ConditionOn<keyof Row<'audit'>>[] = [
      ...(caller.isAdmin ? [] : [{ column: 'project_id', in: [caller.project] } as const]),
      ...(actor === undefined ? [] : [{ column: 'actor', in: [actor] } as const]),
    ];
    const isWanted = ({ objects }: Row<'audit'>) =>
      object === undefined || objects.some(({ id, table }) => id === object || table === object);
    const most = Math.min(Math.max(1, Number(limit)), mostEntries);
    return store.read(async (tx) => {
      const rows = await newest(tx, where, before === undefined ? undefined : Number(before), most, isWanted);
      return { entries: await withHosts(tx, rows) };
    });
  });
}

async function newest(
  tx: Reader,
  where: readonly ConditionOn<keyof Row<'audit'>>[],
  before: number | undefined,
  most: number,
  isWanted: (row: Row<'audit'>) => boolean,
): Promise<readonly Row<'audit'>[]> {
  const found: Row<'audit'>[] = [];
  let end = before;
  for (let read = 0; read < mostRead && found.length < most; read += batch) {
    const rows = await tx.list('audit', {
      where: [...where, ...(end === undefined ? [] : [{ column: 'revision', below: end } as const])],
      sort: [
        { column: 'revision', direction: 'desc' },
        { column: 'request_id', direction: 'asc' },
      ],
      limit: batch,
    });
    found.push(...rows.filter(isWanted));
    if (rows.length < batch) break;
    end = rows.at(-1)?.revision;
  }
  return found.slice(0, most);
}

async function withHosts(tx: Reader, rows: readonly Row<'audit'>[]): Promise<readonly AuditEntryJson[]> {
  const [first, last] = [rows.at(-1)?.revision, rows[0]?.revision];
  if (first === undefined || last === undefined) return [];
  const steps = await tx.list('host_steps', {
    where: [
      { column: 'to_revision', atLeast: first },
      { column: 'from_revision', below: last },
    ],
    sort: [{ column: 'host', direction: 'asc' }],
  });
  return rows.map((row) => ({
    ...row,
    hosts: steps
      .filter((step) => step.from_revision < row.revision && row.revision <= step.to_revision)
      .map(({ host, told_at, enforced_at }) => ({ host, told_at, enforced_at })),
  }));
}
