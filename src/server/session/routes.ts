import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PortreeveError, parseAddress } from '../../model/index.ts';
import type { Caller } from '../identity.ts';
import { SignInSchema } from './bodies.ts';
import { printCookie, readCookie } from './cookie.ts';
import { refuseForeign } from './door.ts';
import { preferredLanguage } from './language.ts';
import { originOf } from './origin.ts';
import type { Session } from './session.ts';
import type { Open, Sessions } from './sessions.ts';

export const sessionPath = '/ui/session';

/** Signing in, asking who one is, signing out: see docs/reference/server.md. */
export function addSessionPaths(plain: FastifyInstance, sessions: Sessions, now: () => Date): void {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  const find = async (request: FastifyRequest): Promise<Open | undefined> => {
    const cookie = readCookie(request);
    return cookie === undefined ? undefined : sessions.open(cookie);
  };
  const begin = (request: FastifyRequest, reply: FastifyReply, session: Session) =>
    reply.header(
      'set-cookie',
      printCookie(request, { text: sessions.print(session), ms: session.expiresAt.getTime() - now().getTime() }),
    );
  const bodyFor = (request: FastifyRequest, open: Open | undefined) => ({
    session: open === undefined ? null : { ...shown(open), address: addressOf(request) },
    passwords: sessions.knowsPasswords,
    language: preferredLanguage(request.headers['accept-language']),
  });

  app.get(sessionPath, async (request, reply) => {
    if (originOf(request) === 'elsewhere') throw new PortreeveError('FOREIGN_REQUEST');
    return reply.header('cache-control', 'no-store').send(bodyFor(request, await find(request)));
  });

  app.post(sessionPath, { schema: { body: SignInSchema } }, async (request, reply) => {
    // Who signs somebody in as another one reads what he does.
    if (originOf(request) === 'elsewhere') throw new PortreeveError('FOREIGN_REQUEST');
    const { token, user, password, project, domain = 'Default' } = request.body;
    const session =
      token !== undefined
        ? await sessions.byToken(token)
        : await sessions.byPassword({
            user: user ?? '',
            password: password ?? '',
            domain,
            project: project || undefined,
          });
    const open = await sessions.open(sessions.print(session));
    if (open === undefined) throw new PortreeveError('SIGN_IN_REFUSED');
    return begin(request, reply, session).code(201).header('cache-control', 'no-store').send(bodyFor(request, open));
  });

  app.delete(sessionPath, async (request, reply) => {
    const open = await find(request);
    if (open !== undefined) {
      refuseForeign(request, open.session);
      await sessions.end(open.session);
    }
    return reply.header('set-cookie', printCookie(request)).code(204).send();
  });
}

function shown({ session, caller }: Open) {
  return { ...shownCaller(caller), proof: session.proof, expires_at: session.expiresAt.toISOString() };
}

function shownCaller({ user, names, project, roles = [], isAdmin, isReader = false }: Caller) {
  return {
    user: user === undefined ? null : { id: user, name: names?.user ?? user },
    project: { id: project, name: names?.project ?? project },
    roles,
    is_admin: isAdmin,
    may_write: isAdmin || !isReader,
  };
}

/** Where the browser is, for rules that let in "my address"; null if that cannot be told. */
function addressOf(request: FastifyRequest): string | null {
  const forwarded = [request.headers['x-forwarded-for']].flat()[0]?.split(',', 1)[0]?.trim();
  const address = parseAddress((forwarded ?? request.ip ?? '').replace(/^::ffff:(?=\d+\.)/, ''));
  return address ?? null;
}
