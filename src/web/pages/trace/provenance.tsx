import { Link } from '@tanstack/react-router';
import type { PathRow } from '../../asking/pass-answer.ts';
import classes from './provenance.module.css';
import { useTraceWords } from './words.ts';

/** What a rule is for, as a link to the group that it comes from where that is known. */
export function Provenance({ row: { what, group, isInferred } }: { readonly row: PathRow }) {
  const words = useTraceWords();
  if (what === null) return null;
  if (group !== null) {
    return (
      <Link to="/security-groups/$id" params={{ id: group.id }} className={classes['tag'] ?? ''} data-linked>
        {what}
      </Link>
    );
  }
  return (
    <span
      className={classes['tag']}
      data-inferred={isInferred || undefined}
      title={isInferred ? words('trace.inferred') : undefined}
    >
      {isInferred ? `~ ${what}` : what}
    </span>
  );
}
