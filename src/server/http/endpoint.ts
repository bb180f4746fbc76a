import type { FastifyRequest } from 'fastify';

/** The server's address as the client reaches it, for links. A proxy in front says what it was called by. */
export function endpointOf(request: FastifyRequest): string {
  const protocol = single(request.headers['x-forwarded-proto']) ?? 'http';
  const host = single(request.headers['x-forwarded-host']) ?? request.headers.host ?? 'localhost';
  return `${protocol}://${host}`;
}

function single(header: string | string[] | undefined): string | undefined {
  const first = Array.isArray(header) ? header[0] : header;
  return first?.split(',', 1)[0]?.trim();
}
