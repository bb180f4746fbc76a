import { shortId, type SecurityGroupRow } from '../../objects/index.ts';
import type { Column } from '../output/output.ts';

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
