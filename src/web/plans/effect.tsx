import { IconAlertTriangle, IconBan } from '@tabler/icons-react';
import type { PlanOutcome } from '../../wire/index.ts';
import { ApiFailure } from '../api/http.ts';
import { listed } from '../language/dates.ts';
import { useLanguage } from '../language/language.tsx';
import { failureWords } from '../parts/failure-words.ts';
import classes from './effect.module.css';
import { OutcomeSentences } from './outcome-words.tsx';

/** What the form would do, as the server works it out. What was said stays while it is asked again. */
export function Effect({
  outcome,
  error,
  isOld,
}: {
  readonly outcome: PlanOutcome | undefined;
  readonly error: unknown;
  /** Something was typed since. */
  readonly isOld: boolean;
}) {
  const { say, language } = useLanguage();
  if (error instanceof ApiFailure && error.status >= 400 && error.status < 500) {
    const { sentence, isEnglish } = failureWords(say, error);
    return (
      <div className={classes['box']} data-kind="bad">
        <IconBan size={18} aria-hidden />
        <span>
          {say('web.planWouldBeRefused')} <span lang={isEnglish ? 'en' : undefined}>{sentence}</span>
        </span>
      </div>
    );
  }
  if (outcome === undefined) return null;
  const broken = outcome.assertions.filter((one) => one.outcome === 'fails').map(({ text }) => text);
  return (
    <div className={classes['effect']} aria-busy={isOld} data-effect>
      <OutcomeSentences outcome={outcome} />
      {broken.length > 0 && (
        <div className={classes['box']} data-kind="bad">
          <IconAlertTriangle size={18} aria-hidden />
          <span>{say('web.planBreaks', { count: broken.length, texts: listed(language, broken) })}</span>
        </div>
      )}
      {outcome.warnings.map(
        (warning) =>
          warning.code === 'blocks' && (
            <div key={warning.code} className={classes['box']} data-kind="warn">
              <IconAlertTriangle size={18} aria-hidden />
              <span>{say('web.planWarnCut', { count: warning.pairs })}</span>
            </div>
          ),
      )}
    </div>
  );
}
