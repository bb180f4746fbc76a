/** Protocols that the API knows by name, in the order in which the reference lists them. */
export const protocolNames = [
  'ah',
  'dccp',
  'egp',
  'esp',
  'gre',
  'hopopt',
  'icmp',
  'igmp',
  'ip',
  'ipip',
  'ipv6-encap',
  'ipv6-frag',
  'ipv6-icmp',
  'icmpv6',
  'ipv6-nonxt',
  'ipv6-opts',
  'ipv6-route',
  'ospf',
  'pgm',
  'rsvp',
  'sctp',
  'tcp',
  'udp',
  'udplite',
  'vrrp',
] as const;

const numbers: Readonly<Record<(typeof protocolNames)[number], number>> = {
  ah: 51,
  dccp: 33,
  egp: 8,
  esp: 50,
  gre: 47,
  hopopt: 0,
  icmp: 1,
  igmp: 2,
  ip: 0,
  ipip: 4,
  'ipv6-encap': 41,
  'ipv6-frag': 44,
  'ipv6-icmp': 58,
  icmpv6: 58,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  'ipv6-route': 43,
  ospf: 89,
  pgm: 113,
  rsvp: 46,
  sctp: 132,
  tcp: 6,
  udp: 17,
  udplite: 136,
  vrrp: 112,
};

/** Number of a protocol given by name or by number; undefined if it is neither. */
export function protocolNumber(protocol: string): number | undefined {
  if (Object.hasOwn(numbers, protocol)) return numbers[protocol as keyof typeof numbers];
  return /^\d{1,3}$/.test(protocol) && Number(protocol) <= 255 ? Number(protocol) : undefined;
}

/** Numbers of the protocols that have ports. */
export const withPorts: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);
/** Numbers of the two ICMPs. */
export const icmps: ReadonlySet<number> = new Set([1, 58]);
/** Numbers of protocols that IPv6 alone has. */
export const onlyIpv6: ReadonlySet<number> = new Set([41, 43, 44, 58, 59, 60]);
