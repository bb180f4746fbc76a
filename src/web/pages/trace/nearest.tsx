import type { PathRow } from '../../asking/pass-answer.ts';
import { ChainName, RuleWords } from './chain-name.tsx';
import classes from './nearest.module.css';
import { Provenance } from './provenance.tsx';
import { useTraceWords } from './words.ts';

const most = 4;

/** Rules that would have let the packet through, each with the one thing that it is not. */
export function Nearest({ rows }: { readonly rows: readonly PathRow[] }) {
  const words = useTraceWords();
  return (
    <>
      <p>{words('trace.nearest', { count: rows.length })}</p>
      <ul className={classes['list']}>
        {rows.slice(0, most).map((row) => (
          <li key={`${row.table} ${row.chain} ${row.rule}`}>
            {row.what === null ? (
              <span>
                <ChainName chain={row.chain} /> {row.rule}
              </span>
            ) : (
              <Provenance row={row} />
            )}
            <span className={classes['missed']}>
              <RuleWords text={row.missed ?? ''} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
