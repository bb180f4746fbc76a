import type { Row, Writer } from '../../store/index.ts';
import { securityGroup as refusals } from '../errors.ts';
import { boolean, readOnly, stringUpTo } from '../resource/kind.ts';
import { type Call, type Creation, type Given, declare } from '../resource/resource.ts';
import { groupBy, rowsWhere } from '../resource/rows.ts';
import { list, object, plain, ref } from '../resource/schema.ts';
import { removePolicies, sharedFilter, sharedIds, sharedWith } from '../resource/sharing.ts';
import { withStandard, standardAttributes, tagsAttribute } from '../resource/standard.ts';
import { ensureDefaultGroup, findDefaultGroup, insertFirstRules } from './default-group.ts';
import { showRules } from './rule-shown.ts';

/** Rules have no tags, and show so inside of their groups. */
const rule = { allOf: [ref('security_group_rule'), object({ tags: { type: 'array', maxItems: 0 } })] } as const;

const attributes = {
  ...standardAttributes,
  name: { kind: stringUpTo(255), post: 'optional', put: true, initial: '', filter: true, sort: true },
  security_group_rules: { kind: readOnly(list(rule)), post: 'no', put: false },
  shared: { kind: readOnly(plain.boolean), post: 'no', put: false, filter: sharedFilter('security_group', 'id') },
  stateful: { kind: boolean, post: 'optional', put: true, initial: true, filter: true },
  tags: tagsAttribute,
} as const;

/** Security groups: section 5.1 of the API's description. */
export const securityGroupResource = declare({
  name: 'security_group',
  collection: 'security_groups',
  path: 'security-groups',
  table: 'security_groups',
  attributes,
  canCreate: true,
  notFound: refusals.notFound,
  alsoVisible: (caller) => [sharedWith(caller, 'security_group', 'id')],

  async needsBeforeRead(call, projects) {
    const known = await call.tx.count('default_security_groups', [{ column: 'project_id', in: projects }]);
    return known < new Set(projects).size;
  },
  async beforeRead(call, projects) {
    for (const project of projects) await ensureDefaultGroup(call, project);
  },

  async show(call, rows) {
    const ids = rows.map((row) => row.id);
    const shared = await sharedIds(call, 'security_group', ids);
    const all = inOrder(await rowsWhere(call.tx, 'security_group_rules', 'security_group_id', ids));
    const rules = groupBy(await showRules(call, all), (rule) => rule.security_group_id);
    return rows.map((row) =>
      withStandard(row, {
        name: row.name,
        stateful: row.stateful,
        shared: shared.has(row.id),
        security_group_rules: (rules.get(row.id) ?? []).map((rule) => ({ ...rule, tags: [] })),
      }),
    );
  },

  async create(call, creations: readonly Creation<typeof attributes>[]) {
    for (const { id, project, given } of creations) {
      await ensureDefaultGroup(call, project);
      if (given.name === 'default') throw refusals.defaultExists();
      await insertGroup(call, id, project, given);
      await insertFirstRules(call, project, id);
    }
  },

  async update(call, row, given: Given<typeof attributes>) {
    if (given.name !== undefined && given.name !== row.name) {
      if (await isDefault(call, row)) throw refusals.defaultKeepsItsName();
      if (given.name === 'default') throw refusals.defaultExists();
    }
    if (given.stateful !== undefined && given.stateful !== row.stateful) await refuseWhileUsed(call, row);
    await call.tx.update('security_groups', row.id, {
      ...(given.name !== undefined && { name: given.name }),
      ...(given.description !== undefined && { description: given.description }),
      ...(given.stateful !== undefined && { stateful: given.stateful }),
    });
  },

  async remove(call, row) {
    if (!call.caller.isAdmin && (await isDefault(call, row))) throw refusals.defaultStays();
    await refuseWhileUsed(call, row);
    const own = await rowsWhere(call.tx, 'security_group_rules', 'security_group_id', [row.id]);
    const naming = await rowsWhere(call.tx, 'security_group_rules', 'remote_group_id', [row.id]);
    await call.tx.remove('security_group_rules', [...new Set([...own, ...naming].map((rule) => rule.id))]);
    for (const group of new Set(naming.map((rule) => rule.security_group_id))) {
      if (group !== row.id) await call.tx.update('security_groups', group, {});
    }
    const defaults = await rowsWhere(call.tx, 'default_security_group_rules', 'remote_group_id', [row.id]);
    await call.tx.remove(
      'default_security_group_rules',
      defaults.map((rule) => rule.id),
    );
    await removePolicies(call.tx, 'security_group', row.id);
    await call.tx.remove('security_groups', [row.id]);
  },
});

export function insertGroup(
  call: Call<Writer>,
  id: string,
  project: string,
  given: Given<typeof attributes>,
): Promise<void> {
  return call.tx.insert('security_groups', [
    {
      id,
      project_id: project,
      name: given.name ?? '',
      description: given.description ?? '',
      stateful: given.stateful ?? true,
    },
  ]);
}

/** Rules in the order in which they were made, which the layout of the chains keeps. */
export function inOrder(rules: readonly Row<'security_group_rules'>[]): readonly Row<'security_group_rules'>[] {
  return rules.toSorted((a, b) => a.seq - b.seq);
}

async function isDefault(call: Call, row: Row<'security_groups'>): Promise<boolean> {
  return row.name === 'default' && (await findDefaultGroup(call.tx, row.project_id)) === row.id;
}

async function refuseWhileUsed(call: Call, row: Row<'security_groups'>): Promise<void> {
  const users = await call.tx.count('port_security_groups', [{ column: 'security_group_id', in: [row.id] }]);
  if (users > 0) throw refusals.inUse(row.id);
}
