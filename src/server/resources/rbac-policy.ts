import type { Row, Writer } from '../../store/index.ts';
import { generic, rbacPolicy as refusals } from '../errors.ts';
import { kind, printed, readOnly, stringUpTo } from '../resource/kind.ts';
import {
  type AnyResource,
  type Attributes,
  type Call,
  type Creation,
  type Given,
  declare,
} from '../resource/resource.ts';
import { plain, words } from '../resource/schema.ts';
import { everybody, policiesOf } from '../resource/sharing.ts';
import { findVisible } from '../resource/visible.ts';
import { addressGroupResource } from './address-group.ts';
import { networkResource } from './network.ts';
import { securityGroupResource } from './security-group.ts';
import { userByPolicy } from './sharing-use.ts';

/** What can be shared, and how. */
const objectTypes = {
  network: { resource: networkResource, actions: ['access_as_shared', 'access_as_external'] },
  security_group: { resource: securityGroupResource, actions: ['access_as_shared'] },
  address_group: { resource: addressGroupResource, actions: ['access_as_shared'] },
} as const satisfies Readonly<Record<string, { resource: AnyResource; actions: readonly string[] }>>;

type TypeName = keyof typeof objectTypes;

const once = { post: 'required', put: false, filter: true, sort: true } as const;
const target = { kind: stringUpTo(255), post: 'optional', put: true, column: 'target_project' } as const;

const attributes = {
  id: { kind: readOnly(plain.uuid), post: 'no', put: false, filter: true, sort: true },
  object_type: { kind: kind(readType, words(...Object.keys(objectTypes))), ...once },
  object_id: { kind: stringUpTo(255), ...once },
  action: { kind: stringUpTo(255), ...once },
  target_tenant: { ...target, filter: true, sort: true },
  // The newer name of the same, which the recorded server refuses.
  target_project: { ...target, filter: true, sort: true, shown: false },
} as const satisfies Attributes<'rbac_policies'>;

type PolicyGiven = Given<typeof attributes>;

/** RBAC policies, by which projects let others use what is theirs: section 9 of the API's description. */
export const rbacPolicyResource = declare({
  name: 'rbac_policy',
  collection: 'rbac_policies',
  path: 'rbac-policies',
  table: 'rbac_policies',
  attributes,
  canCreate: true,
  notFound: refusals.notFound,

  show: async (_call, rows) =>
    rows.map((row) => ({
      id: row.id,
      project_id: row.project_id,
      tenant_id: row.project_id,
      object_type: row.object_type,
      object_id: row.object_id,
      action: row.action,
      target_tenant: row.target_project,
    })),

  async create(call, creations: readonly Creation<typeof attributes>[]) {
    for (const creation of creations) await createOne(call, creation);
  },

  async update(call, row, given: PolicyGiven) {
    const wanted = targetOf(given) ?? row.target_project;
    if (wanted === row.target_project) return;
    if (wanted === everybody && !call.caller.isAdmin) {
      throw generic.forbidden('(rule:update_rbac_policy and rule:update_rbac_policy:target_tenant)');
    }
    await refuseTwice(call, { ...row, target_project: wanted });
    await refuseWhileUsed(call, row);
    await call.tx.update('rbac_policies', row.id, { target_project: wanted });
    await touchObject(call, row);
  },

  async remove(call, row) {
    await refuseWhileUsed(call, row);
    await call.tx.remove('rbac_policies', [row.id]);
    await touchObject(call, row);
  },
});

async function createOne(call: Call<Writer>, { id, project, given }: Creation<typeof attributes>): Promise<void> {
  const { object_type: type = 'network', object_id: objectId = '', action = '' } = given;
  const wanted = targetOf(given);
  if (wanted === undefined) throw generic.required('target_tenant');
  const { resource, actions } = objectTypes[type];
  if (!actions.some((known) => known === action)) throw refusals.badAction(action, type, actions);
  if (wanted === everybody && !call.caller.isAdmin) throw generic.forbidden(withWildcard);
  const object = await findVisible(resource, objectId, call);
  if (!call.caller.isAdmin && object.project_id !== call.caller.project) {
    throw generic.forbidden('(rule:create_rbac_policy and rule:create_rbac_policy:object_id)');
  }
  const policy = {
    id,
    project_id: project,
    name: '',
    description: '',
    object_type: type,
    object_id: object.id,
    action,
    target_project: wanted,
  };
  await refuseTwice(call, policy);
  await call.tx.insert('rbac_policies', [policy]);
  await touchObject(call, policy);
}

/** Sharing a network grows its revision, as in the reference; it is external as long as a policy says so. */
async function touchObject(call: Call<Writer>, { object_type: type, object_id: id, action }: Compared): Promise<void> {
  if (type !== 'network') return;
  const isExternal = async () =>
    (await policiesOf(call.tx, 'network', id)).some((policy) => policy.action === 'access_as_external');
  await call.tx.update('networks', id, action === 'access_as_external' ? { external: await isExternal() } : {});
}

/** As the recorded server words it, attribute by attribute. */
const withWildcard = ['object_type', 'object_id', 'target_tenant', 'action'].reduce(
  (inner, name) => `(${inner} and rule:create_rbac_policy:${name})`,
  'rule:create_rbac_policy',
);

function readType(value: unknown): TypeName {
  if (typeof value === 'string' && isTypeName(value)) return value;
  throw refusals.badType(printed(value));
}

function isTypeName(name: string): name is TypeName {
  return Object.hasOwn(objectTypes, name);
}

function targetOf({ target_project: project, target_tenant: tenant = project }: PolicyGiven): string | undefined {
  if (project !== undefined && project !== tenant) {
    throw generic.badRequest("'target_project' and 'target_tenant' do not match");
  }
  return tenant;
}

type Compared = Pick<Row<'rbac_policies'>, 'object_type' | 'object_id' | 'action' | 'target_project'>;

async function refuseTwice(call: Call, policy: Compared): Promise<void> {
  const same = await call.tx.count('rbac_policies', [
    { column: 'object_type', in: [policy.object_type] },
    { column: 'object_id', in: [policy.object_id] },
    { column: 'action', in: [policy.action] },
    { column: 'target_project', in: [policy.target_project] },
  ]);
  if (same > 0) throw refusals.exists();
}

async function refuseWhileUsed(call: Call, policy: Row<'rbac_policies'>): Promise<void> {
  const table = isTypeName(policy.object_type) ? objectTypes[policy.object_type].resource.table : undefined;
  const object = table && (await call.tx.get(table, policy.object_id));
  const user = object && (await userByPolicy(call.tx, policy, object.project_id));
  if (user !== undefined) throw refusals.inUse(policy.object_id, user);
}
