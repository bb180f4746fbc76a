import type { Language } from '../../words/index.ts';

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "3 minutes ago", "just now": how long ago a moment was. */
export function ago(language: Language, then: Date, now: Date): string {
  const seconds = (then.getTime() - now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  return format.format(Math.round(seconds / size), unit);
}

/** "31 Jan 2026, 12:00:05", in the browser's own time. */
export function moment(language: Language, then: Date): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(then);
}

/** "1,024". */
export function counted(language: Language, value: number): string {
  return new Intl.NumberFormat(language).format(value);
}

/** "ping, SSH and HTTPS": names in one sentence. */
export function listed(language: Language, names: readonly string[]): string {
  const parts = new Intl.ListFormat(language, { type: 'conjunction' }).formatToParts(names);
  // Latin names in a Chinese sentence stand apart from its characters.
  return parts.map(({ type, value }) => (type === 'literal' && value === '和' ? ' 和 ' : value)).join('');
}
