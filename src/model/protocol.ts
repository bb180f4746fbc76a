/**
 * Names of IP protocols in Debian's /etc/protocols (package netbase), which is what iptables prints for a number on
 * the hosts that the layout was recorded on. 0 is left out: for iptables it is every protocol.
 */
export const protocolNames: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [2, 'igmp'],
  [3, 'ggp'],
  [4, 'ipencap'],
  [5, 'st'],
  [6, 'tcp'],
  [8, 'egp'],
  [9, 'igp'],
  [12, 'pup'],
  [17, 'udp'],
  [20, 'hmp'],
  [22, 'xns-idp'],
  [27, 'rdp'],
  [29, 'iso-tp4'],
  [33, 'dccp'],
  [36, 'xtp'],
  [37, 'ddp'],
  [38, 'idpr-cmtp'],
  [41, 'ipv6'],
  [43, 'ipv6-route'],
  [44, 'ipv6-frag'],
  [45, 'idrp'],
  [46, 'rsvp'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [57, 'skip'],
  [58, 'ipv6-icmp'],
  [59, 'ipv6-nonxt'],
  [60, 'ipv6-opts'],
  [73, 'rspf'],
  [81, 'vmtp'],
  [88, 'eigrp'],
  [89, 'ospf'],
  [93, 'ax.25'],
  [94, 'ipip'],
  [97, 'etherip'],
  [98, 'encap'],
  [103, 'pim'],
  [108, 'ipcomp'],
  [112, 'vrrp'],
  [115, 'l2tp'],
  [124, 'isis'],
  [132, 'sctp'],
  [133, 'fc'],
  [135, 'mobility-header'],
  [136, 'udplite'],
  [137, 'mpls-in-ip'],
  [138, 'manet'],
  [139, 'hip'],
  [140, 'shim6'],
  [141, 'wesp'],
  [142, 'rohc'],
  [143, 'ethernet'],
]);

/** Names that the Networking API takes beside the host's, or that mean another number there is no name for. */
const moreNames: readonly (readonly [string, number])[] = [
  ['ip', 0],
  ['hopopt', 0],
  ['icmpv6', 58],
  ['ipv6-encap', 41],
  ['pgm', 113],
];

const numbers: ReadonlyMap<string, number> = new Map([
  ...[...protocolNames].map(([number, name]) => [name, number] as const),
  ...moreNames,
]);

const decimal = /^(?:0|[1-9][0-9]{0,2})$/;

/**
 * Number of a protocol given by name or number, as the host's tools read it: "tcp" -> 6, "6" -> 6, "ipip" -> 94 (the
 * API means 4 by that name). Undefined for what no tool of the host would take.
 */
export function protocolNumber(text: string): number | undefined {
  if (decimal.test(text)) return Number(text) <= 255 ? Number(text) : undefined;
  return numbers.get(text);
}

/** What iptables-save prints for a protocol number: its name, else the number. */
export function protocolText(number: number): string {
  return protocolNames.get(number) ?? String(number);
}
