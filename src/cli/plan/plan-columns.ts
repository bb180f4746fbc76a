import { shortId } from '../../objects/index.ts';
import type { PlanJson } from '../../wire/index.ts';
import type { Column } from '../output/output.ts';

export const planColumns: readonly Column<PlanJson>[] = [
  { key: 'state', title: 'cli.columnState', text: (p) => p.state },
  { key: 'made_at', title: 'cli.columnMadeAt', text: (p) => p.made_at },
  { key: 'made_by', title: 'cli.columnMadeBy', text: (p) => p.made_by },
  { key: 'changes', title: 'cli.columnChanges', text: (p) => p.changes.length, right: true },
  {
    key: 'newly_allowed',
    title: 'cli.columnNewlyAllowed',
    text: (p) => p.outcome.counts.newly_allowed,
    right: true,
  },
  {
    key: 'newly_blocked',
    title: 'cli.columnNewlyBlocked',
    text: (p) => p.outcome.counts.newly_blocked,
    right: true,
  },
  { key: 'confirm_by', title: 'cli.columnConfirmBy', text: (p) => p.confirm_by ?? '' },
  { key: 'revision', title: 'cli.columnRevision', text: (p) => p.revision, wide: true, right: true },
  { key: 'reason', title: 'cli.columnReason', text: (p) => p.reason ?? '', wide: true },
  { key: 'id', title: 'cli.columnId', text: (p) => p.id, short: (p) => shortId(p.id) },
];
