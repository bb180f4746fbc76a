import { type Cidr, parseCidr } from '../model/index.ts';

/**
 * A prefix as iptables-save and ipset print it. They spell IPv6 as the C library's `inet_ntop` does, which writes the
 * last two groups of `::102:304` and `::ffff:102:304` as an IPv4 address.
 */
export function printedCidr(cidr: Cidr): string {
  if (!cidr.startsWith('::')) return cidr;
  const slash = cidr.indexOf('/');
  const groups = cidr.slice(2, slash).split(':');
  const isMapped = groups.length === 3 && groups[0] === 'ffff';
  if (groups.length !== 2 && !isMapped) return cidr;
  const [high = '', low = ''] = groups.slice(-2);
  const number = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  const dotted = [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
  return `::${isMapped ? 'ffff:' : ''}${dotted}${cidr.slice(slash)}`;
}

/** "10.0.0.7/24" -> "10.0.0.0/24", as the programs print it. Undefined if it is no address and no prefix. */
export function printedPrefix(text: string): string | undefined {
  const cidr = parseCidr(text);
  return cidr === undefined ? undefined : printedCidr(cidr);
}
