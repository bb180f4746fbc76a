import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PortreeveError } from '../../model/index.ts';
import type { Caller } from '../identity.ts';
import { readCookie } from './cookie.ts';
import { originOf } from './origin.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** The header in which a page proves that it is ours: it has the word from `GET /ui/session`, and others cannot read it. */
export const proofHeader = 'x-portreeve-proof';

/** What a browser may call with its cookie. Agents, figures and the identity service are for other clients. */
export function isForSessions(path: string): boolean {
  return path.startsWith('/v2.0/') || path.startsWith('/portreeve/v1/');
}

/**
 * The caller by the session's cookie; undefined if there is none that is good. Throws FOREIGN_REQUEST when it comes
 * from another site, or changes something and cannot prove that a page of ours sent it.
 */
export async function callerBySession(request: FastifyRequest, sessions: Sessions): Promise<Caller | undefined> {
  const cookie = readCookie(request);
  const open = cookie === undefined ? undefined : await sessions.open(cookie);
  if (open === undefined) return undefined;
  refuseForeign(request, open.session);
  return open.caller;
}

/** A browser shows and keeps what it is given, unlike other clients. */
export function protectAnswer(reply: FastifyReply): void {
  reply.headers({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
}

export function refuseForeign(request: FastifyRequest, session: Session): void {
  const origin = originOf(request);
  const isSafe = request.method === 'GET' || request.method === 'HEAD';
  const isOurs = isSafe ? origin !== 'elsewhere' : origin === 'our page' && hasProof(request, session);
  if (!isOurs) throw new PortreeveError('FOREIGN_REQUEST');
}

function hasProof(request: FastifyRequest, { proof }: Session): boolean {
  const given = Buffer.from(String(request.headers[proofHeader] ?? ''));
  const wanted = Buffer.from(proof);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
