import type { Column } from '../output/output.ts';
import { shortId } from './find.ts';
import type { Kind } from './kind.ts';

export interface RuleRow {
  readonly id: string;
  readonly security_group_id: string;
  readonly direction: 'ingress' | 'egress';
  readonly ethertype: 'IPv4' | 'IPv6';
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
  readonly remote_address_group_id?: string | null;
  readonly description?: string;
}

export const rules: Kind<RuleRow> = {
  path: 'security-group-rules',
  one: 'security_group_rule',
  many: 'security_group_rules',
  noun: 'nounRule',
  nameless: true,
  list: 'portreeve sg rule list',
};

/** What the columns of rules say of groups: the name, and how many instances are in it, if known. */
export interface GroupNames {
  name(id: string): string;
  members(id: string): number | undefined;
}

/** Columns of rules; `withGroup` adds the group that a rule is of, for lists over several groups. */
export function ruleColumns(names: GroupNames, withGroup: boolean): readonly Column<RuleRow>[] {
  const group: Column<RuleRow> = {
    key: 'group',
    title: 'cli.columnGroup',
    text: (r) => names.name(r.security_group_id),
    ...(withGroup ? {} : { wide: true as const }),
  };
  return [
    group,
    { key: 'direction', title: 'cli.columnDirection', text: (r) => r.direction },
    { key: 'ethertype', title: 'cli.columnEthertype', text: (r) => r.ethertype },
    { key: 'protocol', title: 'cli.columnProtocol', text: (r) => r.protocol ?? 'any' },
    { key: 'ports', title: 'cli.columnPorts', text: portsText },
    {
      key: 'remote',
      title: 'cli.columnRemote',
      text: (r) => remoteText(r, names),
      short: (r) => remoteText(r, names, true),
    },
    { key: 'description', title: 'cli.columnDescription', text: (r) => r.description ?? '', wide: true },
    { key: 'id', title: 'cli.columnId', text: (r) => r.id, short: (r) => shortId(r.id) },
  ];
}

/** "22", "8000-8010", "any"; for the ICMPs type and code, "8/0". */
export function portsText(rule: RuleRow): string {
  const { port_range_min: min, port_range_max: max } = rule;
  if (min === null) return 'any';
  if (isIcmp(rule.protocol)) return max === null ? `${min}` : `${min}/${max}`;
  return max === null || max === min ? `${min}` : `${min}-${max}`;
}

/** With `counted` the members of a group are told as well. */
function remoteText(rule: RuleRow, names: GroupNames, counted = false): string {
  if (rule.remote_group_id !== null) {
    const members = counted ? names.members(rule.remote_group_id) : undefined;
    return names.name(rule.remote_group_id) + (members === undefined ? '' : ` (${members})`);
  }
  if (rule.remote_address_group_id) return rule.remote_address_group_id;
  return rule.remote_ip_prefix ?? (rule.ethertype === 'IPv4' ? '0.0.0.0/0' : '::/0');
}

const icmps = new Set(['icmp', 'icmpv6', 'ipv6-icmp', '1', '58']);

export function isIcmp(protocol: string | null): boolean {
  return protocol !== null && icmps.has(protocol);
}
