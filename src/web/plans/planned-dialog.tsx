import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy, useMemo, useState } from 'react';
import type { PlanOutcome, PlannedChange } from '../../wire/index.ts';
import { useApi } from '../api/api-context.ts';
import { preview } from '../api/plans.ts';
import { useSay } from '../language/language.tsx';
import { Dialog, FormDialog } from '../parts/dialog.tsx';
import { LoadingRows } from '../parts/loading.tsx';
import { useToast } from '../parts/toasts.tsx';
import { useDebounced } from '../parts/use-debounced.ts';
import { needsLook } from './apply-fields.tsx';
import { Effect } from './effect.tsx';
import { useCarryOut } from './use-carry-out.ts';

const Review = lazy(() => import('./review.tsx'));
/** Nobody reads while he types. */
const waitMs = 250;

interface PlannedDialogProps {
  readonly title: string;
  readonly submit: string;
  /** What the form stands for; undefined while it is not complete. */
  readonly changes: readonly PlannedChange[] | undefined;
  /** Somebody has tried to go on: what is missing is to be said. */
  readonly onTry?: () => void;
  /** A refusal that belongs to a field, which the form then shows itself; or none any more. */
  readonly isOfField?: (error: unknown) => boolean;
  readonly onRefused?: (error: unknown) => void;
  /** What is said when it is done. */
  readonly done: string;
  readonly onDone?: () => void;
  readonly onClose: () => void;
  readonly size?: 'narrow' | 'wide';
  readonly isDangerous?: boolean;
  /** False: something is deleted that cannot be put back as it was. */
  readonly isUndoable?: boolean;
  readonly isReady?: boolean;
  /** Where what it would do is told: beside the fields, with more around it, or below them. */
  readonly around?: (effect: ReactNode) => ReactNode;
  readonly children: ReactNode;
}

/**
 * A form whose changes are told before they are made: in a sentence while it is filled in, and all of it in a second step,
 * which cannot be passed by where much is opened or cut, or an assertion is broken.
 */
export function PlannedDialog(props: PlannedDialogProps) {
  const { title, submit, changes, onTry, isOfField, onRefused, done, onDone, onClose } = props;
  const { size = 'narrow', isDangerous = false, isUndoable = true, isReady = true, around, children } = props;
  const say = useSay();
  const api = useApi();
  const client = useQueryClient();
  const tell = useToast();
  const carryOut = useCarryOut();
  const [looked, look] = useState<PlanOutcome>();
  const text = JSON.stringify(changes);
  const settled = useDebounced(text, waitMs);
  const asked = useMemo(() => (settled === undefined ? undefined : parse(settled)), [settled]);
  const effect = useQuery({ ...preview(api, asked), placeholderData: (before) => before });
  const outcome = changes === undefined || asked === undefined ? undefined : effect.data;
  const refuse = (error: unknown) => onRefused?.(error);

  const finish = () => {
    tell('done', done);
    onClose();
    onDone?.();
  };
  /** Goes on if that needs no look; else shows what to look at. */
  const go = useMutation({
    mutationFn: async (isReview: boolean) => {
      if (changes === undefined) return;
      const { queryKey, queryFn } = preview(api, changes);
      const now = await client.fetchQuery({ queryKey, queryFn: queryFn as never, staleTime: 0 });
      if (isReview || needsLook(now as PlanOutcome)) {
        look(now as PlanOutcome);
        return;
      }
      await carryOut(changes, (now as PlanOutcome).fingerprint, {});
      finish();
    },
    onError: refuse,
  });
  const start = (isReview: boolean) => {
    onTry?.();
    refuse(null);
    if (changes !== undefined) go.mutate(isReview);
  };

  if (looked !== undefined && changes !== undefined) {
    return (
      <Dialog title={say('web.reviewTitle', { title })} isOpen onClose={onClose} size="wide">
        <Suspense fallback={<LoadingRows />}>
          <Review
            changes={changes}
            outcome={looked}
            submit={submit}
            isUndoable={isUndoable}
            isDangerous={isDangerous}
            carryOut={carryOut}
            onBack={() => look(undefined)}
            onDone={finish}
            onKept={() => {
              tell('done', say('web.reviewKept'));
              onClose();
              onDone?.();
            }}
          />
        </Suspense>
      </Dialog>
    );
  }
  const mustLook = outcome !== undefined && needsLook(outcome);
  const told = (
    <Effect outcome={outcome} error={changes === undefined ? null : effect.error} isOld={text !== settled} />
  );
  const failure = go.error !== null && isOfField?.(go.error) !== true ? go.error : undefined;
  return (
    <FormDialog
      title={title}
      isOpen
      onClose={onClose}
      size={size}
      submit={mustLook ? say('web.reviewPlan') : submit}
      onSubmit={() => start(false)}
      isBusy={go.isPending}
      isReady={isReady}
      isDangerous={isDangerous && !mustLook}
      failure={failure}
      {...(around !== undefined && { aside: around(told) })}
      {...(!mustLook && {
        beforeSubmit: (
          <Button variant="default" onClick={() => start(true)} disabled={!isReady || go.isPending}>
            {say('web.reviewPlan')}
          </Button>
        ),
      })}
    >
      {children}
      {around === undefined && told}
    </FormDialog>
  );
}

function parse(text: string): readonly PlannedChange[] {
  return JSON.parse(text) as readonly PlannedChange[];
}
