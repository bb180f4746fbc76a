import type { Answer } from '../answer.ts';
import type { Sight } from '../sight.ts';
import type { Option } from './options.ts';

const day = 86_400;

/** `-m time`, in UTC (observed, Linux 6.18). With `--kerneltz` it depends on the host's clock. */
export function testTime(options: readonly Option[], { packet: { time } }: Sight): Answer | undefined {
  const rule = readTime(options);
  if (time === undefined || !rule) return undefined;
  if (time < rule.from || time > rule.to) return false;
  let now = time;
  const second = time % day;
  if (rule.start < rule.stop) {
    if (second < rule.start || second > rule.stop) return false;
  } else {
    if (second < rule.start && second > rule.stop) return false;
    // The hours after midnight belong to the day before.
    if (rule.isContiguous && second <= rule.stop) now -= day;
  }
  const date = new Date(now * 1000);
  return rule.weekdays(date.getUTCDay() || 7) && rule.monthdays(date.getUTCDate());
}

interface TimeRule {
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Seconds of the day. */
  readonly start: number;
  readonly stop: number;
  readonly isContiguous: boolean;
  /** Monday is 1. */
  readonly weekdays: (day: number) => boolean;
  readonly monthdays: (day: number) => boolean;
}

type Draft = { -readonly [key in keyof TimeRule]: TimeRule[key] };

function readTime(options: readonly Option[]): TimeRule | undefined {
  const rule: Draft = {
    from: 0,
    to: 0x7fffffff,
    start: 0,
    stop: day - 1,
    isContiguous: false,
    weekdays: () => true,
    monthdays: () => true,
  };
  for (const option of options) if (!readOption(option, rule)) return undefined;
  return rule;
}

/** False: not understood. */
function readOption({ name, negated, values }: Option, rule: Draft): boolean {
  const value = values[0] ?? '';
  switch (name) {
    case '--datestart':
    case '--datestop': {
      const date = dateOf(value);
      if (date !== undefined) rule[name === '--datestart' ? 'from' : 'to'] = date;
      return date !== undefined;
    }
    case '--timestart':
    case '--timestop': {
      const second = secondOf(value);
      if (second !== undefined) rule[name === '--timestart' ? 'start' : 'stop'] = second;
      return second !== undefined;
    }
    case '--weekdays':
    case '--monthdays': {
      const days = value.split(',').map(name === '--weekdays' ? weekdayOf : Number);
      rule[name === '--weekdays' ? 'weekdays' : 'monthdays'] = (one) => days.includes(one) !== negated;
      return days.every((one) => one >= 1 && one <= 31);
    }
    case '--contiguous':
      rule.isContiguous = true;
      return true;
    case '--utc':
      return true;
    default:
      return false;
  }
}

function dateOf(text: string): number | undefined {
  const found =
    /^([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?(?:T([0-9]{1,2})(?::([0-9]{1,2}))?(?::([0-9]{1,2}))?)?$/.exec(text);
  if (!found) return undefined;
  const [year = 1970, month = 1, date = 1, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  return Date.UTC(year, month - 1, date, hour, minute, second) / 1000;
}

function secondOf(text: string): number | undefined {
  const found = /^([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2}))?$/.exec(text);
  return found ? Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3] ?? 0) : undefined;
}

const weekdayNames = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

function weekdayOf(text: string): number {
  return /^[1-7]$/.test(text) ? Number(text) : weekdayNames.indexOf(text.slice(0, 2).toLowerCase()) + 1;
}
