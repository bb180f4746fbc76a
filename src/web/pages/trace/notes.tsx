import type { ReactNode } from 'react';
import type { TraceAnswer } from '../../asking/trace-answer.ts';
import { Panel } from '../../parts/panel.tsx';
import classes from './notes.module.css';
import { ReasonCode } from './reason-code.tsx';
import { useTraceWords } from './words.ts';

/** What else is to be known of the answer, and what it takes for granted; beside it what else there is. */
export function Notes({
  answer: { caveats, assumptions },
  children,
}: {
  readonly answer: TraceAnswer;
  readonly children: ReactNode;
}) {
  const words = useTraceWords();
  return (
    <div className={classes['notes']}>
      {caveats.length > 0 && (
        <Panel title={words('trace.notes')}>
          <ul className={classes['list']}>
            {caveats.map((caveat) => (
              <li key={`${caveat.code} ${caveat.message}`}>
                {caveat.message} <ReasonCode reason={caveat} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {assumptions.length > 0 && (
        <Panel title={words('trace.assumptions')}>
          <ul className={classes['list']}>
            {assumptions.map((one) => (
              <li key={one}>{words(`trace.assume_${one}`)}</li>
            ))}
          </ul>
        </Panel>
      )}
      {children}
    </div>
  );
}
