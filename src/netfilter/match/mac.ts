import type { Match } from '../match.ts';
import { not, onlyValue, readOptions } from './options.ts';

type MacMatch = Extract<Match, { kind: 'mac' }>;

const spelling = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;

export function parseMacMatch(words: readonly string[]): MacMatch | undefined {
  const options = readOptions(words);
  const option = options?.[0];
  if (option?.name !== '--mac-source' || options?.length !== 1) return undefined;
  const address = onlyValue(option);
  return address !== undefined && spelling.test(address)
    ? { kind: 'mac', address, negated: option.negated }
    : undefined;
}

export function printMacMatch(match: MacMatch): string {
  return `-m mac ${not(match.negated)}--mac-source ${match.address}`;
}
