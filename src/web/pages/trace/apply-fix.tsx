import { useQueryClient } from '@tanstack/react-query';
import type { PlannedChange } from '../../../wire/index.ts';
import { changeOf } from '../../api/plans.ts';
import type { Change, FixAnswer } from '../../asking/fix-answer.ts';
import { CopyText } from '../../parts/copy-text.tsx';
import { PlannedDialog } from '../../plans/planned-dialog.tsx';
import classes from './apply-fix.module.css';
import { FixTitle } from './fix-title.tsx';
import { useTraceWords } from './words.ts';

/** Says what a change does before it is made, and makes it. The trace is live: it is asked again by itself. */
export function ApplyFix({ fix, onClose }: { readonly fix: FixAnswer; readonly onClose: () => void }) {
  const words = useTraceWords();
  const client = useQueryClient();
  return (
    <PlannedDialog
      title={words('trace.fixApplyTitle')}
      submit={words('trace.fixApply')}
      changes={[plannedChange(fix.change)]}
      done={words('trace.fixApplied')}
      onDone={() => void client.invalidateQueries({ queryKey: ['trace'] })}
      onClose={onClose}
    >
      <p className={classes['title']}>
        <FixTitle change={fix.change} />
      </p>
      <div>
        <p className={classes['muted']}>{words('trace.fixCommand')}</p>
        <CopyText text={fix.command} />
      </div>
    </PlannedDialog>
  );
}

function plannedChange(change: Change): PlannedChange {
  switch (change.kind) {
    case 'addRule':
      return changeOf.addRule(change.rule);
    case 'addGroup':
      return changeOf.updatePort(change.port.id, { security_groups: change.groups });
    case 'allowPair':
      return {
        method: 'PUT',
        path: `/v2.0/ports/${change.port.id}`,
        body: { port: { allowed_address_pairs: change.pairs } },
      };
  }
}
