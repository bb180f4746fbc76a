import type { Match } from '../match.ts';
import { not, printOption, readOptions } from './options.ts';

type SetMatch = Extract<Match, { kind: 'set' }>;

export function parseSet(words: readonly string[]): SetMatch | undefined {
  const options = readOptions(words);
  const first = options?.[0];
  if (options === undefined || first?.name !== '--match-set') return undefined;
  const [name, list, ...more] = first.values;
  if (name === undefined || list === undefined || more.length > 0) return undefined;
  const flags: ('src' | 'dst')[] = [];
  for (const flag of list.split(',')) {
    if (flag !== 'src' && flag !== 'dst') return undefined;
    flags.push(flag);
  }
  const rest = options.slice(1).map(printOption).join(' ');
  return { kind: 'set', name, flags, negated: first.negated, rest };
}

export function printSet(match: SetMatch): string {
  const text = `-m set ${not(match.negated)}--match-set ${match.name} ${match.flags.join(',')}`;
  return match.rest === '' ? text : `${text} ${match.rest}`;
}
