import { Link } from '@tanstack/react-router';
import type { Why } from './reading/why.ts';
import classes from './why-mark.module.css';
import { useHostSay } from './words.ts';

/**
 * Why a rule is there: the security group rule that it comes from, with a way there unless that would lead away from
 * something unfinished, or what of the layout it is; null: nobody known wrote it.
 */
export function WhyMark({ why, isLinked = true }: { readonly why: Why | null; readonly isLinked?: boolean }) {
  const say = useHostSay();
  if (why === null) return <span className={classes['foreign']}>{say('host.hostForeign')}</span>;
  if (why.isPlain) return null;
  const title = why.certainty === 'inferred' ? say('host.hostInferred') : undefined;
  if (why.group === null) {
    return (
      <span className={classes['layout']} title={title}>
        {why.words}
      </span>
    );
  }
  if (!isLinked) {
    return (
      <span className={classes['group']} title={title}>
        {why.words}
      </span>
    );
  }
  return (
    <Link to="/security-groups/$id" params={{ id: why.group }} className={classes['group'] ?? ''} title={title}>
      {why.words}
    </Link>
  );
}
