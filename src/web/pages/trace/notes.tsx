import type { TraceAnswer } from '../../asking/trace-answer.ts';
import { CopyText } from '../../parts/copy-text.tsx';
import { Panel } from '../../parts/panel.tsx';
import classes from './notes.module.css';
import { ReasonCode } from './reason-code.tsx';
import { useTraceWords } from './words.ts';

/** What else is to be known of the answer, what it takes for granted, and how to put it to the proof. */
export function Notes({
  answer: { caveats, assumptions, command },
  source = 'server',
}: {
  readonly answer: TraceAnswer;
  readonly source?: 'server' | 'texts';
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
      {source === 'server' ? (
        <Panel title={words('trace.prove')}>
          <p className={classes['about']}>{words('trace.proveAbout')}</p>
          <CopyText text={`${command} --live`} />
        </Panel>
      ) : (
        <Panel title={words('trace.fixCommand')}>
          <CopyText text={command} />
        </Panel>
      )}
    </div>
  );
}
