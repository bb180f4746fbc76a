import type { Column } from '../output/output.ts';
import { shortId } from './find.ts';
import type { Kind } from './kind.ts';
import type { RuleRow } from './rule.ts';

export interface SecurityGroupRow {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly project_id?: string;
  readonly stateful?: boolean;
  readonly revision_number?: number;
  readonly security_group_rules?: readonly RuleRow[];
}

export const securityGroups: Kind<SecurityGroupRow> = {
  path: 'security-groups',
  one: 'security_group',
  many: 'security_groups',
  noun: 'nounSecurityGroup',
  list: 'portreeve sg list',
};

export const securityGroupColumns: readonly Column<SecurityGroupRow>[] = [
  { key: 'name', title: 'cli.columnName', text: (g) => g.name },
  { key: 'rules', title: 'cli.columnRules', text: (g) => g.security_group_rules?.length ?? 0, right: true },
  { key: 'description', title: 'cli.columnDescription', text: (g) => g.description ?? '' },
  { key: 'project_id', title: 'cli.columnProject', text: (g) => g.project_id ?? '', wide: true },
  { key: 'stateful', title: 'cli.columnStateful', text: (g) => String(g.stateful ?? true), wide: true },
  {
    key: 'revision_number',
    title: 'cli.columnRevision',
    text: (g) => g.revision_number ?? '',
    right: true,
    wide: true,
  },
  { key: 'id', title: 'cli.columnId', text: (g) => g.id, short: (g) => shortId(g.id) },
];
