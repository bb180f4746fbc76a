import type { PlanAssertion } from '../../wire/index.ts';
import { useLanguage } from '../language/language.tsx';
import { Mark, type MarkKind } from '../parts/mark.tsx';
import classes from './assertion-list.module.css';

const order = { fails: 0, nobody: 1, holds: 2 } as const;
const marks: { readonly [o in PlanAssertion['outcome']]: MarkKind } = { fails: 'bad', nobody: 'warn', holds: 'good' };

/** Assertions and how they fare, broken ones first. */
export function AssertionList({ assertions }: { readonly assertions: readonly PlanAssertion[] }) {
  return (
    <ul className={classes['list']}>
      {assertions
        .toSorted((a, b) => order[a.outcome] - order[b.outcome])
        .map((assertion) => (
          <li key={assertion.text} className={classes['item']}>
            <code>{assertion.text}</code>
            <AssertionMark assertion={assertion} />
          </li>
        ))}
    </ul>
  );
}

export function AssertionMark({ assertion: { outcome, about } }: { readonly assertion: PlanAssertion }) {
  const { say } = useLanguage();
  return (
    <span className={classes['mark']}>
      <Mark kind={marks[outcome]}>
        {outcome === 'holds'
          ? say('web.planAssertionHolds')
          : outcome === 'nobody'
            ? say('web.planAssertionNobody', { about: about ?? '' })
            : about === null
              ? say('web.planAssertionFails')
              : say('web.planAssertionFailsFor', { about })}
      </Mark>
    </span>
  );
}
