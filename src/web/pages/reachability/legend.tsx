import type { CellKind } from '../../asking/reach-answers.ts';
import { CellLetter } from './cell-mark.tsx';
import classes from './legend.module.css';
import { useReachWords } from './words.ts';

const kinds: readonly CellKind[] = ['all', 'ports', 'icmp', 'other', 'none', 'nobody'];

export function Legend() {
  const words = useReachWords();
  return (
    <ul className={classes['legend']} aria-label={words('reach.legend')}>
      {kinds.map((kind) => (
        <li key={kind}>
          <CellLetter kind={kind} isPartial={false} /> {words(`reach.${kind}Kind`)}
        </li>
      ))}
      <li>
        <CellLetter kind="ports" isPartial /> {words('reach.partial')}
      </li>
    </ul>
  );
}
