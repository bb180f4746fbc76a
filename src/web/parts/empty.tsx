import type { ReactNode } from 'react';
import classes from './states.module.css';

/** Nothing there yet: one sentence, and one thing to do. */
export function Empty({
  icon,
  children,
  action,
}: {
  readonly icon: ReactNode;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={classes['empty']}>
      <span className={classes['emptyIcon']} aria-hidden>
        {icon}
      </span>
      <div className={classes['emptyWords']}>{children}</div>
      {action}
    </div>
  );
}
