import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Condition, Reader, Row } from '../../store/index.ts';
import { everyRow, rowsWhere } from '../resource/rows.ts';
import { isObject } from '../resource/kind.ts';
import { authenticate } from './auth-body.ts';
import { type Frame, listLinks, selfOf } from './frame.ts';
import { refused } from './identity-error.ts';
import { maxPasswordLength } from './password.ts';
import { type Standing, byId, readCatalog } from './service.ts';
import { tokenBody } from './token-body.ts';
import { type Asker, askerOf, needAdmin } from './who.ts';

/** Logging in, and what a token says of itself. */
export function addAuth(app: FastifyInstance, frame: Frame): void {
  const { service, root } = frame;
  const hasCatalog = (request: FastifyRequest) => !/[?&]nocatalog(?:[=&]|$)/.test(request.url);
  const catalog = (request: FastifyRequest, standing: Standing) =>
    hasCatalog(request) ? service.read((tx) => readCatalog(tx, standing)) : undefined;
  const vary = (reply: FastifyReply) => reply.header('vary', 'X-Auth-Token');

  app.post('/v3/auth/tokens', async (request, reply) => {
    const { token, content } = await authenticate(service, request.body);
    const standing = await service.standing(content);
    if (standing === undefined) throw refused.unauthorized();
    const body = tokenBody(standing, await catalog(request, standing));
    return vary(reply).code(201).header('x-subject-token', token).send(body);
  });

  /** The token that is asked about. Everybody may ask about his own, also with another of his. */
  const subject = async (request: FastifyRequest, action: 'validate_token' | 'revoke_token') => {
    const asker = await askerOf(request, service, root);
    const token = request.headers['x-subject-token'];
    if (typeof token !== 'string') throw refused.bad('X-Subject-Token is missing.');
    const standing = await service.validate(token);
    const isOwn = standing !== undefined && standing.user.id === asker.standing?.user.id;
    if (!isOwn && !(asker.isService && action === 'validate_token')) needAdmin(asker, action);
    if (standing === undefined) throw refused.notFound('token', token.length > 64 ? 'given' : token);
    return standing;
  };

  app.route({
    method: ['GET', 'HEAD'],
    url: '/v3/auth/tokens',
    async handler(request, reply) {
      const standing = await subject(request, 'validate_token');
      const token = String(request.headers['x-subject-token']);
      return vary(reply)
        .header('x-subject-token', token)
        .send(tokenBody(standing, await catalog(request, standing)));
    },
  });

  app.delete('/v3/auth/tokens', async (request, reply) => {
    const { content } = await subject(request, 'revoke_token');
    await service.revoke(content);
    return reply.code(204).send();
  });

  app.get('/v3/auth/catalog', async (request, reply) => {
    const { standing } = await askerOf(request, service, root);
    const shown = await service.read((tx) => readCatalog(tx, standing));
    return reply.send({ catalog: shown, links: listLinks(request, frame) });
  });

  const projectsOf = (request: FastifyRequest, user: string) =>
    service.read(async (tx) => {
      const ids = await targetsOf(tx, user, 'project');
      const rows = await rowsWhere(tx, 'identity_projects', 'id', ids);
      return rows.filter((row) => row.enabled).map((row) => shownProject(request, frame, row));
    });

  app.get('/v3/auth/projects', async (request, reply) => {
    const user = userOf(await askerOf(request, service, root));
    return reply.send({ projects: await projectsOf(request, user), links: listLinks(request, frame) });
  });

  app.get('/v3/auth/domains', async (request, reply) => {
    const user = userOf(await askerOf(request, service, root));
    const domains = await service.read(async (tx) => {
      const ids = new Set(await targetsOf(tx, user, 'domain'));
      return (await everyRow(tx, 'identity_domains')).filter((row) => ids.has(row.id) && row.enabled);
    });
    return reply.send({
      domains: domains.map(({ id, name, description, enabled }) => ({ id, name, description, enabled })),
      links: listLinks(request, frame),
    });
  });

  app.get<{ Params: { id: string } }>('/v3/users/:id/projects', async (request, reply) => {
    const asker = await askerOf(request, service, root);
    const { id } = request.params;
    if (asker.standing?.user.id !== id) needAdmin(asker, 'list_user_projects');
    if ((await service.read((tx) => byId(tx, 'identity_users', id))) === undefined) throw refused.notFound('user', id);
    return reply.send({ projects: await projectsOf(request, id), links: listLinks(request, frame) });
  });

  // His own, with the old one; what an administrator sets goes by PATCH.
  app.post<{ Params: { id: string } }>('/v3/users/:id/password', async (request, reply) => {
    const { id } = request.params;
    const given = isObject(request.body) ? request.body['user'] : undefined;
    if (!isObject(given)) throw refused.missing('user');
    const { original_password: old, password } = given;
    if (typeof old !== 'string') throw refused.missing('original_password');
    if (typeof password !== 'string' || password === '' || password.length > maxPasswordLength) {
      throw refused.badValue('password', `it is not a string of 1 to ${maxPasswordLength} characters`);
    }
    const user = await service.read((tx) => byId(tx, 'identity_users', id));
    const isRight = await service.check(old, user?.password_hash);
    if (user === undefined || !isRight || !user.enabled) throw refused.unauthorized();
    const password_hash = await service.passwords.hash(password);
    await service.write(async (tx) => {
      const now = await byId(tx, 'identity_users', id);
      // While it was hashed, another one may have been set: the old one is no longer the one that was shown.
      if (now === undefined || now.password_hash !== user.password_hash) throw refused.unauthorized();
      const mine: Condition<'identity_users'>[] = [{ column: 'id', in: [id] }];
      await tx.note('identity_users', mine, { password_hash, generation: now.generation + 1 });
    });
    return reply.code(204).send();
  });
}

function userOf({ standing }: Asker): string {
  if (standing === undefined) throw refused.notAllowed('The token of the administrator belongs to no user.');
  return standing.user.id;
}

async function targetsOf(tx: Reader, user: string, target: string): Promise<readonly string[]> {
  const rows = await rowsWhere(tx, 'identity_assignments', 'user_id', [user]);
  return [...new Set(rows.filter((row) => row.target === target).map((row) => row.target_id))];
}

function shownProject(request: FastifyRequest, frame: Frame, row: Row<'identity_projects'>) {
  const { id, name, description, enabled, domain_id } = row;
  const links = { self: `${selfOf(request, frame)}/projects/${id}` };
  return {
    id,
    name,
    description,
    enabled,
    domain_id,
    parent_id: domain_id,
    is_domain: false,
    tags: [],
    options: {},
    links,
  };
}
