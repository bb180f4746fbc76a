import { icmpTypeNames, icmpv6TypeNames } from '../match/icmp-names.ts';
import { no, type Shape, type Shapes } from './shape.ts';

const byNumber = /(icmp6?|ipv6-icmp) ?(!)?type ([0-9]{1,3})(?: code ([0-9]{1,3}))?(?=\s|$)/y;
const byName = /(icmp6?|ipv6-icmp) (!)?([A-Za-z0-9-]+)(?=\s|$)/y;

/** `icmptype 3 code 4`, `icmp !type 8`, `icmp echo-request`, `ipv6-icmp !neighbour-solicitation`. */
const icmp: Shape = (text, at) => {
  byNumber.lastIndex = at;
  const numbered = byNumber.exec(text);
  if (numbered) {
    const [, word = '', not, type = '', code] = numbered;
    // For IPv4 255 is every type, and so iptables-save prints it.
    const isAny = word === 'icmp' && type === '255' && code === undefined;
    return {
      say: sayType(word, not, isAny ? 'any' : `${type}${code === undefined ? '' : `/${code}`}`),
      end: byNumber.lastIndex,
    };
  }
  byName.lastIndex = at;
  const named = byName.exec(text);
  if (!named) return undefined;
  const [, word = '', not, name = ''] = named;
  const known = (word === 'icmp' ? icmpTypeNames : icmpv6TypeNames).get(name);
  const isAny = word === 'icmp' && name === 'any';
  if (!known && !isAny) return undefined;
  const number = known === undefined ? 'any' : `${known[0]}${known[1] === null ? '' : `/${known[1]}`}`;
  return { say: sayType(word, not, number), end: byName.lastIndex };
};

export const icmpShapes: Shapes = ['icmp', 'icmptype', 'icmp6', 'icmp6type', 'ipv6-icmp', 'ipv6-icmptype'].map(
  (word) => [word, icmp] as const,
);

function sayType(word: string, not: string | undefined, type: string): string {
  return word === 'icmp' ? `-m icmp ${no(not)}--icmp-type ${type}` : `-m icmp6 ${no(not)}--icmpv6-type ${type}`;
}
