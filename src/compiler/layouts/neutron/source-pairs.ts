import { type BoundPort, parseAddress, parseCidr, parseMac } from '../../../model/index.ts';
import { type Family, printedCidr } from '../../../netfilter/index.ts';
import type { Context } from './context.ts';
import { withLength } from './group-rules.ts';

/** An address or prefix of a port. */
export interface WrittenPrefix {
  readonly family: Family;
  /** As Neutron writes it. */
  readonly words: string;
  /** As iptables-save shows it; undefined for a prefix of length 0, which is not shown. */
  readonly shown: string | undefined;
}

export function writtenPrefix(address: string): WrittenPrefix {
  const cidr = parseCidr(address);
  const shown = cidr === undefined || cidr.endsWith('/0') ? undefined : printedCidr(cidr);
  return { family: address.includes(':') ? 'ipv6' : 'ipv4', words: prefixWords(address), shown };
}

/** A source that a port may send from. */
export interface SourcePair {
  /** In capitals. */
  readonly mac: string;
  /** Null: any address with this MAC. */
  readonly words: string | null;
  readonly shown: string | undefined;
}

/**
 * Sources by family: the allowed pairs in order, then the fixed addresses (`addresses`) in order. Each IPv6 entry
 * brings the link-local address of its MAC. A port without a fixed address may send from any address with its own MAC.
 * A family without entries has no source check: an IPv4 port is not checked in IPv6.
 */
export function sourcePairs(
  port: BoundPort,
  addresses: readonly WrittenPrefix[],
  { traits }: Context,
): { readonly [f in Family]: readonly SourcePair[] } {
  const pairs = { ipv4: pairList(), ipv6: pairList() };
  const ownMac = capitals(port.macAddress);
  const add = (mac: string, { family, words, shown }: WrittenPrefix) => {
    pairs[family].push({ mac, words, shown });
    if (family === 'ipv4' || !traits.linkLocalSource) return;
    const linkLocal = `${linkLocalAddress(mac)}/128`;
    const isThere = pairs.ipv6.some((pair) => pair.mac === mac && pair.words === linkLocal);
    if (!isThere) pairs.ipv6.push({ mac, words: linkLocal, shown: linkLocal });
  };
  for (const pair of port.allowedAddressPairs) {
    add(pair.macAddress === undefined ? ownMac : capitals(pair.macAddress), writtenPrefix(pair.ipAddress));
  }
  for (const address of addresses) add(ownMac, address);
  if (addresses.length === 0) {
    for (const family of ['ipv4', 'ipv6'] as const) pairs[family].push({ mac: ownMac, words: null, shown: undefined });
  }
  return pairs;
}

function pairList(): SourcePair[] {
  return [];
}

/** The address that an interface gives itself: EUI-64 of its MAC in fe80::/64. */
export function linkLocalAddress(mac: string): string {
  const canonical = parseMac(mac) ?? '';
  const byte = (at: number) => Number.parseInt(canonical.slice(3 * at, 3 * at + 2), 16);
  // Of the four groups of the interface's part only the first can be a part of the run of zeros that `::` stands for.
  const groups = [((byte(0) ^ 2) << 8) | byte(1), (byte(2) << 8) | 0xff, 0xfe00 | byte(3), (byte(4) << 8) | byte(5)];
  const written = (groups[0] === 0 ? groups.slice(1) : groups).map((group) => group.toString(16));
  return `fe80::${written.join(':')}`;
}

function capitals(mac: string): string {
  return (parseMac(mac) ?? mac).toUpperCase();
}

/** As Neutron's address library writes a prefix: address in canonical spelling, host bits kept. */
function prefixWords(address: string): string {
  const slash = address.indexOf('/');
  if (slash < 0) return withLength(address);
  return `${parseAddress(address.slice(0, slash)) ?? address.slice(0, slash)}${address.slice(slash)}`;
}

/** Whether an address or prefix, checked before, belongs to a family. */
export function isOfFamily(address: string, family: Family): boolean {
  return address.includes(':') === (family === 'ipv6');
}
