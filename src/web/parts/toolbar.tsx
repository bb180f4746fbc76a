import type { ReactNode } from 'react';
import classes from './toolbar.module.css';

/** The line above a table: its filter, and what can be done with what is ticked. */
export function Toolbar({ children, end }: { readonly children: ReactNode; readonly end?: ReactNode }) {
  return (
    <div className={classes['toolbar']}>
      <div className={classes['start']}>{children}</div>
      {end !== undefined && <div className={classes['end']}>{end}</div>}
    </div>
  );
}
