import { IconArrowNarrowRight, IconCheck, IconMinus, IconQuestionMark, IconX } from '@tabler/icons-react';
import type { HopAnswer, TraceAnswer } from '../../asking/trace-answer.ts';
import classes from './hop-cards.module.css';
import { type TraceWords, useTraceWords } from './words.ts';

const icons = { passes: IconCheck, stops: IconX, open: IconQuestionMark, none: IconMinus } as const;

/** The three steps of the way. One whose rules can be shown is a button that shows them. */
export function HopCards({
  answer,
  shown,
  onShow,
}: {
  readonly answer: TraceAnswer;
  readonly shown: number;
  readonly onShow: (pass: number) => void;
}) {
  const words = useTraceWords();
  return (
    <ol className={classes['hops']} aria-label={words('trace.hops')}>
      {answer.hops.map((hop, index) => {
        const Icon = icons[hop.mark];
        const { pass } = hop;
        const content = (
          <>
            <Icon size={18} stroke={2.2} aria-hidden className={classes['icon'] ?? ''} />
            <span className={classes['words']}>
              <span className={classes['title']}>
                {index + 1}. {titleOf(hop, words)}{' '}
                <span className={classes['hidden']}>{words(`trace.mark_${hop.mark}`)}</span>
              </span>
              <span className={classes['line']}>
                {[hop.where, hop.what].filter((text) => text !== '').join(' · ')}
                {asOf(hop, answer, words)}
              </span>
            </span>
          </>
        );
        return (
          <li key={hop.step} className={classes['hop']} data-mark={hop.mark}>
            {pass === null ? (
              <div className={classes['card']}>{content}</div>
            ) : (
              <button
                type="button"
                className={classes['card']}
                aria-pressed={pass === shown}
                title={words('trace.hopShow')}
                onClick={() => onShow(pass)}
              >
                {content}
                <IconArrowNarrowRight size={16} aria-hidden className={classes['show'] ?? ''} />
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function titleOf({ step, name }: HopAnswer, words: TraceWords): string {
  if (step === 'network') return words('trace.hopNetwork');
  return words(step === 'leaves' ? 'trace.hopLeaves' : 'trace.hopEnters', { name });
}

/** A host that does not hold the latest says of which revision the step is. */
function asOf({ host }: HopAnswer, { hosts }: TraceAnswer, words: TraceWords) {
  const found = hosts.find(({ name }) => name === host);
  if (!found || found.readAt === null || found.revision === null || (found.enforced ?? -1) >= found.revision)
    return null;
  return <span className={classes['asOf']}> · {words('trace.asOf', { revision: found.enforced ?? 0 })}</span>;
}
