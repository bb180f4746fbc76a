import type { FastifyRequest } from 'fastify';
import type { Identity } from '../identity.ts';
import { refused } from './identity-error.ts';
import { rightsOf } from './roles.ts';
import type { IdentityService, Standing } from './service.ts';

/** Who asks the identity service. The administrator's token of the server is an administrator without a user. */
export interface Asker {
  readonly isAdmin: boolean;
  /** Another service, which may learn whose the tokens of its own callers are. */
  readonly isService: boolean;
  readonly standing: Standing | undefined;
}

/** The asker of a request; 401 if its token is none. */
export async function askerOf(request: FastifyRequest, service: IdentityService, root: Identity): Promise<Asker> {
  const token = request.headers['x-auth-token'];
  if (typeof token !== 'string' || token === '') throw refused.unauthorized();
  if (await root.caller({ token, project: undefined })) return { isAdmin: true, isService: false, standing: undefined };
  const standing = await service.validate(token);
  if (standing === undefined) throw refused.unauthorized();
  const { isAdmin, isService } = rightsOf(standing.roles.map(({ name }) => name));
  return { isAdmin, isService, standing };
}

/** An administrator, or 403 with the name of what was asked for. */
export function needAdmin(asker: Asker, action: string): void {
  if (!asker.isAdmin) throw refused.forbidden(`identity:${action}`);
}
