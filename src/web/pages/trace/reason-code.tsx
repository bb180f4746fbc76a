import { Popover } from '@mantine/core';
import type { ReasonAnswer } from '../../asking/trace-answer.ts';
import classes from './reason-code.module.css';
import { useTraceWords } from './words.ts';

/** The stable code of a reason, and behind it what it means and what to do. */
export function ReasonCode({ reason }: { readonly reason: ReasonAnswer }) {
  const words = useTraceWords();
  const { code, message, hint } = reason;
  return (
    <Popover width={360} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes['code']} aria-label={words('trace.whyCode', { code })}>
          {code}
        </button>
      </Popover.Target>
      <Popover.Dropdown
        className={classes['dropdown'] ?? ''}
        tabIndex={-1}
        aria-label={words('trace.whyCode', { code })}
      >
        <p className={classes['title']}>{code}</p>
        <p>{message}</p>
        <p className={classes['todo']}>
          <b>{words('trace.whatToDo')}</b> {hint}
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
