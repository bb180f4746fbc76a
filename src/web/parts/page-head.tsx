import type { ReactNode } from 'react';
import { useDocumentTitle } from './document-title.ts';
import classes from './page-head.module.css';

/** The top of every page: what it is of, a line on it, and what can be done. */
export function PageHead({
  title,
  documentTitle,
  above,
  children,
  actions,
}: {
  readonly title: ReactNode;
  /** As the window is called; the title, if that is a text. */
  readonly documentTitle?: string;
  /** Where this is: a way back. */
  readonly above?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  useDocumentTitle(documentTitle ?? (typeof title === 'string' ? title : ''));
  return (
    <header className={classes['head']}>
      <div className={classes['words']}>
        {above !== undefined && <nav className={classes['above']}>{above}</nav>}
        <h1 className={classes['title']}>{title}</h1>
        {children !== undefined && <div className={classes['line']}>{children}</div>}
      </div>
      {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
    </header>
  );
}
