import type { Flag, Match, NegatableName } from '../match.ts';
import { not, onlyValue, readOptions } from './options.ts';

type Physdev = Extract<Match, { kind: 'physdev' }>;

export function parsePhysdev(words: readonly string[]): Physdev | undefined {
  const options = readOptions(words);
  if (options === undefined || options.length === 0) return undefined;
  const match: { -readonly [key in keyof Physdev]: Physdev[key] } = {
    kind: 'physdev',
    in: null,
    out: null,
    isIn: 'absent',
    isOut: 'absent',
    isBridged: 'absent',
  };
  for (const option of options) {
    const name = onlyValue(option);
    const device: NegatableName | undefined = name === undefined ? undefined : { name, negated: option.negated };
    const flag: Flag | undefined = option.values.length > 0 ? undefined : option.negated ? 'no' : 'yes';
    switch (option.name) {
      case '--physdev-in':
        if (device === undefined || match.in !== null) return undefined;
        match.in = device;
        break;
      case '--physdev-out':
        if (device === undefined || match.out !== null) return undefined;
        match.out = device;
        break;
      case '--physdev-is-in':
        if (flag === undefined || match.isIn !== 'absent') return undefined;
        match.isIn = flag;
        break;
      case '--physdev-is-out':
        if (flag === undefined || match.isOut !== 'absent') return undefined;
        match.isOut = flag;
        break;
      case '--physdev-is-bridged':
        if (flag === undefined || match.isBridged !== 'absent') return undefined;
        match.isBridged = flag;
        break;
      default:
        return undefined;
    }
  }
  return match;
}

/** In the order of libxt_physdev's save function (iptables 1.8.9). */
export function printPhysdev(match: Physdev): string {
  let text = '-m physdev';
  text += printFlag(match.isIn, '--physdev-is-in');
  if (match.in !== null) text += ` ${not(match.in.negated)}--physdev-in ${match.in.name}`;
  text += printFlag(match.isOut, '--physdev-is-out');
  if (match.out !== null) text += ` ${not(match.out.negated)}--physdev-out ${match.out.name}`;
  return text + printFlag(match.isBridged, '--physdev-is-bridged');
}

function printFlag(flag: Flag, option: string): string {
  return flag === 'absent' ? '' : ` ${not(flag === 'no')}${option}`;
}
