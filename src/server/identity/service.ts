import { randomBytes } from 'node:crypto';
import type { Reader, Row, Store, TableName, Writer } from '../../store/index.ts';
import type { Caller, Identity } from '../identity.ts';
import { everyRow } from '../resource/rows.ts';
import { type Passwords, TooManyChecks, createPasswords } from './password.ts';
import { refused } from './identity-error.ts';
import { isRevoked, revoke } from './revocations.ts';
import { builtInRoles, rightsOf, withImplied } from './roles.ts';
import { type Scope, type TokenContent, printToken, readToken } from './token.ts';

/** A token that is good right now, with what its names are. */
export interface Standing {
  readonly content: TokenContent;
  readonly user: Row<'identity_users'>;
  readonly userDomain: Row<'identity_domains'>;
  readonly project: { readonly row: Row<'identity_projects'>; readonly domain: Row<'identity_domains'> } | undefined;
  readonly domain: Row<'identity_domains'> | undefined;
  /** Given and implied. */
  readonly roles: readonly Row<'identity_roles'>[];
}

export interface IdentityService extends Identity {
  readonly passwords: Passwords;
  readonly now: () => Date;
  /** 32 hex digits, as clients know ids of this service. */
  newId(): string;
  read<R>(work: (tx: Reader) => Promise<R>): Promise<R>;
  /** All writes go through here: what is remembered of tokens is forgotten with each. */
  write<R>(work: (tx: Writer) => Promise<R>): Promise<R>;
  issue(content: NewContent, more?: { readonly from?: TokenContent | undefined; readonly lifetimeMs?: number }): Issued;
  /** What holds of this content now; undefined if it may not be used (any more). */
  standing(content: TokenContent): Promise<Standing | undefined>;
  /** The same of a token's text. */
  validate(token: string): Promise<Standing | undefined>;
  revoke(content: TokenContent): Promise<void>;
  /** A password's check; 503 when too many wait. */
  check(password: string, hash: string | null | undefined): Promise<boolean>;
}

/** What a new token is to say. */
export type NewContent = Pick<TokenContent, 'user' | 'generation' | 'methods' | 'scope'>;

export interface Issued {
  readonly token: string;
  readonly content: TokenContent;
}

export interface IdentityOptions {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly passwords?: Passwords;
  readonly tokenLifetimeMs?: number;
}

export const defaultDomain = 'default';
const secretName = 'identity_token_key';
const defaultLifetimeMs = 3_600_000;
/**
 * How long a token's standing is remembered. Writes of this process forget it at once; this is how late a process
 * learns what another one on the same database wrote.
 */
const rememberMs = 3000;
const maxRemembered = 10_000;

/** The built-in identity service on its store. Makes key, default domain and roles if they are not there yet. */
export async function openIdentity(store: Store, options: IdentityOptions): Promise<IdentityService> {
  const { now } = options;
  const passwords = options.passwords ?? createPasswords();
  const lifetimeMs = options.tokenLifetimeMs ?? defaultLifetimeMs;
  const newId = () => options.newId().replaceAll('-', '');
  const key = (await store.read(readKey)) ?? (await store.write((tx) => begin(tx, newId))).result;
  if ((await store.read(missingRoles)).length > 0) await store.write((tx) => addRoles(tx, newId));

  const remembered = new Map<string, { readonly standing: Standing; readonly until: number }>();
  let epoch = 0;
  const forget = () => {
    epoch++;
    remembered.clear();
  };

  const service: IdentityService = {
    passwords,
    now,
    newId,
    read: (work) => store.read(work),

    async write(work) {
      const { result } = await store.write(work).finally(forget);
      return result;
    },

    issue(wanted, { from, lifetimeMs: asked } = {}) {
      const issuedAt = now();
      // A token made from another one does not outlive it.
      const expiresAt = from?.expiresAt ?? new Date(issuedAt.getTime() + (asked ?? lifetimeMs));
      const parent = from?.auditIds[0];
      const auditIds = [randomBytes(16).toString('base64url'), ...(parent === undefined ? [] : [parent])];
      const content = { ...wanted, auditIds, issuedAt, expiresAt };
      return { token: printToken(content, key), content };
    },

    standing: (content) => store.read((tx) => findStanding(tx, content, now())),

    async validate(token) {
      const found = remembered.get(token);
      const time = now().getTime();
      if (found !== undefined && found.until > time) return found.standing;
      const content = readToken(token, key);
      if (content === undefined) return undefined;
      const begun = epoch;
      const standing = await service.standing(content);
      if (standing !== undefined && begun === epoch) {
        if (remembered.size >= maxRemembered) remembered.clear();
        remembered.set(token, { standing, until: Math.min(time + rememberMs, content.expiresAt.getTime()) });
      }
      return standing;
    },

    async revoke({ auditIds: [audit_id = ''], expiresAt }) {
      await service.write((tx) => revoke(tx, audit_id, expiresAt, now()));
    },

    async check(password, hash) {
      try {
        return await passwords.check(password, hash);
      } catch (error) {
        throw error instanceof TooManyChecks ? refused.busy(error) : error;
      }
    },

    async caller({ token }): Promise<Caller | undefined> {
      const standing = token === undefined ? undefined : await service.validate(token);
      if (standing?.project === undefined) return undefined;
      const roles = standing.roles.map(({ name }) => name);
      const names = { user: standing.user.name, project: standing.project.row.name };
      return { project: standing.project.row.id, user: standing.user.id, roles, names, ...rightsOf(roles) };
    },
  };
  return service;
}

async function readKey(tx: Reader): Promise<Buffer | undefined> {
  const [row] = await tx.list('settings', { where: [{ column: 'name', in: [secretName] }] });
  return row === undefined ? undefined : Buffer.from(row.value, 'hex');
}

async function begin(tx: Writer, newId: () => string): Promise<Buffer> {
  // Another process may have been first.
  const kept = await readKey(tx);
  if (kept !== undefined) return kept;
  const key = randomBytes(32);
  await tx.insert('settings', [{ name: secretName, value: key.toString('hex') }]);
  await tx.insert('identity_domains', [
    { id: defaultDomain, name: 'Default', description: 'The default domain', enabled: true, extra: {} },
  ]);
  await addRoles(tx, newId);
  return key;
}

async function missingRoles(tx: Reader): Promise<readonly string[]> {
  const kept = (await everyRow(tx, 'identity_roles')).map(({ name }) => name.toLowerCase());
  return builtInRoles.filter((name) => !kept.includes(name));
}

/** The roles of a new cloud, and those that came later of one that is there. */
async function addRoles(tx: Writer, newId: () => string): Promise<void> {
  const names = await missingRoles(tx);
  const rows = names.map((name) => ({ id: newId(), name, description: '', extra: {} }));
  if (rows.length > 0) await tx.insert('identity_roles', rows);
}

async function findStanding(tx: Reader, content: TokenContent, now: Date): Promise<Standing | undefined> {
  const { scope, user: userId, generation, auditIds, expiresAt } = content;
  if (expiresAt.getTime() <= now.getTime()) return undefined;
  const user = await byId(tx, 'identity_users', userId);
  if (user === undefined || !user.enabled || user.generation !== generation) return undefined;
  const [audit_id = ''] = auditIds;
  const userDomain = await byId(tx, 'identity_domains', user.domain_id);
  if ((await isRevoked(tx, audit_id)) || userDomain?.enabled !== true) return undefined;

  const bare = { content, user, userDomain, project: undefined, domain: undefined, roles: [] };
  if (scope.kind === 'none') return bare;
  const roles = await rolesOf(tx, userId, scope);
  if (roles.length === 0) return undefined;
  if (scope.kind === 'system') return { ...bare, roles };
  const row = scope.kind === 'project' ? await byId(tx, 'identity_projects', scope.id) : undefined;
  const domain = await byId(tx, 'identity_domains', scope.kind === 'domain' ? scope.id : (row?.domain_id ?? ''));
  if (domain?.enabled !== true) return undefined;
  if (scope.kind === 'domain') return { ...bare, roles, domain };
  return row?.enabled === true ? { ...bare, roles, project: { row, domain } } : undefined;
}

/** The user's roles there, implied ones included. */
export async function rolesOf(tx: Reader, user: string, scope: Scope): Promise<readonly Row<'identity_roles'>[]> {
  const assigned = await tx.list('identity_assignments', {
    where: [
      { column: 'user_id', in: [user] },
      { column: 'target', in: [scope.kind] },
      { column: 'target_id', in: ['id' in scope ? scope.id : ''] },
    ],
  });
  const ids = assigned.map(({ role_id }) => role_id);
  if (ids.length === 0) return [];
  const given = await tx.list('identity_roles', { where: [{ column: 'id', in: ids }] });
  const names = withImplied(given.map(({ name }) => name));
  return tx.list('identity_roles', {
    where: [{ column: 'name', in: names }],
    sort: [{ column: 'name', direction: 'asc' }],
  });
}

/** Tables of this service whose rows have an id. */
export type IdTable = Extract<
  TableName,
  `identity_${'domains' | 'projects' | 'users' | 'roles' | 'regions' | 'services' | 'endpoints'}`
>;

export async function byId<T extends IdTable>(tx: Reader, table: T, id: string): Promise<Row<T> | undefined> {
  const [row] = await tx.list<IdTable>(table, { where: [{ column: 'id', in: [id] }], limit: 1 });
  return row as Row<T> | undefined;
}

/**
 * What clients find the services by: those that are enabled, with their enabled endpoints. A URL may have the caller in
 * it, as `%(project_id)s` and the like; an endpoint that needs what he has not is left out, as a Keystone does.
 */
export async function readCatalog(tx: Reader, standing: Standing | undefined): Promise<readonly object[]> {
  const caller = { project_id: standing?.project?.row.id, user_id: standing?.user.id };
  const services = await everyRow(tx, 'identity_services');
  const endpoints = await everyRow(tx, 'identity_endpoints');
  return services
    .filter((service) => service.enabled)
    .map(({ id, type, name }) => ({
      id,
      type,
      name,
      endpoints: endpoints
        .filter((endpoint) => endpoint.enabled && endpoint.service_id === id)
        .flatMap((endpoint) => {
          const url = urlFor(endpoint.url, caller);
          const { id, interface: which, region_id } = endpoint;
          return url === undefined ? [] : [{ id, interface: which, region: region_id, region_id, url }];
        }),
    }));
}

/** "http://nova/v2.1/$(tenant_id)s" with the caller's project; undefined if he has none. Other words stay as they are. */
function urlFor(
  url: string,
  { project_id, user_id }: { readonly project_id: string | undefined; readonly user_id: string | undefined },
): string | undefined {
  const words: Readonly<Record<string, string | undefined>> = { project_id, tenant_id: project_id, user_id };
  let isWhole = true;
  const filled = url.replace(/[$%]\((project_id|tenant_id|user_id)\)s/g, (_text, word: string) => {
    const value = words[word];
    if (value === undefined) isWhole = false;
    return value ?? '';
  });
  return isWhole ? filled : undefined;
}
