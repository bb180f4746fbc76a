import type { Reader } from '../../store/index.ts';
import type { LogIn, PasswordAsk } from '../identity.ts';
import { rowsWhere } from '../resource/rows.ts';
import { authenticate } from './auth-body.ts';
import { IdentityError } from './identity-error.ts';
import type { IdentityService } from './service.ts';

/** How long somebody stays signed in to the dashboard: a working day. */
export const sessionLifetimeMs = 12 * 60 * 60 * 1000;

/**
 * Logging in to the built-in identity service. The token lives longer than those of the API, since no browser ever sees
 * it. 503 when too many passwords wait to be checked.
 */
export function passwordLogIn(service: IdentityService): LogIn {
  return {
    async token(ask) {
      try {
        return await tokenFor(service, ask);
      } catch (error) {
        if (error instanceof IdentityError && error.status < 500) return undefined;
        throw error;
      }
    },
    async giveBack(token) {
      const standing = await service.validate(token);
      if (standing !== undefined) await service.revoke(standing.content);
    },
  };
}

async function tokenFor(service: IdentityService, ask: PasswordAsk): Promise<string | undefined> {
  const domain = { name: ask.domain };
  const user = { name: ask.user, domain, password: ask.password };
  const scope = ask.project === undefined ? {} : { scope: { project: { name: ask.project, domain } } };
  const auth = { identity: { methods: ['password'], password: { user } }, ...scope };
  const { content } = await authenticate(service, { auth });
  const id =
    content.scope.kind === 'project' ? content.scope.id : await service.read((tx) => firstProject(tx, content.user));
  if (id === undefined) return undefined;
  const { generation, methods } = content;
  const wanted = { user: content.user, generation, methods, scope: { kind: 'project', id } } as const;
  const issued = service.issue(wanted, { lifetimeMs: sessionLifetimeMs });
  return (await service.standing(issued.content)) === undefined ? undefined : issued.token;
}

async function firstProject(tx: Reader, user: string): Promise<string | undefined> {
  const assigned = await rowsWhere(tx, 'identity_assignments', 'user_id', [user]);
  const ids = assigned.filter(({ target }) => target === 'project').map(({ target_id }) => target_id);
  const projects = (await rowsWhere(tx, 'identity_projects', 'id', ids)).filter(({ enabled }) => enabled);
  return projects.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))[0]?.id;
}
