import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Condition, type Reader, type Row, maxPage } from '../../store/index.ts';
import { everyRow, groupBy } from '../resource/rows.ts';
import { parseQueryString } from '../resource/list-query.ts';
import { type Frame, listLinks, selfOf } from './frame.ts';
import { refused } from './identity-error.ts';
import { withImplied } from './roles.ts';
import { byId } from './service.ts';
import { askerOf, needAdmin } from './who.ts';

type Assignment = Row<'identity_assignments'>;
interface One {
  Params: { target?: string; user: string; role: string };
}

const targets = [
  { target: 'project', table: 'identity_projects', path: '/v3/projects/:target' },
  { target: 'domain', table: 'identity_domains', path: '/v3/domains/:target' },
  { target: 'system', table: undefined, path: '/v3/system' },
] as const;

/** Who has which role where. */
export function addAssignments(app: FastifyInstance, frame: Frame): void {
  const { service, root } = frame;
  const admin = async (request: FastifyRequest, action: string) =>
    needAdmin(await askerOf(request, service, root), action);

  for (const { target, table, path } of targets) {
    /** The row that the path names; 404 if one of its three ends is not there. */
    const find = async (tx: Reader, { target: id = '', user, role }: One['Params'], isList = false) => {
      if (table !== undefined && (await byId(tx, table, id)) === undefined) throw refused.notFound(target, id);
      if ((await byId(tx, 'identity_users', user)) === undefined) throw refused.notFound('user', user);
      if (!isList && (await byId(tx, 'identity_roles', role)) === undefined) throw refused.notFound('role', role);
      return { user_id: user, target, target_id: id, role_id: role };
    };
    const member = `${path}/users/:user/roles/:role`;

    app.get<One>(`${path}/users/:user/roles`, async (request, reply) => {
      await admin(request, 'list_grants');
      const roles = await service.read(async (tx) => {
        const { role_id: _role, ...where } = await find(tx, request.params, true);
        const rows = await tx.list('identity_assignments', { where: conditions(where) });
        return tx.list('identity_roles', { where: [{ column: 'id', in: rows.map((row) => row.role_id) }] });
      });
      return reply.send({
        roles: roles.map(({ id, name, description }) => ({
          id,
          name,
          description,
          domain_id: null,
          options: {},
          links: { self: `${selfOf(request, frame)}/roles/${id}` },
        })),
        links: listLinks(request, frame),
      });
    });

    app.put<One>(member, async (request, reply) => {
      await admin(request, 'create_grant');
      await service.write(async (tx) => {
        const row = await find(tx, request.params);
        if ((await tx.count('identity_assignments', conditions(row))) === 0) {
          await tx.insert('identity_assignments', [row]);
        }
      });
      return reply.code(204).send();
    });

    app.delete<One>(member, async (request, reply) => {
      await admin(request, 'revoke_grant');
      await service.write(async (tx) => {
        const row = await find(tx, request.params);
        if ((await tx.count('identity_assignments', conditions(row))) === 0)
          throw refused.notFound('role assignment', '');
        await tx.clear('identity_assignments', conditions(row));
      });
      return reply.code(204).send();
    });

    app.route<One>({
      method: ['GET', 'HEAD'],
      url: member,
      async handler(request, reply) {
        await admin(request, 'check_grant');
        await service.read(async (tx) => {
          const row = await find(tx, request.params);
          if ((await tx.count('identity_assignments', conditions(row))) === 0) {
            throw refused.notFound('role assignment', '');
          }
        });
        return reply.code(204).send();
      },
    });
  }

  app.get('/v3/role_assignments', async (request, reply) => {
    const asker = await askerOf(request, service, root);
    const mark = request.url.indexOf('?');
    const query = parseQueryString(mark < 0 ? '' : request.url.slice(mark + 1));
    const of = (key: string) => query.get(key)?.at(-1);
    // A member may see his own, as `openstack role assignment list --auth-user` asks for them.
    if (of('user.id') === undefined || of('user.id') !== asker.standing?.user.id) {
      needAdmin(asker, 'list_role_assignments');
    }
    const [project, domain] = [of('scope.project.id'), of('scope.domain.id')];
    const scope =
      project !== undefined
        ? { target: 'project', target_id: project }
        : domain !== undefined
          ? { target: 'domain', target_id: domain }
          : query.has('scope.system')
            ? { target: 'system' }
            : {};
    const isOn = (key: string) => query.has(key) && !['false', '0'].includes(of(key)?.toLowerCase() ?? '');
    const user = of('user.id');
    const answer = await service.read((tx) =>
      list(tx, conditions({ ...scope, ...(user !== undefined && { user_id: user }) }), {
        role: of('role.id'),
        isEffective: isOn('effective'),
        hasNames: isOn('include_names'),
      }),
    );
    // Groups are not built: nobody has a role by one.
    const shown = query.has('group.id') ? [] : answer;
    return reply.send({ role_assignments: shown, links: listLinks(request, frame) });
  });
}

async function list(
  tx: Reader,
  where: readonly Condition<'identity_assignments'>[],
  asked: { readonly role: string | undefined; readonly isEffective: boolean; readonly hasNames: boolean },
): Promise<readonly object[]> {
  const given = await everyAssignment(tx, where);
  const roles = await everyRow(tx, 'identity_roles');
  const names = await namesOf(tx, asked.hasNames);
  const roleById = new Map(roles.map((role) => [role.id, role]));
  const roleByName = new Map(roles.map((role) => [role.name, role]));
  const out: object[] = [];
  for (const rows of groupBy(given, ({ user_id, target, target_id }) => `${user_id} ${target} ${target_id}`).values()) {
    const own = rows.flatMap((row) => roleById.get(row.role_id) ?? []);
    const effective = asked.isEffective
      ? withImplied(own.map((role) => role.name)).flatMap((name) => roleByName.get(name) ?? [])
      : own;
    const [row] = rows;
    if (row === undefined) continue;
    for (const { id, name } of effective) {
      if (asked.role !== undefined && asked.role !== id) continue;
      out.push({
        role: { id, ...(asked.hasNames && { name }) },
        user: names.user(row.user_id),
        scope: row.target === 'system' ? { system: { all: true } } : { [row.target]: names.target(row) },
        links: {},
      });
    }
  }
  return out;
}

const order = ['user_id', 'target', 'target_id', 'role_id'] as const;

async function everyAssignment(
  tx: Reader,
  where: readonly Condition<'identity_assignments'>[],
): Promise<readonly Assignment[]> {
  const out: Assignment[] = [];
  const sort = order.map((column) => ({ column, direction: 'asc' as const }));
  for (let after: Assignment | undefined; ; ) {
    const rows = await tx.list('identity_assignments', { where, sort, ...(after && { after }) });
    out.push(...rows);
    after = rows.at(-1);
    if (rows.length < maxPage) return out;
  }
}

/** Names beside ids, if they were asked for. */
async function namesOf(tx: Reader, hasNames: boolean) {
  const domains = new Map((hasNames ? await everyRow(tx, 'identity_domains') : []).map((row) => [row.id, row]));
  const users = new Map((hasNames ? await everyRow(tx, 'identity_users') : []).map((row) => [row.id, row]));
  const projects = new Map((hasNames ? await everyRow(tx, 'identity_projects') : []).map((row) => [row.id, row]));
  const withDomain = (row: { readonly id: string; readonly name: string; readonly domain_id: string } | undefined) => {
    if (row === undefined) return {};
    return { name: row.name, domain: { id: row.domain_id, name: domains.get(row.domain_id)?.name ?? '' } };
  };
  return {
    user: (id: string) => ({ id, ...withDomain(users.get(id)) }),
    target: ({ target, target_id: id }: Assignment) => ({
      id,
      ...(target === 'project' ? withDomain(projects.get(id)) : hasNames && { name: domains.get(id)?.name ?? '' }),
    }),
  };
}

function conditions(row: Partial<Assignment>): readonly Condition<'identity_assignments'>[] {
  return order.flatMap((column) => {
    const value = row[column];
    return value === undefined ? [] : [{ column, in: [value] }];
  });
}
