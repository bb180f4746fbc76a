import type { PathRow } from '../../asking/pass-answer.ts';
import type { TraceAnswer } from '../../asking/trace-answer.ts';
import classes from './let-through.module.css';
import { Provenance } from './provenance.tsx';
import { useTraceWords } from './words.ts';

/** The rules of groups that let a packet through, on either side. */
export function LetThrough({ answer: { passes } }: { readonly answer: TraceAnswer }) {
  const words = useTraceWords();
  const rows = new Map<string, PathRow>();
  for (const { chains } of passes) {
    for (const row of chains.flatMap((chain) => chain.rows)) {
      if (row.kind === 'held' && row.group !== null && row.what !== null) rows.set(row.what, row);
    }
  }
  if (rows.size === 0) return null;
  return (
    <p className={classes['line']}>
      {words('trace.letThrough')}{' '}
      {[...rows.values()].map((row) => (
        <Provenance key={row.what} row={row} />
      ))}
    </p>
  );
}
