import type { Match } from '../match.ts';
import { not, onlyValue, readOptions } from './options.ts';

type StateMatch = Extract<Match, { kind: 'state' | 'ctstate' }>;

/** `-m state --state ...` and the form of `-m conntrack` that says the same. */
const forms = {
  state: { module: 'state', option: '--state' },
  ctstate: { module: 'conntrack', option: '--ctstate' },
} as const;

export function parseState(kind: StateMatch['kind'], words: readonly string[]): StateMatch | undefined {
  const options = readOptions(words);
  const option = options?.[0];
  if (option === undefined || options?.length !== 1 || option.name !== forms[kind].option) return undefined;
  const list = onlyValue(option);
  return list ? { kind, states: list.split(','), negated: option.negated } : undefined;
}

export function printState(match: StateMatch): string {
  const { module, option } = forms[match.kind];
  return `-m ${module} ${not(match.negated)}${option} ${match.states.join(',')}`;
}
