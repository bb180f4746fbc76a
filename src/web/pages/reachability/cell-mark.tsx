import type { CellAnswer, CellKind } from '../../asking/reach-answers.ts';
import classes from './cell-mark.module.css';
import type { ReachWords } from './words.ts';

const letters: { readonly [kind in CellKind]: string } = {
  all: 'A',
  ports: 'P',
  icmp: 'I',
  other: 'O',
  none: '',
  nobody: '',
};

/** A cell in a letter: what it lets through, not by colour alone. */
export function CellLetter({ kind, isPartial }: { readonly kind: CellKind; readonly isPartial: boolean }) {
  return (
    <span className={classes['letter']} data-kind={kind} data-partial={isPartial || undefined} aria-hidden>
      {letters[kind]}
      {isPartial && <sup>~</sup>}
    </span>
  );
}

/** The same in words: "tcp/22, icmp". */
export function cellWords({ kind, services, more }: CellAnswer, words: ReachWords): string {
  if (kind === 'none' || kind === 'nobody') return words(`reach.${kind}Kind`);
  if (kind === 'all') return words('reach.allKind');
  return [...services, ...(more > 0 ? [words('reach.more', { count: more })] : [])].join(', ');
}
