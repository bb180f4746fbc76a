import { parseCidr } from '../../model/index.ts';
import type { NewRow, Row, Writer } from '../../store/index.ts';
import { addressGroup, defaultRule as refusals, generic, securityGroup } from '../errors.ts';
import { boolean, cidrSchema, readOnly } from '../resource/kind.ts';
import { type Attributes, type Call, type Creation, declare } from '../resource/resource.ts';
import { nullable } from '../resource/schema.ts';
import { standardAttributes, withStandard } from '../resource/standard.ts';
import { parentGroup } from './default-group.ts';
import { settleRule } from './rule-checks.ts';
import { fingerprintOf } from './rule-fingerprint.ts';
import { ruleAttributes } from './security-group-rule.ts';

const once = { post: 'optional', put: false, filter: true } as const;

const attributes = {
  ...standardAttributes,
  description: { ...standardAttributes.description, put: false },
  ...ruleAttributes,
  normalized_cidr: { kind: readOnly(nullable(cidrSchema)), post: 'no', put: false },
  used_in_default_sg: { kind: boolean, ...once, initial: false },
  used_in_non_default_sg: { kind: boolean, ...once, initial: true },
} as const satisfies Attributes<'default_security_group_rules'>;

type DefaultRule = NewRow<'default_security_group_rules'>;

/** Rules that new groups begin with, since 2023.2: section 14 of the API's description. Existing groups do not change. */
export const defaultSecurityGroupRuleResource = declare({
  name: 'default_security_group_rule',
  collection: 'default_security_group_rules',
  path: 'default-security-group-rules',
  table: 'default_security_group_rules',
  attributes,
  isGlobal: true,
  isPublic: true,
  canCreate: true,
  notFound: refusals.notFound,

  show: async (_call, rows) => rows.map(show),

  async create(call, creations: readonly Creation<typeof attributes>[]) {
    if (!call.caller.isAdmin) throw generic.forbidden('rule:create_default_security_group_rule');
    const rows: DefaultRule[] = [];
    for (const creation of creations) rows.push(await checkedRow(call, creation));
    if (new Set(rows.map((row) => row.fingerprint)).size < rows.length) throw refusals.twiceInPost();
    for (const { fingerprint } of rows) {
      const where = [{ column: 'fingerprint', in: [fingerprint] }] as const;
      const [same] = await call.tx.list('default_security_group_rules', { where });
      if (same !== undefined) throw refusals.exists(same.id);
    }
    await call.tx.insert('default_security_group_rules', rows);
  },

  async update() {
    throw generic.noSuchMethod();
  },

  async remove(call, row) {
    await call.tx.remove('default_security_group_rules', [row.id]);
  },
});

async function checkedRow(call: Call<Writer>, { id, given }: Creation<typeof attributes>): Promise<DefaultRule> {
  const { security_group_id: _parent, ...settled } = settleRule({ ...given, security_group_id: parentGroup });
  const { remote_group_id: group, remote_address_group_id: addresses } = settled;
  if (group !== null && group !== parentGroup && (await call.tx.get('security_groups', group)) === undefined) {
    throw securityGroup.notFound(group);
  }
  if (addresses !== null && (await call.tx.get('address_groups', addresses)) === undefined) {
    throw addressGroup.notFound(addresses);
  }
  const row = {
    id,
    project_id: '',
    name: '',
    description: given.description ?? '',
    ...settled,
    used_in_default_sg: given.used_in_default_sg ?? false,
    used_in_non_default_sg: given.used_in_non_default_sg ?? true,
  };
  return { ...row, fingerprint: fingerprintOf(row) };
}

function show(row: Row<'default_security_group_rules'>) {
  const { project_id: _project, tenant_id: _tenant, ...standard } = withStandard(row, {});
  return {
    ...standard,
    direction: row.direction,
    ethertype: row.ethertype,
    protocol: row.protocol,
    port_range_min: row.port_range_min,
    port_range_max: row.port_range_max,
    remote_ip_prefix: row.remote_ip_prefix,
    remote_group_id: row.remote_group_id,
    remote_address_group_id: row.remote_address_group_id,
    normalized_cidr: row.remote_ip_prefix === null ? null : (parseCidr(row.remote_ip_prefix) ?? null),
    used_in_default_sg: row.used_in_default_sg,
    used_in_non_default_sg: row.used_in_non_default_sg,
  };
}
