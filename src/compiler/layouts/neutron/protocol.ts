import { protocolNames, protocolNumber, protocolText } from '../../../model/index.ts';
import type { Ethertype } from '../../../model/index.ts';
import type { Context } from './context.ts';

/** A rule's protocol: how Neutron's agent writes it after `-p`, and how iptables-save shows it. */
export interface WrittenProtocol {
  readonly word: string;
  /** Undefined where iptables takes the word as every protocol: such a rule shows without `-p`. */
  readonly shown: string | undefined;
}

/** Undefined for a rule for every protocol. */
export function writtenProtocol(
  given: string | null,
  ethertype: Ethertype,
  { traits }: Context,
): WrittenProtocol | undefined {
  if (given === null || given === '') return undefined;
  const word = traits.rawWords ? rawWord(given, ethertype) : mappedWord(given, ethertype, traits.ipip);
  if (word === undefined) return undefined;
  const number = protocolNumber(word);
  return { word, shown: number === 0 ? undefined : number === undefined ? word : protocolText(number) };
}

/** The oldest release changes one name only. */
function rawWord(given: string, ethertype: Ethertype): string {
  return ethertype === 'IPv6' && given === 'icmp' ? 'icmpv6' : given;
}

/**
 * Neutron maps numbers to the names of the host, and some names of the API to others. `ip` and `hopopt` are not mapped:
 * they go to iptables as they are, which takes both as every protocol.
 */
function mappedWord(given: string, ethertype: Ethertype, ipip: string): string | undefined {
  if (given === '0') return undefined;
  if (ethertype === 'IPv6' && given === 'icmp') return 'ipv6-icmp';
  return mapped.get(given) ?? (given === 'ipip' ? ipip : given);
}

const mapped: ReadonlyMap<string, string> = new Map([
  ['ipv6-encap', 'ipv6'],
  ['icmpv6', 'ipv6-icmp'],
  ['pgm', '113'],
  ...[...protocolNames].map(([number, name]) => [String(number), name] as const),
]);
