import type { FastifyRequest } from 'fastify';
import { endpointOf } from '../http/endpoint.ts';

/**
 * The session's cookie. Browsers give the cookies of a host to all of its ports, so that its name has the port in it:
 * the lab's dashboard and a server's, both on 127.0.0.1, do not sign each other out.
 */
function nameFor(request: FastifyRequest): string {
  const url = addressOf(request);
  return url.protocol === 'https:' ? '__Host-portreeve' : `portreeve-${url.port || '80'}`;
}

/** Undefined if the request has none. Of several of the same name (a path of its own set by somebody) the first. */
export function readCookie(request: FastifyRequest): string | undefined {
  const prefix = `${nameFor(request)}=`;
  const found = request.headers.cookie?.split(';').find((pair) => pair.trimStart().startsWith(prefix));
  const value = found?.trimStart().slice(prefix.length);
  return value === undefined || value === '' ? undefined : value;
}

/** `Set-Cookie` that keeps the value for so long; without one it is removed. No script can read it. */
export function printCookie(request: FastifyRequest, value?: { readonly text: string; readonly ms: number }): string {
  const parts = [
    `${nameFor(request)}=${value?.text ?? ''}`,
    'Path=/',
    `Max-Age=${Math.floor((value?.ms ?? 0) / 1000)}`,
    'HttpOnly',
    'SameSite=Strict',
  ];
  return [...parts, ...(addressOf(request).protocol === 'https:' ? ['Secure'] : [])].join('; ');
}

function addressOf(request: FastifyRequest): URL {
  const endpoint = endpointOf(request);
  return new URL(URL.canParse(endpoint) ? endpoint : 'http://localhost');
}
