import { addressFromNumber } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import { type AddressWords, addressMask, addressWords } from '../address-words.ts';
import { type Interval, type Point, joined } from './intervals.ts';

/** Masks with holes are that many prefixes at most; no firewall of a person comes near. */
const mostPieces = 4096;

export function allAddresses(family: Family): Interval {
  return family === 'ipv4' ? { first: 0, last: 0xffff_ffff } : { first: 0n, last: (1n << 128n) - 1n };
}

/** An address as a number: IPv4 as a plain one, IPv6 as a bigint. */
export function addressPoint(words: AddressWords): Point {
  if (words.length === 2) return (words[0] ?? 0) * 65_536 + (words[1] ?? 0);
  let point = 0n;
  for (const word of words) point = (point << 16n) | BigInt(word);
  return point;
}

/** "10.0.0.1", "2001:db8::1". Undefined: no address of the family. */
export function addressPointOf(text: string, family: Family): Point | undefined {
  const words = addressWords(text);
  return words && words.length === wordsOf(family) ? addressPoint(words) : undefined;
}

/**
 * The addresses of a prefix, or of an address with any mask. None for those of the other family, which no packet of
 * this one has; undefined for what is no address, or has a mask with too many holes.
 */
export function prefixIntervals(text: string, family: Family): readonly Interval[] | undefined {
  const found = addressMask(text);
  if (!found) return undefined;
  if (found.first.length !== wordsOf(family)) return [];
  const bits = found.first.length * 16;
  const mask = BigInt(addressPoint(found.mask));
  const { below, above } = freeBits(mask, bits);
  if (2 ** above.length > mostPieces) return undefined;
  let starts = [BigInt(addressPoint(found.first)) & mask];
  for (const bit of above) starts = starts.flatMap((start) => [start, start | (1n << BigInt(bit))]);
  const rest = (1n << BigInt(below)) - 1n;
  return joined(starts.map((start) => ({ first: pointOf(start, family), last: pointOf(start + rest, family) })));
}

/** "10.0.0.1-10.0.0.9" or one address. Undefined: neither. */
export function rangeInterval(text: string, family: Family): readonly Interval[] | undefined {
  const dash = text.indexOf('-');
  const first = addressWords(dash < 0 ? text : text.slice(0, dash));
  const last = addressWords(dash < 0 ? text : text.slice(dash + 1));
  if (!first || !last) return undefined;
  if (first.length !== wordsOf(family) || last.length !== first.length) return [];
  const interval = { first: addressPoint(first), last: addressPoint(last) };
  return interval.first <= interval.last ? [interval] : [];
}

/** The addresses of a key of a set: words with a dot behind each, and the length of the prefix. None for the other family. */
export function keyInterval(key: string, family: Family): Interval | undefined {
  const words: number[] = [];
  let number = 0;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    if (code === dot) {
      words.push(number);
      number = 0;
    } else if (code !== slash) {
      number = number * 10 + code - zero;
    }
  }
  if (words.length !== wordsOf(family)) return undefined;
  const first = addressPoint(words);
  if (typeof first === 'bigint') return { first, last: first + (1n << BigInt(128 - number)) - 1n };
  return { first, last: first + 2 ** (32 - number) - 1 };
}

const dot = 46;
const slash = 47;
const zero = 48;

/** "10.0.0.1", "2001:db8::1". */
export function addressText(point: Point, family: Family): string {
  return addressFromNumber(BigInt(point), family === 'ipv4' ? 4 : 6);
}

function wordsOf(family: Family): number {
  return family === 'ipv4' ? 2 : 8;
}

function pointOf(number: bigint, family: Family): Point {
  return family === 'ipv4' ? Number(number) : number;
}

/** Bits that the mask leaves free: how many at the end, and which before. */
function freeBits(mask: bigint, bits: number): { readonly below: number; readonly above: readonly number[] } {
  const digits = mask.toString(2).padStart(bits, '0');
  const below = digits.length - 1 - digits.lastIndexOf('1');
  const above: number[] = [];
  for (let bit = below; bit < bits; bit += 1) if (digits[bits - 1 - bit] === '0') above.push(bit);
  return { below, above };
}
