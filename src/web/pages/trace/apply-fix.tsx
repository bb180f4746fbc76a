import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.ts';
import { makeChange } from '../../api/make-change.ts';
import type { FixAnswer } from '../../asking/fix-answer.ts';
import { CopyText } from '../../parts/copy-text.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { useToast } from '../../parts/toasts.tsx';
import classes from './apply-fix.module.css';
import { FixTitle } from './fix-title.tsx';
import { useTraceWords } from './words.ts';

/** Says what a change does before it is made, and makes it. The trace is live: it is asked again by itself. */
export function ApplyFix({ fix, onClose }: { readonly fix: FixAnswer; readonly onClose: () => void }) {
  const words = useTraceWords();
  const api = useApi();
  const client = useQueryClient();
  const tell = useToast();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => makeChange(api, fix.change),
    onSuccess: () => {
      tell('done', words('trace.fixApplied'));
      void client.invalidateQueries({ queryKey: ['trace'] });
      onClose();
    },
  });
  return (
    <FormDialog
      title={words('trace.fixApplyTitle')}
      isOpen
      onClose={onClose}
      submit={words('trace.fixApply')}
      onSubmit={() => mutate()}
      isBusy={isPending}
      failure={error}
    >
      <p className={classes['title']}>
        <FixTitle change={fix.change} />
      </p>
      <p>{fix.effect}</p>
      {fix.exposure.beyond && <p className={classes['beyond']}>{words('trace.fixOpensBeyond')}</p>}
      <p className={classes['muted']}>{words('trace.fixNow')}</p>
      <div>
        <p className={classes['muted']}>{words('trace.fixCommand')}</p>
        <CopyText text={fix.command} />
      </div>
    </FormDialog>
  );
}
