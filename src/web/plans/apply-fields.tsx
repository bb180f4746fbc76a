import { Select, Switch, TextInput } from '@mantine/core';
import type { PlanOutcome } from '../../wire/index.ts';
import type { ApplyAsk } from '../api/plans.ts';
import { useLanguage } from '../language/language.tsx';
import { Rich } from '../language/rich.tsx';
import classes from './apply-fields.module.css';

/** What is typed and chosen before something is applied. */
export interface ApplyDraft {
  readonly confirm: string;
  readonly reason: string;
  readonly isTimed: boolean;
  /** Seconds to confirm in, as text. */
  readonly within: string;
}

export const emptyApplyDraft: ApplyDraft = { confirm: '', reason: '', isTimed: false, within: '60' };

const times = [30, 60, 300, 900] as const;

/** Whether somebody has to look before it is done: it opens or cuts much, or breaks an assertion. */
export function needsLook(outcome: PlanOutcome): boolean {
  return outcome.confirm !== null || isBroken(outcome);
}

function isBroken({ assertions }: PlanOutcome): boolean {
  return assertions.some(({ outcome }) => outcome === 'fails');
}

/** What to ask the server for; undefined while something is missing. */
export function readApplyDraft(draft: ApplyDraft, outcome: PlanOutcome): ApplyAsk | undefined {
  const { confirm, isTimed, within } = draft;
  const reason = draft.reason.trim();
  if (outcome.confirm !== null && confirm.trim() !== outcome.confirm) return undefined;
  if (isBroken(outcome) && reason === '') return undefined;
  return {
    ...(outcome.confirm !== null && { confirm: outcome.confirm }),
    ...(isBroken(outcome) && { reason }),
    ...(isTimed && { confirm_within: Number(within) }),
  };
}

export function ApplyFields({
  outcome,
  draft,
  onChange,
  isChecked,
  isUndoable,
}: {
  readonly outcome: PlanOutcome;
  readonly draft: ApplyDraft;
  readonly onChange: (more: Partial<ApplyDraft>) => void;
  /** Somebody has tried: what is missing is said. */
  readonly isChecked: boolean;
  readonly isUndoable: boolean;
}) {
  const { say } = useLanguage();
  const { confirm } = outcome;
  return (
    <div className={classes['fields']}>
      {isBroken(outcome) && (
        <TextInput
          label={say('web.reviewReason')}
          description={say('web.reviewReasonAbout')}
          value={draft.reason}
          onChange={(event) => onChange({ reason: event.currentTarget.value })}
          maxLength={1000}
          error={isChecked && draft.reason.trim() === '' ? say('web.reviewReasonMissing') : undefined}
        />
      )}
      {confirm !== null && (
        <TextInput
          label={<Rich say="web.reviewTypeName" text={<code className={classes['word']}>{confirm}</code>} />}
          value={draft.confirm}
          onChange={(event) => onChange({ confirm: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          error={
            isChecked && draft.confirm.trim() !== confirm ? say('web.reviewTypeWrong', { text: confirm }) : undefined
          }
        />
      )}
      {isUndoable && (
        <div className={classes['timed']}>
          <Switch
            label={say('web.reviewTimed')}
            description={say('web.reviewTimedAbout')}
            checked={draft.isTimed}
            onChange={(event) => onChange({ isTimed: event.currentTarget.checked })}
          />
          {draft.isTimed && (
            <Select
              className={classes['within'] ?? ''}
              aria-label={say('web.reviewWithin')}
              data={times.map((seconds) => ({
                value: `${seconds}`,
                label:
                  seconds < 120
                    ? say('web.reviewSeconds', { count: seconds })
                    : say('web.reviewMinutes', { count: seconds / 60 }),
              }))}
              value={draft.within}
              onChange={(value) => value !== null && onChange({ within: value })}
              allowDeselect={false}
            />
          )}
        </div>
      )}
    </div>
  );
}
