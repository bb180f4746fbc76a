import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { counted } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import classes from './tile.module.css';

/** A figure of the cloud, and the way to what it counts. */
export function Tile({
  to,
  title,
  value,
  below,
  isBad = false,
}: {
  readonly to: '/ports' | '/security-groups' | '/networks' | '/hosts';
  readonly title: string;
  readonly value: number;
  readonly below?: ReactNode;
  readonly isBad?: boolean;
}) {
  const { language } = useLanguage();
  return (
    <li className={classes['tile']}>
      <Link to={to} className={classes['link'] ?? ''}>
        <span className={classes['title']}>{title}</span>
        <span className={classes['value']}>{counted(language, value)}</span>
      </Link>
      <div className={classes['below']} data-bad={isBad || undefined}>
        {below}
      </div>
    </li>
  );
}
