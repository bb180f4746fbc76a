/** Names that Debian's /etc/protocols gives, which iptables-save prints; all other protocols stay numbers. */
const names: ReadonlyMap<number, string> = new Map([
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
  ...[...names].map(([number, name]) => [name, number] as const),
]);

/** Number of a protocol, by name in any letters or as digits; 0 is every protocol. Undefined if nobody knows it. */
export function protocolNumber(protocol: string): number | undefined {
  if (/^[0-9]{1,3}$/.test(protocol)) {
    const number = Number(protocol);
    return number <= 255 ? number : undefined;
  }
  return numbers.get(protocol.toLowerCase());
}

/** As iptables-save on Debian prints the protocol. */
export function protocolName(number: number): string {
  return names.get(number) ?? String(number);
}
