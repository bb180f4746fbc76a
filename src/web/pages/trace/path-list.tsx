import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PassAnswer, PathChain, PathRow } from '../../asking/pass-answer.ts';
import { ChainName, RuleWords } from './chain-name.tsx';
import classes from './path-list.module.css';
import { Provenance } from './provenance.tsx';
import { type TraceWords, useTraceWords } from './words.ts';

/** Rules of a chain that are shown at once: a chain of a large host has thousands. */
const atOnce = 200;

/** Rules that held, in order, chain by chain, and among them those that nearly did. Real text, in reading order. */
export function PathList({
  pass,
  isAll,
  onAll,
}: {
  readonly pass: PassAnswer;
  readonly isAll: boolean;
  readonly onAll: (all: boolean) => void;
}) {
  const words = useTraceWords();
  const { chains, hidden, verdict } = pass;
  if (chains.length === 0) return <p className={classes['none']}>{words('trace.pathNone')}</p>;
  return (
    <div className={classes['path']} data-verdict={verdict}>
      <ol className={classes['chains']}>
        {chains.map((chain, index) => (
          // A chain can be met more than once: its place is its name.
          // oxlint-disable-next-line react/no-array-index-key
          <Chain key={index} chain={chain} />
        ))}
      </ol>
      {(hidden > 0 || isAll) && (
        <div className={classes['hidden']}>
          {hidden > 0 && <span>{words('trace.hidden', { count: hidden })}</span>}
          <Button variant="subtle" size="compact-sm" onClick={() => onAll(!isAll)} aria-pressed={isAll}>
            {words(isAll ? 'trace.showLess' : 'trace.showAll')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Chain({ chain: { table, chain, role, rows } }: { readonly chain: PathChain }) {
  const words = useTraceWords();
  const [shown, setShown] = useState(atOnce);
  // What decides is never far down: it is the last of its chain.
  const cut = rows.length > shown ? rows.length - shown : 0;
  const seen = cut === 0 ? rows : [...rows.slice(0, shown - 1), ...rows.slice(-1)];
  return (
    <li className={classes['chain']} data-decides={rows.some(({ decides }) => decides) || undefined}>
      <div className={classes['head']}>
        <ChainName chain={chain} /> <span className={classes['role']}>{words(`trace.${role}Role`)}</span>
        {table !== 'filter' && <span className={classes['role']}>{table}</span>}
      </div>
      <ol className={classes['rows']}>
        {seen.map((row, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <Row key={index} row={row} />
        ))}
      </ol>
      {cut > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={() => setShown((before) => before + atOnce)}>
          {words('trace.more', { count: Math.min(cut, atOnce) })}
        </Button>
      )}
    </li>
  );
}

function Row({ row }: { readonly row: PathRow }) {
  const words = useTraceWords();
  const { kind, rule, asks, text, target, leadsTo, decides, missed } = row;
  return (
    <li className={classes['row']} data-kind={kind} data-decides={decides || undefined} title={text}>
      <span className={classes['number']}>{rule === 0 ? '' : rule}</span>
      <span className={classes['what']}>
        <code className={classes['asks']}>
          <RuleWords text={rule === 0 ? words('trace.policy') : asks || words('trace.any')} />
        </code>{' '}
        <Provenance row={row} />
        {missed !== null && <span className={classes['missed']}>{words('trace.no', { why: missed })}</span>}
      </span>
      <span className={classes['target']}>
        {leadsTo === null ? (
          <code>{target ?? ''}</code>
        ) : (
          <>
            <span aria-hidden>→ </span>
            <ChainName chain={leadsTo} />
          </>
        )}
      </span>
      <span className={classes['outcome']}>{outcomeOf(row, words)}</span>
    </li>
  );
}

function outcomeOf({ kind, leadsTo, decides, target }: PathRow, words: TraceWords): string {
  if (decides) return words('trace.outcomeDecides');
  if (kind === 'near') return words('trace.outcomeNear');
  if (kind === 'miss') return words('trace.outcomeMiss');
  if (leadsTo !== null) return words('trace.outcomeJump');
  return words(target === 'RETURN' ? 'trace.outcomeReturn' : 'trace.outcomeGoesOn');
}
