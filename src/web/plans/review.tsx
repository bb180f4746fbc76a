import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { PlanOutcome, PlannedChange } from '../../wire/index.ts';
import { useApi } from '../api/api-context.ts';
import { makePlan, preview } from '../api/plans.ts';
import { useSay } from '../language/language.tsx';
import { FormFailure } from '../parts/failed.tsx';
import { type ApplyDraft, ApplyFields, emptyApplyDraft, needsLook, readApplyDraft } from './apply-fields.tsx';
import { Outcome } from './outcome.tsx';
import classes from './review.module.css';
import { type CarryOut, ChangedMeanwhile } from './use-carry-out.ts';

/** The last step of a form: all that it would do, and what has to be typed where that is much. */
export default function Review({
  changes,
  outcome: first,
  submit,
  isUndoable,
  isDangerous,
  carryOut,
  onBack,
  onDone,
  onKept,
}: {
  readonly changes: readonly PlannedChange[];
  /** As it was when the step was opened; it follows what others change. */
  readonly outcome: PlanOutcome;
  readonly submit: string;
  readonly isUndoable: boolean;
  readonly isDangerous: boolean;
  readonly carryOut: CarryOut;
  readonly onBack: () => void;
  readonly onDone: () => void;
  readonly onKept: () => void;
}) {
  const say = useSay();
  const api = useApi();
  const client = useQueryClient();
  const id = useId();
  const head = useRef<HTMLParagraphElement>(null);
  const [draft, setDraft] = useState<ApplyDraft>(emptyApplyDraft);
  const [isChecked, setChecked] = useState(false);
  const { data: outcome = first } = useQuery(preview(api, changes));
  const planned = useMemo(() => ({ changes }), [changes]);
  const isOther = outcome.fingerprint !== first.fingerprint;
  useEffect(() => head.current?.focus(), []);

  const apply = useMutation({
    mutationFn: async () => {
      const ask = readApplyDraft(draft, outcome);
      if (ask === undefined) return false;
      await carryOut(changes, outcome.fingerprint, ask);
      return true;
    },
    onSuccess: (isDone) => {
      if (isDone) onDone();
    },
    onError: (error) => {
      if (error instanceof ChangedMeanwhile) void client.invalidateQueries({ queryKey: ['preview', changes] });
    },
  });
  const keep = useMutation({
    mutationFn: () => makePlan(api, changes),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['plans'] });
      onKept();
    },
  });
  const failure = apply.error ?? keep.error;
  const take = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    keep.reset();
    if (!apply.isPending) apply.mutate();
  };
  return (
    <form onSubmit={take} noValidate id={id} className={classes['review']}>
      <p ref={head} tabIndex={-1} className={classes['about']}>
        {say('web.reviewAbout')}
      </p>
      {(isOther || failure instanceof ChangedMeanwhile) && (
        <p className={classes['other']} role="status">
          {say('web.reviewChanged')}
        </p>
      )}
      <Outcome outcome={outcome} planned={planned} />
      <ApplyFields
        outcome={outcome}
        draft={draft}
        onChange={(more) => setDraft((before) => ({ ...before, ...more }))}
        isChecked={isChecked}
        isUndoable={isUndoable}
      />
      {failure !== null && !(failure instanceof ChangedMeanwhile) && <FormFailure error={failure} />}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onBack}>
          {say('web.reviewBack')}
        </Button>
        <span className={classes['space']} />
        <Button variant="default" onClick={() => keep.mutate()} loading={keep.isPending}>
          {say('web.reviewKeep')}
        </Button>
        <Button type="submit" loading={apply.isPending} {...((isDangerous || needsLook(outcome)) && { color: 'red' })}>
          {submit}
        </Button>
      </div>
    </form>
  );
}
