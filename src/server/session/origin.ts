import type { FastifyRequest } from 'fastify';
import { endpointOf } from '../http/endpoint.ts';

/** Where a browser says that a request comes from: a page of ours, the user himself (address bar), or elsewhere. */
export type Origin = 'our page' | 'user' | 'elsewhere' | 'not said';

/**
 * Browsers send `Sec-Fetch-Site` to https and to localhost, and no page can change it; to plain http they send only
 * `Origin`, with every request that changes something. Other clients send neither.
 */
export function originOf(request: FastifyRequest): Origin {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' ? 'our page' : site === 'none' ? 'user' : 'elsewhere';
  const { origin } = request.headers;
  if (origin === undefined) return 'not said';
  return hostOf(origin) === hostOf(endpointOf(request)) ? 'our page' : 'elsewhere';
}

/** Without the scheme: a proxy in front may speak https and say nothing of it. */
function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
