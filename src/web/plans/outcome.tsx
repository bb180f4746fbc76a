import { IconAlertTriangle, IconArrowRight, IconWorld } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { PageKey } from '../words/page-words.ts';
import type { PlanEnd, PlanOpening, PlanOutcome, PlanPairs } from '../../wire/index.ts';
import { counted, listed } from '../language/dates.ts';
import { useLanguage } from '../language/language.tsx';
import { AssertionList } from './assertion-list.tsx';
import classes from './outcome.module.css';
import { OutcomeHosts } from './outcome-hosts.tsx';
import { usePlanSay } from './plan-say.ts';
import type { Planned } from './planned-host.ts';
import { Prefix, Services, keyOf, nameOfEnd } from './outcome-words.tsx';

/** How many instances of a row are named. */
const mostNames = 3;

/** What changes would do, all of it: newly allowed, newly blocked, unchanged; then risks, assertions and hosts. */
export function Outcome({
  outcome,
  planned,
}: {
  readonly outcome: PlanOutcome;
  /** What would do it; undefined: it is done. */
  readonly planned?: Planned | undefined;
}) {
  const { newly_allowed, newly_blocked, opened, closed, left_off, counts, assertions } = outcome;
  const { say } = useLanguage();
  return (
    <div className={classes['outcome']}>
      <dl className={classes['figures']}>
        <Figure kind="allowed" title="web.planAllowed" sign="+" count={counts.newly_allowed} />
        <Figure kind="blocked" title="web.planBlocked" sign="−" count={counts.newly_blocked} />
        <Figure kind="unchanged" title="web.planUnchanged" sign="" count={counts.unchanged} />
      </dl>
      <Warnings outcome={outcome} />
      <Rows
        sign="+"
        title="web.planAllowed"
        pairs={newly_allowed}
        openings={opened}
        more={left_off.newly_allowed + left_off.opened}
      />
      <Rows
        sign="-"
        title="web.planBlocked"
        pairs={newly_blocked}
        openings={closed}
        more={left_off.newly_blocked + left_off.closed}
      />
      {newly_allowed.length + newly_blocked.length + opened.length + closed.length === 0 && (
        <p className={classes['quiet']}>{say('web.planNothing')}</p>
      )}
      <section>
        <h3 className={classes['title']}>{say('web.planAssertions')}</h3>
        {assertions.length === 0 ? (
          <p className={classes['quiet']}>{say('web.planNoAssertions')}</p>
        ) : (
          <AssertionList assertions={assertions} />
        )}
      </section>
      <OutcomeHosts outcome={outcome} planned={planned} />
    </div>
  );
}

function Figure({
  kind,
  title,
  sign,
  count,
}: {
  readonly kind: 'allowed' | 'blocked' | 'unchanged';
  readonly title: PageKey;
  readonly sign: string;
  readonly count: number;
}) {
  const { say, language } = useLanguage();
  return (
    <div className={classes['figure']} data-kind={kind} data-none={count === 0 || undefined}>
      <dt>{say(title)}</dt>
      <dd>
        <b>
          {count > 0 && sign}
          {counted(language, count)}
        </b>{' '}
        <span>{say('web.planPairsUnit', { count })}</span>
      </dd>
    </div>
  );
}

function Warnings({ outcome: { warnings } }: { readonly outcome: PlanOutcome }) {
  const { say, language } = useLanguage();
  if (warnings.length === 0) return null;
  return (
    <ul className={classes['warnings']}>
      {warnings.map((warning) => (
        <li key={warning.code} data-code={warning.code}>
          <IconAlertTriangle size={18} aria-hidden />
          <span>
            {warning.code === 'openToAny'
              ? say('web.planWarnOpen', { services: listed(language, warning.services) })
              : say('web.planWarnCut', { count: warning.pairs })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Rows({
  sign,
  title,
  pairs,
  openings,
  more,
}: {
  readonly sign: '+' | '-';
  readonly title: PageKey;
  readonly pairs: readonly PlanPairs[];
  readonly openings: readonly PlanOpening[];
  readonly more: number;
}) {
  const { say } = useLanguage();
  if (pairs.length + openings.length === 0) return null;
  return (
    <section>
      <h3 className={classes['title']}>{say(title)}</h3>
      <ul className={classes['rows']} data-sign={sign}>
        {openings.map((one) => {
          const outside = (
            <span className={classes['outside']} data-wide={one.prefix.endsWith('/0') || undefined}>
              <IconWorld size={15} aria-hidden />
              <Prefix prefix={one.prefix} />
            </span>
          );
          const inside = <Names end={one.ports} />;
          return (
            <Row
              key={keyOf(sign, one)}
              sign={sign}
              from={one.direction === 'ingress' ? outside : inside}
              to={one.direction === 'ingress' ? inside : outside}
              of={one}
            />
          );
        })}
        {pairs.map((one) => (
          <Row key={keyOf(sign, one)} sign={sign} from={<Names end={one.from} />} to={<Names end={one.to} />} of={one}>
            {one.ethertype === 'IPv6' && <span className={classes['family']}>IPv6</span>}
          </Row>
        ))}
      </ul>
      {more > 0 && <p className={classes['quiet']}>{say('web.planLeftOff', { count: more })}</p>}
    </section>
  );
}

function Row({
  sign,
  from,
  to,
  of,
  children,
}: {
  readonly sign: '+' | '-';
  readonly from: ReactNode;
  readonly to: ReactNode;
  readonly of: Pick<PlanPairs, 'services' | 'more_services'>;
  readonly children?: ReactNode;
}) {
  return (
    <li className={classes['row']}>
      <span className={classes['sign']} aria-hidden>
        {sign === '+' ? '+' : '−'}
      </span>
      <span className={classes['ends']}>
        {from}
        <IconArrowRight size={15} aria-label="→" />
        {to}
      </span>
      <span className={classes['services']}>
        <Services of={of} /> {children}
      </span>
    </li>
  );
}

/** A few by name; more by the groups that all of them are in, or by some names and how many there are besides. */
function Names({ end }: { readonly end: PlanEnd }) {
  const { say, language } = useLanguage();
  const sayOwn = usePlanSay();
  const { count, groups } = end;
  if (count > mostNames && groups.length > 0) {
    return <span>{sayOwn('planPage.ofGroups', { groups: listed(language, groups), count })}</span>;
  }
  const names = end.examples.slice(0, mostNames).map(nameOfEnd);
  if (names.length === 0) return <span>{say('web.planInstances', { count: end.count })}</span>;
  const more = end.count - names.length;
  return (
    <span>
      {names.join(', ')}
      {more > 0 && <span className={classes['quiet']}> +{more}</span>}
    </span>
  );
}
