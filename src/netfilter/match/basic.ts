import { parseCidr } from '../../model/index.ts';
import type { Match } from '../match.ts';
import { printedCidr } from '../printed-address.ts';
import { not } from './options.ts';

/** What every rule can say without a module: `-s -d -i -o -p -f`. */
export type BasicMatch = Extract<
  Match,
  { kind: 'source' | 'destination' | 'inInterface' | 'outInterface' | 'protocol' | 'fragment' }
>;

/** Long names of the options and of their abbreviations that people write. */
export const shortOptions: ReadonlyMap<string, string> = new Map([
  ['--source', '-s'],
  ['--src', '-s'],
  ['--destination', '-d'],
  ['--dst', '-d'],
  ['--in-interface', '-i'],
  ['--out-interface', '-o'],
  ['--protocol', '-p'],
  ['--proto', '-p'],
  ['--fragment', '-f'],
  ['--match', '-m'],
  ['--jump', '-j'],
  ['--goto', '-g'],
  ...['-s', '-d', '-i', '-o', '-p', '-f', '-m', '-j', '-g'].map((name) => [name, name] as const),
]);

/** Undefined if the value is not what the option takes; such an option is kept word for word. */
export function parseBasic(option: string, value: string, negated: boolean): BasicMatch | undefined {
  switch (option) {
    case '-s':
    case '-d': {
      const cidr = readCidr(value);
      return cidr === undefined ? undefined : { kind: option === '-s' ? 'source' : 'destination', cidr, negated };
    }
    case '-i':
    case '-o':
      return value === ''
        ? undefined
        : { kind: option === '-i' ? 'inInterface' : 'outInterface', name: value, negated };
    case '-p':
      return value === '' ? undefined : { kind: 'protocol', protocol: value, negated };
    case '-f':
      return { kind: 'fragment', negated };
    default:
      return undefined;
  }
}

export function printBasic(match: BasicMatch): string {
  switch (match.kind) {
    case 'source':
      return `${not(match.negated)}-s ${match.cidr}`;
    case 'destination':
      return `${not(match.negated)}-d ${match.cidr}`;
    case 'inInterface':
      return `${not(match.negated)}-i ${match.name}`;
    case 'outInterface':
      return `${not(match.negated)}-o ${match.name}`;
    case 'protocol':
      return `${not(match.negated)}-p ${match.protocol}`;
    case 'fragment':
      return `${not(match.negated)}-f`;
  }
}

/** Canonical prefix; also of `10.0.0.0/255.255.255.0`. A mask with holes in it is no prefix: undefined. */
function readCidr(text: string): string | undefined {
  if (isPrintedV4(text)) return text;
  const slash = text.indexOf('/');
  if (slash > 0 && text.includes('.', slash)) {
    const length = maskLength(text.slice(slash + 1));
    return length === undefined ? undefined : readCidr(`${text.slice(0, slash)}/${length}`);
  }
  const cidr = parseCidr(text);
  return cidr === undefined ? undefined : printedCidr(cidr);
}

/** Bits of a mask like 255.255.240.0. */
function maskLength(mask: string): number | undefined {
  if (parseCidr(mask) === undefined) return undefined;
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  const ones = bits.indexOf('0');
  const length = ones < 0 ? 32 : ones;
  return bits.length === 32 && !bits.includes('1', length) ? length : undefined;
}

/**
 * Whether the text is an IPv4 prefix just as iptables-save prints it. Nearly every address of a dump is, and the
 * general reader costs some microseconds each.
 */
function isPrintedV4(text: string): boolean {
  let at = 0;
  let number = 0;
  for (let octet = 0; octet < 4; octet += 1) {
    const start = at;
    let value = 0;
    for (; at < text.length; at += 1) {
      const digit = text.charCodeAt(at) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const digits = at - start;
    if (digits === 0 || digits > 3 || value > 255) return false;
    if (digits > 1 && text.charCodeAt(start) === 0x30) return false;
    if (text[at] !== (octet === 3 ? '/' : '.')) return false;
    at += 1;
    number = number * 256 + value;
  }
  const digits = text.length - at;
  if (digits < 1 || digits > 2 || (digits === 2 && text[at] === '0')) return false;
  let length = 0;
  for (; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return false;
    length = length * 10 + digit;
  }
  return length <= 32 && number % 2 ** (32 - length) === 0;
}
