import { portsText, shortId, type RuleRow } from '../../objects/index.ts';
import type { Column } from '../output/output.ts';

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

/** With `counted` the members of a group are told as well. */
function remoteText(rule: RuleRow, names: GroupNames, counted = false): string {
  if (rule.remote_group_id !== null) {
    const members = counted ? names.members(rule.remote_group_id) : undefined;
    return names.name(rule.remote_group_id) + (members === undefined ? '' : ` (${members})`);
  }
  if (rule.remote_address_group_id) return rule.remote_address_group_id;
  return rule.remote_ip_prefix ?? (rule.ethertype === 'IPv4' ? '0.0.0.0/0' : '::/0');
}
