import type { Match } from '../match.ts';
import { icmpTypeNames, icmpv6TypeNames } from './icmp-names.ts';
import { not, onlyValue, readNumber, readOptions } from './options.ts';

type Icmp = Extract<Match, { kind: 'icmp' }>;

export function parseIcmp(module: Icmp['module'], words: readonly string[]): Icmp | undefined {
  const options = readOptions(words);
  const option = options?.[0];
  if (option === undefined || options?.length !== 1) return undefined;
  if (option.name !== (module === 'icmp' ? '--icmp-type' : '--icmpv6-type')) return undefined;
  const value = onlyValue(option);
  const range = value === undefined ? undefined : readType(module, value);
  return range && { kind: 'icmp', module, ...range, negated: option.negated };
}

export function printIcmp(match: Icmp): string {
  const option = match.module === 'icmp' ? '--icmp-type' : '--icmpv6-type';
  return `-m ${match.module} ${not(match.negated)}${option} ${printType(match)}`;
}

function readType(module: Icmp['module'], text: string): Pick<Icmp, 'type' | 'code'> | undefined {
  // IPv6 has no "any": the program knows type 255 there as an ordinary number.
  if (module === 'icmp' && text === 'any') return { type: null, code: null };
  const named = (module === 'icmp' ? icmpTypeNames : icmpv6TypeNames).get(text);
  if (named) return { type: named[0], code: named[1] };
  const slash = text.indexOf('/');
  const type = readNumber(slash < 0 ? text : text.slice(0, slash), 255);
  const code = slash < 0 ? null : readNumber(text.slice(slash + 1), 255);
  return type === undefined || code === undefined ? undefined : { type, code };
}

function printType({ type, code }: Icmp): string {
  if (type === null) return 'any';
  return code === null ? String(type) : `${type}/${code}`;
}
