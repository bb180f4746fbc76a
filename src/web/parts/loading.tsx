import { useEffect, useState } from 'react';
import { useSay } from '../language/language.tsx';
import classes from './states.module.css';

const skeletonAfterMs = 300;

/** True once the page has waited long enough for somebody to notice. */
function useLate(): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), skeletonAfterMs);
    return () => window.clearTimeout(timer);
  }, []);
  return isLate;
}

/** Rows as they will be, after a moment: most answers come sooner, and a flicker is worse than nothing. */
export function LoadingRows({ rows = 6 }: { readonly rows?: number }) {
  const say = useSay();
  const isLate = useLate();
  return (
    <div className={classes['loading']} role="status" aria-label={say('web.loading')}>
      {isLate &&
        Array.from({ length: rows }, (_, row) => (
          // Rows of nothing have no other name than their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={row} className={classes['skeletonRow']} aria-hidden>
            <span />
            <span />
            <span />
          </div>
        ))}
    </div>
  );
}
