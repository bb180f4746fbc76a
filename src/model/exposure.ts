import { protocolNumber } from './protocol.ts';

/** As much of a security group rule, as the API shows it, as tells what it opens to whom. */
export interface ExposingRule {
  readonly direction: string;
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
  readonly remote_address_group_id: string | null;
}

/** Services that are attacked within minutes of being open to everybody: remote control, and databases. */
export const guardedServices = [
  { name: 'SSH', protocol: 6, port: 22 },
  { name: 'Telnet', protocol: 6, port: 23 },
  { name: 'SMB', protocol: 6, port: 445 },
  { name: 'MSSQL', protocol: 6, port: 1433 },
  { name: 'Oracle', protocol: 6, port: 1521 },
  { name: 'Docker', protocol: 6, port: 2375 },
  { name: 'MySQL', protocol: 6, port: 3306 },
  { name: 'RDP', protocol: 6, port: 3389 },
  { name: 'PostgreSQL', protocol: 6, port: 5432 },
  { name: 'VNC', protocol: 6, port: 5900 },
  { name: 'Redis', protocol: 6, port: 6379 },
  { name: 'Elasticsearch', protocol: 6, port: 9200 },
  { name: 'Memcached', protocol: 17, port: 11211 },
  { name: 'MongoDB', protocol: 6, port: 27017 },
] as const;

export type GuardedService = (typeof guardedServices)[number];

/** Whether the rule lets in every address there is. */
export function isOpenToAny(rule: ExposingRule): boolean {
  const { direction, remote_ip_prefix: prefix, remote_group_id: group, remote_address_group_id: addresses } = rule;
  return direction === 'ingress' && group === null && addresses === null && (prefix === null || prefix.endsWith('/0'));
}

/** What the rule opens to every address that had better not be: all of the guarded services, some of them, or none. */
export function exposedBy(rule: ExposingRule): 'everything' | readonly GuardedService[] {
  if (!isOpenToAny(rule)) return [];
  if (rule.protocol === null) return 'everything';
  const protocol = protocolNumber(rule.protocol);
  const { port_range_min: min, port_range_max: max } = rule;
  return guardedServices.filter(
    (service) =>
      service.protocol === protocol && (min === null || (min <= service.port && service.port <= (max ?? min))),
  );
}
