import { type ReactNode, useId } from 'react';
import classes from './panel.module.css';

/** A framed part of a page. With a title it is a region of its own. */
export function Panel({
  title,
  aside,
  isFlush = false,
  children,
}: {
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  /** Its content reaches to the frame: tables do. */
  readonly isFlush?: boolean;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes['panel']} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div className={classes['head']}>
          <h2 className={classes['title']} id={id}>
            {title}
          </h2>
          {aside}
        </div>
      )}
      <div className={isFlush ? undefined : classes['body']}>{children}</div>
    </section>
  );
}
