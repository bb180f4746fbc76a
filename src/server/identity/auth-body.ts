import type { Reader, Row } from '../../store/index.ts';
import { isObject } from '../resource/kind.ts';
import { refused } from './identity-error.ts';
import { type Standing, type IdentityService, type Issued, byId } from './service.ts';
import type { Scope } from './token.ts';

type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads the body of `POST /v3/auth/tokens` and makes the token that it asks for. Which of name, password, project or
 * role was wrong is not said: 401 for all of them.
 */
export async function authenticate(service: IdentityService, body: unknown): Promise<Issued> {
  const auth = member(body, 'auth');
  const identity = member(auth, 'identity');
  const methods = identity['methods'];
  if (!Array.isArray(methods)) throw refused.missing('methods');
  const given = [...new Set(methods.map(String))];
  const { user, from } = await whoIs(service, identity, given);
  if (user === undefined) throw refused.unauthorized();

  const wanted = { user: user.id, generation: user.generation, methods: from?.content.methods ?? given };
  const { scope, isOptional } = await service.read((tx) => readScope(tx, auth['scope'], user));
  const issued = service.issue({ ...wanted, scope }, { from: from?.content });
  if (await service.standing(issued.content)) return issued;
  // A default project that the user may not enter (any more) leaves him without one, not outside.
  const bare = isOptional ? service.issue({ ...wanted, scope: { kind: 'none' } }, { from: from?.content }) : undefined;
  if (bare !== undefined && (await service.standing(bare.content))) return bare;
  throw refused.unauthorized();
}

interface Who {
  readonly user: Row<'identity_users'> | undefined;
  /** The token that he showed. */
  readonly from?: Standing;
}

async function whoIs(service: IdentityService, identity: Raw, methods: readonly string[]): Promise<Who> {
  // One method is enough, and all that there are; together they would have to name the same user.
  if (methods.length !== 1) throw refused.unauthorized();
  if (methods[0] === 'token') {
    const from = await service.validate(text(member(identity, 'token'), 'id'));
    return from === undefined ? { user: undefined } : { user: from.user, from };
  }
  if (methods[0] !== 'password') throw refused.unauthorized();
  const wanted = member(member(identity, 'password'), 'user');
  const password = text(wanted, 'password');
  const user = await service.read((tx) => findUser(tx, wanted));
  // Checked also when there is no such user, so that the time tells nothing.
  const isRight = await service.check(password, user?.password_hash);
  return { user: isRight ? user : undefined };
}

async function findUser(tx: Reader, wanted: Raw): Promise<Row<'identity_users'> | undefined> {
  if (wanted['id'] !== undefined) return byId(tx, 'identity_users', text(wanted, 'id'));
  const name = text(wanted, 'name');
  const domain = await findDomain(tx, member(wanted, 'domain'));
  const [user] = await tx.list('identity_users', {
    where: [
      { column: 'domain_id', in: [domain ?? ''] },
      { column: 'name', in: [name] },
    ],
  });
  return user;
}

/** Nothing asked for: the user's own project, if he has one. */
async function readScope(
  tx: Reader,
  wanted: unknown,
  user: Row<'identity_users'>,
): Promise<{ readonly scope: Scope; readonly isOptional: boolean }> {
  const is = (scope: Scope) => ({ scope, isOptional: false });
  if (wanted === undefined) {
    const project = user.default_project_id;
    if (project === null) return is({ kind: 'none' });
    return { scope: { kind: 'project', id: project }, isOptional: true };
  }
  if (wanted === 'unscoped') return is({ kind: 'none' });
  if (!isObject(wanted)) throw refused.badValue('scope', 'it is not an object');
  if (wanted['unscoped'] !== undefined) return is({ kind: 'none' });
  if (wanted['system'] !== undefined) {
    if (member(wanted, 'system')['all'] !== true) throw refused.badValue('system', "it must be {'all': true}");
    return is({ kind: 'system' });
  }
  if (wanted['domain'] !== undefined) {
    const domain = await findDomain(tx, member(wanted, 'domain'));
    if (domain === undefined) throw refused.unauthorized();
    return is({ kind: 'domain', id: domain });
  }
  const project = await findProject(tx, member(wanted, 'project'));
  if (project === undefined) throw refused.unauthorized();
  return is({ kind: 'project', id: project });
}

async function findProject(tx: Reader, wanted: Raw): Promise<string | undefined> {
  if (wanted['id'] !== undefined) return text(wanted, 'id');
  const name = text(wanted, 'name');
  const domain = await findDomain(tx, member(wanted, 'domain'));
  const [project] = await tx.list('identity_projects', {
    where: [
      { column: 'domain_id', in: [domain ?? ''] },
      { column: 'name', in: [name] },
    ],
  });
  return project?.id;
}

async function findDomain(tx: Reader, wanted: Raw): Promise<string | undefined> {
  if (wanted['id'] !== undefined) return text(wanted, 'id');
  const [domain] = await tx.list('identity_domains', { where: [{ column: 'name', in: [text(wanted, 'name')] }] });
  return domain?.id;
}

function member(body: unknown, name: string): Raw {
  if (!isObject(body) || !Object.hasOwn(body, name)) throw refused.missing(name);
  const value = body[name];
  if (!isObject(value)) throw refused.badValue(name, 'it is not an object');
  return value;
}

function text(body: Raw, name: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (value === undefined) throw refused.missing(name);
  if (typeof value !== 'string' || value.includes('\0')) throw refused.badValue(name, 'it is not a string');
  return value;
}
