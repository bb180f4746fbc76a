import type { Kind } from './kind.ts';

/** A rule of a security group as the API shows it. */
export interface RuleRow {
  readonly id: string;
  readonly security_group_id: string;
  readonly direction: 'ingress' | 'egress';
  readonly ethertype: 'IPv4' | 'IPv6';
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
  readonly remote_address_group_id?: string | null;
  readonly description?: string;
}

export const rules: Kind<RuleRow> = {
  path: 'security-group-rules',
  one: 'security_group_rule',
  many: 'security_group_rules',
  noun: 'nounRule',
  nameless: true,
  list: 'portreeve sg rule list',
};

/** "22", "8000-8010", "any"; for the ICMPs type and code, "8/0". */
export function portsText(rule: RuleRow): string {
  const { port_range_min: min, port_range_max: max } = rule;
  if (min === null) return 'any';
  if (isIcmp(rule.protocol)) return max === null ? `${min}` : `${min}/${max}`;
  return max === null || max === min ? `${min}` : `${min}-${max}`;
}

const icmps = new Set(['icmp', 'icmpv6', 'ipv6-icmp', '1', '58']);

export function isIcmp(protocol: string | null): boolean {
  return protocol !== null && icmps.has(protocol);
}
