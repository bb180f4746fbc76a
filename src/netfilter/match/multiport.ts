import type { Match, PortRange } from '../match.ts';
import { not, onlyValue, readNumber, readOptions } from './options.ts';

type Multiport = Extract<Match, { kind: 'multiport' }>;
type Side = Multiport['side'];

const sides: ReadonlyMap<string, Side> = new Map([
  ['--sports', 'source'],
  ['--source-ports', 'source'],
  ['--dports', 'destination'],
  ['--destination-ports', 'destination'],
  ['--ports', 'either'],
]);
const names: { readonly [side in Side]: string } = {
  source: '--sports',
  destination: '--dports',
  either: '--ports',
};

export function parseMultiport(words: readonly string[]): Multiport | undefined {
  const options = readOptions(words);
  const option = options?.[0];
  if (option === undefined || options?.length !== 1) return undefined;
  const side = sides.get(option.name);
  const list = onlyValue(option);
  if (side === undefined || list === undefined) return undefined;
  const ranges: PortRange[] = [];
  for (const item of list.split(',')) {
    const [from = '', to = from, more] = item.split(':');
    const first = readNumber(from, 65_535);
    const last = readNumber(to, 65_535);
    if (first === undefined || last === undefined || first > last || more !== undefined) return undefined;
    ranges.push({ first, last });
  }
  return { kind: 'multiport', side, ranges, negated: option.negated };
}

export function printMultiport(match: Multiport): string {
  const list = match.ranges.map(({ first, last }) => (first === last ? String(first) : `${first}:${last}`));
  return `-m multiport ${not(match.negated)}${names[match.side]} ${list.join(',')}`;
}
