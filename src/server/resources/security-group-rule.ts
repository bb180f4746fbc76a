import type { Condition, NewRow, Row, Writer } from '../../store/index.ts';
import { addressGroup, generic, rule as refusals, securityGroup } from '../errors.ts';
import {
  addressOrCidrSchema,
  cidrSchema,
  kind,
  oneOf,
  printed,
  readOnly,
  stringUpTo,
  toBoolean,
} from '../resource/kind.ts';
import { type Call, type Creation, type Given, declare } from '../resource/resource.ts';
import { type Schema, nullable, plain, words } from '../resource/schema.ts';
import { sharedWith, usableBy } from '../resource/sharing.ts';
import { standardAttributes } from '../resource/standard.ts';
import { ensureDefaultGroup } from './default-group.ts';
import { protocolNames } from './protocol.ts';
import { readEthertype, readPort, readPrefix, readProtocol, settleRule } from './rule-checks.ts';
import { fingerprintOf } from './rule-fingerprint.ts';
import { showRules } from './rule-shown.ts';

const once = { post: 'optional', put: false, filter: true, sort: true } as const;

/** What is shown of a rule. */
const shows = {
  ethertype: words('IPv4', 'IPv6'),
  protocol: nullable(plain.text),
  port: nullable({ type: 'integer', minimum: 0, maximum: 65_535 }),
  prefix: nullable(cidrSchema),
} as const satisfies Readonly<Record<string, Schema>>;

/** What is taken for the same. */
const takes = {
  ethertype: { anyOf: [shows.ethertype, { type: 'string', pattern: '^[Ii][Pp][Vv][46]$', deprecated: true }] },
  protocol: {
    anyOf: [
      words(...protocolNames),
      { type: 'integer', minimum: 0, maximum: 255 },
      plain.null,
      { type: 'string', pattern: '^(?:[0-9]{1,3}|[A-Za-z][A-Za-z0-9-]*)$', deprecated: true },
    ],
  },
  port: { anyOf: [shows.port, { type: 'string', pattern: '^-?[0-9]{1,9}$', deprecated: true }] },
  prefix: nullable(addressOrCidrSchema),
} as const satisfies Readonly<Record<string, Schema>>;

/** What a rule says of packets; rules that new groups begin with say the same. */
export const ruleAttributes = {
  remote_group_id: { kind: groupId(true), ...once, initial: null },
  remote_address_group_id: { kind: groupId(true), ...once, initial: null },
  direction: { kind: oneOf(['ingress', 'egress']), ...once, post: 'required' },
  ethertype: { kind: kind(readEthertype, takes.ethertype, filterEthertype, shows.ethertype), ...once, initial: 'IPv4' },
  protocol: {
    kind: kind(readProtocol, takes.protocol, (text) => text.toLowerCase(), shows.protocol),
    ...once,
    initial: null,
  },
  port_range_min: { kind: kind(readPort, takes.port, filterNumber, shows.port), ...once, initial: null },
  port_range_max: { kind: kind(readPort, takes.port, filterNumber, shows.port), ...once, initial: null },
  remote_ip_prefix: { kind: kind(readPrefix, takes.prefix, undefined, shows.prefix), ...once, initial: null },
} as const;

const attributes = {
  ...standardAttributes,
  security_group_id: { kind: groupId(false), ...once, post: 'required' },
  ...ruleAttributes,
  normalized_cidr: { kind: readOnly(shows.prefix), post: 'no', put: false },
  belongs_to_default_sg: { kind: readOnly(plain.boolean), post: 'no', put: false, filter: filterByDefault },
} as const;

type RuleGiven = Given<typeof attributes>;
type RuleCreation = Creation<typeof attributes>;

/** Security group rules: section 5.2 of the API's description. */
export const securityGroupRuleResource = declare({
  name: 'security_group_rule',
  collection: 'security_group_rules',
  path: 'security-group-rules',
  table: 'security_group_rules',
  attributes,
  canCreate: true,
  notFound: refusals.notFound,
  // A rule of a group that is shared with the caller is known inside of its group, and by itself to be nobody's.
  async hidden(call, id) {
    const where = [{ column: 'id', in: [id] }, sharedWith(call.caller, 'security_group', 'security_group_id')] as const;
    return (await call.tx.count('security_group_rules', where)) > 0 ? generic.noSuchPath() : refusals.notFound(id);
  },
  // The owner of a group sees its rules, whoever made them.
  alsoVisible: (caller) => [
    {
      column: 'security_group_id',
      inTable: {
        table: 'security_groups',
        select: 'id',
        where: [{ column: 'project_id', in: [caller.project] }],
      },
    },
  ],
  async needsBeforeRead(call) {
    return (
      (await call.tx.count('default_security_groups', [{ column: 'project_id', in: [call.caller.project] }])) === 0
    );
  },
  async beforeRead(call) {
    await ensureDefaultGroup(call, call.caller.project);
  },

  show: showRules,

  async create(call, creations: readonly RuleCreation[]) {
    const groups = new Set(creations.map(({ given }) => given.security_group_id ?? ''));
    if (groups.size > 1) throw refusals.severalGroups();
    if (new Set(creations.map(({ project }) => project)).size > 1) throw refusals.severalProjects();
    const rows: RuleRow[] = [];
    for (const creation of creations) rows.push(await checkedRow(call, creation));
    const [group] = groups;
    if (group !== undefined) await insertRules(call, group, rows);
  },

  async update(call, row, given: RuleGiven) {
    await call.tx.update('security_group_rules', row.id, {
      ...(given.description !== undefined && { description: given.description }),
    });
  },

  async remove(call, row) {
    await call.tx.remove('security_group_rules', [row.id]);
    await call.tx.update('security_groups', row.security_group_id, {});
  },
});

type RuleRow = NewRow<'security_group_rules'>;

async function checkedRow(call: Call<Writer>, { id, project, given }: RuleCreation): Promise<RuleRow> {
  const settled = settleRule(given);
  const group = await visibleGroup(call, settled.security_group_id);
  if (!call.caller.isAdmin && group.project_id !== call.caller.project) {
    throw generic.forbidden('rule:create_security_group_rule');
  }
  if (settled.remote_group_id !== null) await visibleGroup(call, settled.remote_group_id);
  if (settled.remote_address_group_id !== null) {
    await needVisibleAddressGroup(call, settled.remote_address_group_id);
  }
  const row = { id, project_id: project, name: '', description: given.description ?? '', ...settled };
  return { ...row, fingerprint: fingerprintOf(row) };
}

async function insertRules(call: Call<Writer>, group: string, rows: readonly RuleRow[]): Promise<void> {
  if (new Set(rows.map((row) => row.fingerprint)).size < rows.length) throw refusals.twiceInPost();
  for (const { fingerprint } of rows) {
    const [same] = await call.tx.list('security_group_rules', {
      where: [
        { column: 'security_group_id', in: [group] },
        { column: 'fingerprint', in: [fingerprint] },
      ],
      limit: 1,
    });
    if (same !== undefined) throw refusals.exists(same.id);
  }
  await call.tx.insert('security_group_rules', rows);
  await call.tx.update('security_groups', group, {});
}

async function visibleGroup(call: Call, id: string): Promise<Row<'security_groups'>> {
  const usable = usableBy(call.caller, 'security_group');
  const [row] = await call.tx.list('security_groups', { where: [{ column: 'id', in: [id] }, ...usable], limit: 1 });
  if (row === undefined) throw securityGroup.notFound(id);
  return row;
}

async function needVisibleAddressGroup(call: Call, id: string): Promise<void> {
  const usable = usableBy(call.caller, 'address_group');
  const count = await call.tx.count('address_groups', [{ column: 'id', in: [id] }, ...usable]);
  if (count === 0) throw addressGroup.notFound(id);
}

/** An id that is no UUID is one that does not exist, here as elsewhere. */
function groupId(isNullable: boolean) {
  const text = stringUpTo(36);
  return kind(
    (value, attribute) => {
      if (value === null && isNullable) return null;
      if (typeof value !== 'string') throw generic.badValue(attribute, `'${printed(value)}' is not a valid UUID.`);
      return text.read(value, attribute);
    },
    isNullable ? nullable(text.schema) : text.schema,
  );
}

function filterEthertype(text: string): string {
  return text.toLowerCase() === 'ipv6' ? 'IPv6' : text.toLowerCase() === 'ipv4' ? 'IPv4' : text;
}

function filterByDefault(texts: readonly string[]): Condition<'security_group_rules'> {
  const inTable = { table: 'default_security_groups', select: 'security_group_id', where: [] } as const;
  return {
    any: texts.map((text) => ({ column: 'security_group_id', inTable, not: !toBoolean(text) })),
  };
}

function filterNumber(text: string): number | string {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}
