import type { HostState } from '../../api/hosts.ts';
import type { PageKey } from '../../words/page-words.ts';
import { useSay } from '../../language/language.tsx';
import classes from './host-bar.module.css';

const words: { readonly [S in HostState]: PageKey } = {
  current: 'web.hostsCurrent',
  behind: 'web.hostsBehind',
  failed: 'web.hostsFailed',
  silent: 'web.hostsSilent',
};
const order: readonly HostState[] = ['current', 'behind', 'failed', 'silent'];

/** How many hosts are how far, as a bar and in words. */
export function HostBar({ counts }: { readonly counts: Readonly<Record<HostState, number>> }) {
  const say = useSay();
  const there = order.filter((state) => counts[state] > 0);
  return (
    <>
      <div className={classes['bar']} aria-hidden>
        {there.map((state) => (
          <span key={state} data-state={state} style={{ flexGrow: counts[state] }} />
        ))}
      </div>
      <div className={classes['words']}>
        {there.map((state) => (
          <span key={state} data-state={state}>
            {say(words[state], { count: counts[state] })}
          </span>
        ))}
      </div>
    </>
  );
}
