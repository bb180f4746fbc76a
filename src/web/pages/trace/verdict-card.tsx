import { Button } from '@mantine/core';
import { IconBan, IconCheck, IconQuestionMark, IconRefresh, IconX } from '@tabler/icons-react';
import type { FixAnswer } from '../../asking/fix-answer.ts';
import type { ProofAnswer } from '../../asking/proof.ts';
import type { TraceAnswer } from '../../asking/trace-answer.ts';
import { filled } from '../../language/rich.tsx';
import { ChainName } from './chain-name.tsx';
import { Fixes } from './fixes.tsx';
import { LetThrough } from './let-through.tsx';
import { Membership } from './membership.tsx';
import { Nearest } from './nearest.tsx';
import { ReasonCode } from './reason-code.tsx';
import { Standing } from './standing.tsx';
import classes from './verdict-card.module.css';
import { type TraceWords, useTraceWords } from './words.ts';

const icons = { accept: IconCheck, drop: IconX, reject: IconBan, unknown: IconQuestionMark } as const;

/** The answer: a word and an icon, why, and what would change it. */
export function VerdictCard({
  answer,
  source = 'server',
  fixes,
  fixError,
  proof,
  onAgain,
  isBusy = false,
}: {
  readonly answer: TraceAnswer;
  /** Of texts there is nothing to be read again, nor changed. */
  readonly source?: 'server' | 'texts';
  /** Undefined: not known yet, or there is nothing to fix. */
  readonly fixes?: readonly FixAnswer[] | undefined;
  readonly fixError?: unknown;
  /** What a packet showed that was sent. */
  readonly proof?: ProofAnswer | undefined;
  readonly onAgain?: () => void;
  readonly isBusy?: boolean;
}) {
  const words = useTraceWords();
  const { verdict, reason, nearest, turns, expected } = answer;
  const Icon = icons[verdict];
  const isRefused = verdict === 'drop' || verdict === 'reject';
  const hasFixes = isRefused && answer.turn === 'first' && source === 'server';
  return (
    <section className={classes['card']} data-verdict={verdict} aria-labelledby="verdict" aria-live="polite">
      <div className={classes['head']}>
        <span className={classes['icon']} aria-hidden>
          <Icon size={22} stroke={2.2} />
        </span>
        <div className={classes['words']}>
          <h2 className={classes['title']} id="verdict">
            {titleOf(answer, words)} <span className={classes['badge']}>{words(`trace.verdict_${verdict}`)}</span>
          </h2>
          {turns.length > 1 && (
            <ul className={classes['turns']}>
              {turns.map((one) => {
                const Mark = icons[one.verdict];
                return (
                  <li key={one.turn} data-verdict={one.verdict}>
                    <Mark size={14} stroke={2.4} aria-hidden />
                    {words(`trace.turn_${one.turn}`)}: {words(`trace.verdict_${one.verdict}`)}
                  </li>
                );
              })}
            </ul>
          )}
          <p className={classes['line']}>{lineOf(answer, words)}</p>
        </div>
        {onAgain !== undefined && (
          <Button
            className={classes['again'] ?? ''}
            variant="subtle"
            size="xs"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={onAgain}
            loading={isBusy}
          >
            {words('trace.askAgain')}
          </Button>
        )}
      </div>
      <div className={classes['columns']} data-two={hasFixes || undefined}>
        <div className={classes['column']}>
          <h3 className={classes['small']}>
            {words('trace.why')} <ReasonCode reason={reason} />
          </h3>
          {nearest.length > 0 && <Nearest rows={nearest} />}
          {verdict === 'accept' && <LetThrough answer={answer} />}
          {nearest.length === 0 && <p className={classes['hint']}>{reason.hint}</p>}
          {isRefused && source === 'server' && <Membership answer={answer} />}
          {expected !== null && expected !== verdict && (
            <p className={classes['hint']}>{words('trace.wouldBe', { verdict: words(`trace.verdict_${expected}`) })}</p>
          )}
        </div>
        {hasFixes && (
          <div className={classes['column']}>
            <Fixes fixes={fixes} error={fixError} hint={reason.hint} />
          </div>
        )}
      </div>
      <Standing answer={answer} source={source} proof={proof} />
    </section>
  );
}

function titleOf({ verdict, turn, from, to, service }: TraceAnswer, words: TraceWords): string {
  const [first, second] = turn === 'reply' ? [to, from] : [from, to];
  const end = verdict === 'accept' ? 'Accept' : verdict === 'unknown' ? 'Unknown' : 'Drop';
  const which = turn === 'reply' ? 'Reply' : turn === 'later' ? 'Later' : '';
  return words(`trace.title${which}${end}`, { from: first.name, to: second.name, service });
}

function lineOf({ decidedBy, verdict, reason }: TraceAnswer, words: TraceWords) {
  if (decidedBy === null) return reason.message;
  const { host, chain, rule } = decidedBy;
  const key = verdict === 'reject' ? 'trace.rejectedAt' : rule === 0 ? 'trace.droppedByPolicy' : 'trace.droppedAt';
  const place = filled((marks) => words(key, { ...marks, rule }), {
    host: <b>{host}</b>,
    chain: <ChainName chain={chain} />,
  });
  return filled((marks) => words('trace.placeAndWhy', marks), { place, why: reason.message });
}
