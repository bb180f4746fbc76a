import { Link } from '@tanstack/react-router';
import type { TraceAnswer } from '../../asking/trace-answer.ts';
import classes from './membership.module.css';
import { useTraceWords } from './words.ts';

/** Which groups the ends are in: where their rules come from. */
export function Membership({ answer: { from, to } }: { readonly answer: TraceAnswer }) {
  const words = useTraceWords();
  return (
    <ul className={classes['list']}>
      {[from, to]
        .filter(({ kind }) => kind === 'port')
        .map(({ name, address, groups }) => (
          <li key={address}>
            {words(groups.length === 0 ? 'trace.isInNone' : 'trace.isIn', { name, address })}{' '}
            {groups.map((group) => (
              <Link
                key={group.id}
                to="/security-groups/$id"
                params={{ id: group.id }}
                className={classes['group'] ?? ''}
              >
                {group.name}
              </Link>
            ))}
          </li>
        ))}
    </ul>
  );
}
