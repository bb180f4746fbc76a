import type { PageKey } from '../words/page-words.ts';
import type { Say } from '../language/language.tsx';

/** What a rule lets through: as much of a rule as says it. */
export interface ServiceOf {
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
}

/** Ports that people know by a name. */
const known: Readonly<Record<string, string>> = {
  'tcp/22': 'SSH',
  'tcp/25': 'SMTP',
  'tcp/53': 'DNS',
  'udp/53': 'DNS',
  'udp/67': 'DHCP',
  'tcp/80': 'HTTP',
  'udp/123': 'NTP',
  'tcp/143': 'IMAP',
  'udp/161': 'SNMP',
  'tcp/389': 'LDAP',
  'tcp/443': 'HTTPS',
  'tcp/636': 'LDAPS',
  'tcp/993': 'IMAPS',
  'tcp/1433': 'MSSQL',
  'tcp/1521': 'Oracle',
  'tcp/3306': 'MySQL',
  'tcp/3389': 'RDP',
  'tcp/5432': 'PostgreSQL',
  'tcp/6379': 'Redis',
  'tcp/9200': 'Elasticsearch',
  'tcp/27017': 'MongoDB',
};

const icmps = new Set(['icmp', 'icmpv6', 'ipv6-icmp', '1', '58']);

export function isIcmp(protocol: string | null): boolean {
  return protocol !== null && icmps.has(protocol);
}

const protocolTexts: Readonly<Record<string, string>> = {
  '6': 'TCP',
  '17': 'UDP',
  '132': 'SCTP',
  icmpv6: 'ICMPv6',
  'ipv6-icmp': 'ICMPv6',
};

/** "TCP", "ICMPv6", "VRRP", "112". */
export function protocolText(protocol: string): string {
  return protocolTexts[protocol] ?? protocol.toUpperCase();
}

/** "SSH", "TCP 8000 to 8010", "ping": what a rule lets through, by the name that people have for it. */
export function serviceText(say: Say, { protocol, port_range_min: min, port_range_max: max }: ServiceOf): string {
  if (protocol === null) return say('web.templateAnything');
  if (isIcmp(protocol)) {
    if (min === null || (min === 8 && protocol !== '58')) return say('web.servicePing');
    return max === null ? say('web.serviceIcmp', { type: min }) : say('web.serviceIcmpCode', { type: min, code: max });
  }
  const name = protocolText(protocol);
  if (min === null) {
    const key: PageKey = /^\d+$/.test(name) ? 'web.serviceProtocol' : 'web.serviceAllPorts';
    return say(key, { protocol: name });
  }
  if (max === null || max === min)
    return known[`${protocol}/${min}`] ?? say('web.servicePort', { protocol: name, port: min });
  return say('web.servicePorts', { protocol: name, first: min, last: max });
}

/** "22", "8000–8010", "8 / 0" for type and code of an ICMP; empty for all of them. */
export function portsText({ protocol, port_range_min: min, port_range_max: max }: ServiceOf): string {
  if (min === null) return '';
  if (isIcmp(protocol)) return max === null ? `${min}` : `${min} / ${max}`;
  return max === null || max === min ? `${min}` : `${min}–${max}`;
}
