import { IconChevronRight } from '@tabler/icons-react';
import { Suspense, lazy, useId, useState } from 'react';
import type { PlanOutcome } from '../../wire/index.ts';
import { useSession } from '../app/session-context.ts';
import { useSay } from '../language/language.tsx';
import { LoadingRows } from '../parts/loading.tsx';
import classes from './outcome.module.css';
import type { Planned } from './planned-host.ts';

const HostDiff = lazy(() => import('./host-diff.tsx'));

/** How many are named before somebody asks for all of them. */
const mostHosts = 8;

/** The hosts whose rules change. Who may see a host's rules opens one, and sees which of them come and go. */
export function OutcomeHosts({
  outcome: { hosts, left_off },
  planned,
}: {
  readonly outcome: PlanOutcome;
  /** Undefined: it is done already, or never was. */
  readonly planned: Planned | undefined;
}) {
  const say = useSay();
  const { is_admin } = useSession();
  const [chosen, choose] = useState<string>();
  const [isWhole, showWhole] = useState(false);
  const id = useId();
  const count = hosts.length + left_off.hosts;
  const named = isWhole ? hosts : hosts.slice(0, mostHosts);
  const more = count - named.length;
  // What others change may take a host off the list.
  const open = chosen !== undefined && hosts.includes(chosen) ? chosen : undefined;
  if (planned === undefined || !is_admin) {
    return (
      <section>
        <h3 className={classes['title']}>{count === 0 ? say('web.planNoHosts') : say('web.planHosts', { count })}</h3>
        {count > 0 && (
          <p className={classes['hosts']}>
            {named.map((host) => (
              <code key={host}>{host}</code>
            ))}
            {more > 0 && <span className={classes['quiet']}>+{more}</span>}
          </p>
        )}
      </section>
    );
  }
  return (
    <section>
      <h3 className={classes['title']}>{count === 0 ? say('web.planNoHosts') : say('web.planHosts', { count })}</h3>
      {count > 0 && (
        <ul className={classes['hosts']}>
          {named.map((host) => (
            <li key={host}>
              <button
                type="button"
                className={classes['host']}
                aria-expanded={host === open}
                aria-controls={host === open ? id : undefined}
                onClick={() => choose(host === open ? undefined : host)}
              >
                <IconChevronRight size={14} aria-hidden />
                <code>{host}</code>
              </button>
            </li>
          ))}
          {more > 0 && (
            <li>
              {named.length < hosts.length ? (
                <button type="button" className={classes['host']} onClick={() => showWhole(true)}>
                  {say('web.planLeftOff', { count: more })}
                </button>
              ) : (
                <span className={classes['quiet']}>+{more}</span>
              )}
            </li>
          )}
        </ul>
      )}
      {open !== undefined && (
        <div id={id}>
          <Suspense fallback={<LoadingRows rows={3} />}>
            <HostDiff key={open} host={open} planned={planned} />
          </Suspense>
        </div>
      )}
    </section>
  );
}
