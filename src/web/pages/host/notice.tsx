import { IconAlertTriangle, IconClock, IconInfoCircle, IconPlugConnectedX, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

const icons = {
  bad: IconX,
  warn: IconAlertTriangle,
  waiting: IconClock,
  away: IconPlugConnectedX,
  note: IconInfoCircle,
} as const;

/** Something to know before the rest is read. */
export function Notice({
  kind,
  title,
  children,
}: {
  readonly kind: keyof typeof icons;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  const Icon = icons[kind];
  return (
    <div className={classes['notice']} data-kind={kind} role="status">
      <Icon size={18} aria-hidden />
      <div className={classes['words']}>
        <strong>{title}</strong>
        {children !== undefined && <div>{children}</div>}
      </div>
    </div>
  );
}
