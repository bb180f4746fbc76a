import type { ReactNode } from 'react';
import classes from './name-cell.module.css';

/** The first cell of a row: its name, and below it what a narrow window has no column for. */
export function NameCell({
  children,
  below,
  isBelowAlways = false,
}: {
  readonly children: ReactNode;
  readonly below?: ReactNode;
  readonly isBelowAlways?: boolean;
}) {
  return (
    <>
      <div className={classes['name']}>{children}</div>
      {below !== undefined && below !== '' && (
        <div className={classes['below']} data-always={isBelowAlways || undefined}>
          {below}
        </div>
      )}
    </>
  );
}
