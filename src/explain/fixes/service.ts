import { type SecurityGroupRule, protocolNumber } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Flow } from '../packet.ts';

/** What a security group rule lets through, apart from who is on the other side. */
export interface Service {
  readonly family: Family;
  /** 0: every protocol. */
  readonly protocol: number;
  /** Ports, or of the ICMPs types; null: any. */
  readonly range: { readonly first: number; readonly last: number } | null;
  /** Of the ICMPs; null: any. */
  readonly code: number | null;
}

const icmp = 1;
const icmpv6 = 58;
const withPorts: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

/** Null for a rule that no kernel takes: types of one family's ICMP in a rule of the other. */
export function serviceOfRule(rule: SecurityGroupRule): Service | null {
  const family = rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6';
  const protocol = ruleProtocol(rule);
  if (protocol === undefined) return null;
  const { portRangeMin: first, portRangeMax: last } = rule;
  const whole = { family, protocol, range: null, code: null } as const;
  if (first === null) return whole;
  if (protocol === icmp || protocol === icmpv6) {
    if ((protocol === icmpv6) !== (family === 'ipv6')) return null;
    // For IPv4 the type 255 stands for every type, whatever the code.
    return protocol === icmp && first === 255 ? whole : { ...whole, range: { first, last: first }, code: last };
  }
  return withPorts.has(protocol) ? { ...whole, range: { first, last: last ?? first } } : whole;
}

function ruleProtocol({ protocol, ethertype }: SecurityGroupRule): number | undefined {
  if (protocol === null || protocol === '') return 0;
  if (protocol === 'icmp' && ethertype === 'IPv6') return icmpv6;
  // The API means IP in IP by a name that the hosts have for another protocol.
  return protocol === 'ipip' ? 4 : protocolNumber(protocol);
}

/** What one packet asks for: the least that a rule must let through. */
export function serviceOfFlow(flow: Flow, family: Family): Service {
  const whole = { family, protocol: flow.protocol, range: null, code: null } as const;
  const number = flow.protocol === icmp || flow.protocol === icmpv6 ? flow.icmpType : flow.destinationPort;
  const isOwnIcmp = flow.protocol === (family === 'ipv4' ? icmp : icmpv6);
  if (number === undefined || !(isOwnIcmp || withPorts.has(flow.protocol))) return whole;
  return { ...whole, range: { first: number, last: number }, code: isOwnIcmp ? (flow.icmpCode ?? null) : null };
}

/** Whether all packets of the second are packets of the first. */
export function covers(wide: Service, narrow: Service): boolean {
  if (wide.family !== narrow.family) return false;
  if (wide.protocol === 0) return true;
  if (wide.protocol !== narrow.protocol) return false;
  if (wide.range === null) return true;
  if (narrow.range === null || wide.range.first > narrow.range.first || narrow.range.last > wide.range.last)
    return false;
  return wide.code === null || wide.code === narrow.code;
}

/** The service in the fields of a rule. Undefined for protocol 0, which a rule reads as every protocol. */
export function ruleFieldsOf(
  service: Service,
): Pick<SecurityGroupRule, 'ethertype' | 'protocol' | 'portRangeMin' | 'portRangeMax'> | undefined {
  const { family, protocol, range, code } = service;
  if (protocol === 0) return undefined;
  const isIcmp = protocol === icmp || protocol === icmpv6;
  return {
    ethertype: family === 'ipv4' ? 'IPv4' : 'IPv6',
    protocol: names.get(protocol) ?? String(protocol),
    portRangeMin: range?.first ?? null,
    portRangeMax: range === null ? null : isIcmp ? code : range.last,
  };
}

/** Names that the API takes; any other protocol goes by its number. */
const names: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [58, 'icmpv6'],
  [132, 'sctp'],
  [136, 'udplite'],
]);

/** As the verbs take it: "tcp/22", "udp/8000-8010", "icmp/8/0", "any". */
export function serviceSpec(rule: Pick<SecurityGroupRule, 'protocol' | 'portRangeMin' | 'portRangeMax'>): string {
  const { protocol, portRangeMin: first, portRangeMax: last } = rule;
  if (protocol === null) return 'any';
  if (first === null) return protocol;
  if (protocol.startsWith('icmp')) return last === null ? `${protocol}/${first}` : `${protocol}/${first}/${last}`;
  return last === null || last === first ? `${protocol}/${first}` : `${protocol}/${first}-${last}`;
}
