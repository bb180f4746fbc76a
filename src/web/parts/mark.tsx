import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconInfoCircle,
  IconPlugConnectedX,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './mark.module.css';

export type MarkKind = 'good' | 'bad' | 'warn' | 'waiting' | 'away' | 'note' | 'plain';

const icons = {
  good: IconCheck,
  bad: IconX,
  warn: IconAlertTriangle,
  waiting: IconClock,
  away: IconPlugConnectedX,
  note: IconInfoCircle,
} as const;

/** A state in a word, with an icon: never by colour alone. */
export function Mark({ kind, children }: { readonly kind: MarkKind; readonly children: ReactNode }) {
  const Icon = kind === 'plain' ? undefined : icons[kind];
  return (
    <span className={classes['mark']} data-kind={kind}>
      {Icon !== undefined && <Icon size={14} stroke={2.2} aria-hidden />}
      {children}
    </span>
  );
}

/** A short fact on something: shared, stateless, external. */
export function Tag({ children }: { readonly children: ReactNode }) {
  return <span className={classes['tag']}>{children}</span>;
}
