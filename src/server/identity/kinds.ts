import type { Writer } from '../../store/index.ts';
import { description, enabled, oneOf, orNull, text } from './fields.ts';
import { refused } from './identity-error.ts';
import { type AnyKind, declareKind } from './kind.ts';
import { maxPasswordLength } from './password.ts';
import { builtInRoles } from './roles.ts';
import { byId, defaultDomain } from './service.ts';

const domainId = text(1, 64, { isFixed: true, initial: defaultDomain });

async function needDomain(tx: Writer, { domain_id }: { readonly domain_id: string }): Promise<void> {
  if ((await byId(tx, 'identity_domains', domain_id)) === undefined) throw refused.notFound('domain', domain_id);
}

const user = declareKind({
  name: 'user',
  collection: 'users',
  table: 'identity_users',
  fields: {
    name: text(1, 255, { isRequired: true }),
    domain_id: domainId,
    description,
    enabled,
    default_project_id: orNull(text(1, 64)),
  },
  shown: ({ password_hash: _hash, generation: _generation, ...row }) => ({
    ...row,
    password_expires_at: null,
    options: {},
  }),
  isOwn: (row, standing) => row.id === standing.user.id,
  async derive(service, { password }) {
    if (password === undefined) return {};
    if (password === null) return { password_hash: null };
    if (typeof password !== 'string' || password === '' || password.length > maxPasswordLength) {
      throw refused.badValue('password', `it is not a string of 1 to ${maxPasswordLength} characters`);
    }
    return { password_hash: await service.passwords.hash(password) };
  },
  amend(raw, row) {
    if (row === undefined) return { generation: 0, ...(raw['password'] === undefined && { password_hash: null }) };
    // Whoever knew the old password has tokens; they end with it, and do not come back with the user.
    const isEnd = raw['password'] !== undefined || raw['enabled'] === false;
    return isEnd ? { generation: row.generation + 1 } : {};
  },
  check: needDomain,
});

const project = declareKind({
  name: 'project',
  collection: 'projects',
  table: 'identity_projects',
  fields: { name: text(1, 64, { isRequired: true }), domain_id: domainId, description, enabled },
  shown: (row) => ({ ...row, is_domain: false, parent_id: row.domain_id, tags: [], options: {} }),
  isOwn: (row, standing) => row.id === standing.project?.row.id,
  check: needDomain,
  beforeRemove: (tx, row) => clearTarget(tx, 'project', [row.id]),
});

const domain = declareKind({
  name: 'domain',
  collection: 'domains',
  table: 'identity_domains',
  fields: { name: text(1, 64, { isRequired: true }), description, enabled },
  shown: (row) => ({ ...row, tags: [], options: {} }),
  isOwn: (row, standing) => row.id === standing.userDomain.id || row.id === standing.project?.domain.id,
  async beforeRemove(tx, row) {
    if (row.id === defaultDomain) throw refused.notAllowed('The default domain cannot be deleted.');
    if (row.enabled) {
      throw refused.notAllowed('Cannot delete a domain that is enabled, please disable it first.');
    }
    await clearTarget(tx, 'domain', [row.id]);
    await tx.clear('identity_assignments', [
      { column: 'target', in: ['project'] },
      {
        column: 'target_id',
        inTable: { table: 'identity_projects', select: 'id', where: [{ column: 'domain_id', in: [row.id] }] },
      },
    ]);
  },
});

const role = declareKind({
  name: 'role',
  collection: 'roles',
  table: 'identity_roles',
  fields: { name: text(1, 255, { isRequired: true }), description },
  shown: (row) => ({ ...row, domain_id: null, options: {} }),
  amend(raw, row) {
    const isRenamed = row !== undefined && raw['name'] !== undefined && raw['name'] !== row.name;
    if (isRenamed && builtInRoles.includes(row.name)) {
      throw refused.notAllowed(`The role ${row.name} cannot be renamed.`);
    }
    return {};
  },
  async beforeRemove(_tx, row) {
    if (builtInRoles.includes(row.name)) throw refused.notAllowed(`The role ${row.name} cannot be deleted.`);
  },
});

const region = declareKind({
  name: 'region',
  collection: 'regions',
  table: 'identity_regions',
  fields: { description, parent_region_id: orNull(text(1, 255)) },
  shown: (row) => row,
  async beforeRemove(tx, row) {
    const used = await tx.count('identity_endpoints', [{ column: 'region_id', in: [row.id] }]);
    if (used > 0) throw refused.notAllowed(`Region ${row.id} is used by endpoints.`);
  },
});

const service = declareKind({
  name: 'service',
  collection: 'services',
  table: 'identity_services',
  fields: { type: text(1, 255, { isRequired: true }), name: text(0, 255, { initial: '' }), description, enabled },
  shown: (row) => row,
});

const endpoint = declareKind({
  name: 'endpoint',
  collection: 'endpoints',
  table: 'identity_endpoints',
  fields: {
    service_id: text(1, 64, { isRequired: true }),
    interface: oneOf(['public', 'internal', 'admin'], { isRequired: true }),
    region_id: orNull(text(1, 255)),
    url: text(1, 2048, { isRequired: true }),
    enabled,
  },
  aliases: { region: 'region_id' },
  shown: (row) => ({ ...row, region: row.region_id }),
  async check(tx, row) {
    if ((await byId(tx, 'identity_services', row.service_id)) === undefined) {
      throw refused.notFound('service', row.service_id);
    }
    if (row.region_id !== null && (await byId(tx, 'identity_regions', row.region_id)) === undefined) {
      throw refused.notFound('region', row.region_id);
    }
  },
});

/** Everything that administrators make, change and remove by its id. */
export const kinds: readonly AnyKind[] = [user, project, domain, role, region, service, endpoint];

async function clearTarget(tx: Writer, target: string, ids: readonly string[]): Promise<void> {
  await tx.clear('identity_assignments', [
    { column: 'target', in: [target] },
    { column: 'target_id', in: ids },
  ]);
}
