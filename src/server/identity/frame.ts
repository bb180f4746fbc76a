import type { FastifyRequest } from 'fastify';
import type { Identity } from '../identity.ts';
import { endpointOf } from '../http/endpoint.ts';
import type { IdentityService } from './service.ts';

/** What all paths of the identity service work with. */
export interface Frame {
  readonly service: IdentityService;
  /** Knows the administrator's token of the server. */
  readonly root: Identity;
  /** Of the paths: "/identity". */
  readonly prefix: string;
}

/** `http://host/identity/v3`, as the client reaches it. */
export function selfOf(request: FastifyRequest, { prefix }: Frame): string {
  return `${endpointOf(request)}${prefix}/v3`;
}

/** `links` of a list. All of it is given, so there is nothing before and after. */
export function listLinks(request: FastifyRequest, frame: Frame) {
  const path = request.url.slice(`${frame.prefix}/v3`.length);
  return { self: `${selfOf(request, frame)}${path}`, previous: null, next: null };
}
