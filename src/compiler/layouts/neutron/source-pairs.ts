import { type BoundPort, addressFromNumber, parseAddress, parseCidr, parseMac } from '../../../model/index.ts';
import { type Family, printedPrefix } from '../../../netfilter/index.ts';
import type { Context } from './context.ts';
import { withLength } from './group-rules.ts';

/** A source that a port may send from. */
export interface SourcePair {
  /** In capitals. */
  readonly mac: string;
  /** As Neutron writes it and as iptables-save shows it; null: any address with this MAC. */
  readonly words: string | null;
  /** Undefined for a prefix of length 0, which is not shown. */
  readonly shown: string | undefined;
}

/**
 * Sources by family: the allowed pairs in order, then the fixed addresses in order. Each IPv6 entry brings the
 * link-local address of its MAC. A port without a fixed address may send from any address with its own MAC. A family
 * without entries has no source check: an IPv4 port is not checked in IPv6.
 */
export function sourcePairs(port: BoundPort, { traits }: Context): { readonly [f in Family]: readonly SourcePair[] } {
  const pairs = { ipv4: pairList(), ipv6: pairList() };
  const ownMac = capitals(port.macAddress);
  const add = (mac: string, address: string) => {
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    pairs[family].push({ mac, words: prefixWords(address), shown: shownPrefix(address) });
    if (family === 'ipv4' || !traits.linkLocalSource) return;
    const linkLocal = `${linkLocalAddress(mac)}/128`;
    const isThere = pairs.ipv6.some((pair) => pair.mac === mac && pair.words === linkLocal);
    if (!isThere) pairs.ipv6.push({ mac, words: linkLocal, shown: linkLocal });
  };
  for (const pair of port.allowedAddressPairs) {
    add(pair.macAddress === undefined ? ownMac : capitals(pair.macAddress), pair.ipAddress);
  }
  for (const { ipAddress } of port.fixedIps) add(ownMac, ipAddress);
  if (port.fixedIps.length === 0) {
    for (const family of ['ipv4', 'ipv6'] as const) pairs[family].push({ mac: ownMac, words: null, shown: undefined });
  }
  return pairs;
}

function pairList(): SourcePair[] {
  return [];
}

/** The address that an interface gives itself: EUI-64 of its MAC in fe80::/64. */
export function linkLocalAddress(mac: string): string {
  const bytes = (parseMac(mac) ?? '').split(':').map((byte) => Number.parseInt(byte, 16));
  const [first = 0, second = 0, third = 0, ...rest] = bytes;
  const id = [first ^ 2, second, third, 0xff, 0xfe, ...rest];
  const number = id.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return addressFromNumber((0xfe80n << 112n) | number, 6);
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

function shownPrefix(address: string): string | undefined {
  const cidr = parseCidr(address);
  return cidr === undefined || cidr.endsWith('/0') ? undefined : printedPrefix(cidr);
}

/** Whether an address or prefix, checked before, belongs to a family. */
export function isOfFamily(address: string, family: Family): boolean {
  return address.includes(':') === (family === 'ipv6');
}
