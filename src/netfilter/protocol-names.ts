import { protocolNames } from '../model/index.ts';

/** Names that iptables takes and does not print: its own, and the second names of /etc/protocols. */
const otherNames: ReadonlyMap<string, number> = new Map([
  ['all', 0],
  ['ip', 0],
  ['hopopt', 0],
  ['icmpv6', 58],
  ['ipv6-mh', 135],
  ['mh', 135],
]);

const numbers: ReadonlyMap<string, number> = new Map([
  ...otherNames,
  ...[...protocolNames].map(([number, name]) => [name, number] as const),
]);

/** Number of a protocol, by name in any letters or as digits; 0 is every protocol. Undefined if nobody knows it. */
export function protocolNumber(protocol: string): number | undefined {
  if (/^[0-9]{1,3}$/.test(protocol)) {
    const number = Number(protocol);
    return number <= 255 ? number : undefined;
  }
  return numbers.get(protocol.toLowerCase());
}
