import type { Match } from '../match.ts';

type Other = Extract<Match, { kind: 'other' }>;

export function printOther(match: Other): string {
  if (match.module === '') return match.text;
  return match.text === '' ? `-m ${match.module}` : `-m ${match.module} ${match.text}`;
}
