import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useSay } from '../language/language.tsx';
import { useHearing } from '../live/live.tsx';
import classes from './stale-bar.module.css';

/** A connection that is back at once is not worth a word. */
const quietMs = 1500;

/** Says that what is shown may be old, and since when. */
export function StaleBar() {
  const say = useSay();
  const hearing = useHearing();
  const since = hearing.state === 'lost' ? hearing.since : undefined;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (since === undefined) return;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, [since]);
  if (since === undefined || now - since < quietMs) return null;
  return (
    <div className={classes['bar']} role="status">
      <IconPlugConnectedX size={18} aria-hidden />
      <span>
        <b>{say('web.lostFor', { count: Math.round((now - since) / 1000) })}</b> {say('web.lostMore')}
      </span>
    </div>
  );
}
