import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PortreeveError } from '../../model/index.ts';
import { parseQueryString } from '../resource/list-query.ts';
import { printCookie } from '../session/cookie.ts';
import { originOf } from '../session/origin.ts';
import type { Sessions } from '../session/sessions.ts';
import { pageHeaders } from './headers.ts';
import { pageFiles } from './page-files.ts';

export const pagesPath = '/ui';
const aYear = 365 * 24 * 60 * 60;

/** Whether a path is of the dashboard, which asks who it is by itself. */
export function isPage(path: string): boolean {
  return path === pagesPath || path.startsWith(`${pagesPath}/`) || path.startsWith(`${pagesPath}?`);
}

/**
 * The dashboard: one document for all of its addresses, and files whose names change with their content. `/ui?token=…`,
 * the link that the lab prints, signs in and leads on to the address without it, so that neither the address bar nor
 * the list of visited pages keeps it.
 */
export function addPages(app: FastifyInstance, folder: string, sessions: Sessions, now: () => Date): void {
  const files = pageFiles(folder);

  async function send(request: FastifyRequest, reply: FastifyReply, name: string, cache: string) {
    const file = await files(name);
    reply.headers(pageHeaders);
    if (file === undefined) return reply.code(404).type('text/plain').send('Not found\n');
    const zips = /\bgzip\b/.test([request.headers['accept-encoding']].flat().join());
    reply.headers({ 'cache-control': cache, vary: 'accept-encoding', ...(zips && { 'content-encoding': 'gzip' }) });
    return reply.type(file.type).send(zips ? file.zipped : file.plain);
  }

  const page = async (request: FastifyRequest, reply: FastifyReply) => {
    const token = parseQueryString(request.url.split('?')[1] ?? '')
      .get('token')
      ?.at(-1);
    if (token !== undefined) return signIn(request, reply, token);
    return send(request, reply, 'index.html', 'no-store');
  };

  async function signIn(request: FastifyRequest, reply: FastifyReply, token: string) {
    reply.headers({ ...pageHeaders, 'cache-control': 'no-store' });
    // Neither a link on somebody's page nor a look ahead may use it up, or sign somebody in as another one.
    if (originOf(request) === 'elsewhere' || request.headers['sec-purpose'] !== undefined)
      return reply.redirect(pagesPath, 303);
    try {
      const session = await sessions.byLink(token);
      const ms = session.expiresAt.getTime() - now().getTime();
      reply.header('set-cookie', printCookie(request, { text: sessions.print(session), ms }));
      return reply.redirect(pagesPath, 303);
    } catch (error) {
      if (!(error instanceof PortreeveError) || error.code !== 'SIGN_IN_REFUSED') throw error;
      return reply.redirect(`${pagesPath}/sign-in?refused=link`, 303);
    }
  }

  app.get(pagesPath, page);
  app.get(`${pagesPath}/*`, page);
  app.get<{ Params: { name: string } }>(`${pagesPath}/assets/:name`, (request, reply) =>
    send(request, reply, `assets/${request.params.name}`, `public, max-age=${aYear}, immutable`),
  );
  app.get(`${pagesPath}/early.js`, (request, reply) => send(request, reply, 'early.js', 'no-cache'));
  app.get(`${pagesPath}/icon.svg`, (request, reply) => send(request, reply, 'icon.svg', 'no-cache'));
}
