import { addressVersion, parseCidr } from '../../model/index.ts';
import { rule as refusals } from '../errors.ts';
import { generic } from '../errors.ts';
import { printed } from '../resource/kind.ts';
import { icmps, onlyIpv6, protocolNames, protocolNumber, withPorts } from './protocol.ts';

export function readEthertype(value: unknown): 'IPv4' | 'IPv6' {
  const text = typeof value === 'string' ? value.toLowerCase() : undefined;
  if (text === 'ipv4') return 'IPv4';
  if (text === 'ipv6') return 'IPv6';
  throw refusals.badEthertype(printed(value));
}

/** A name in small letters, a number as a string of digits, or null. */
export function readProtocol(value: unknown): string | null {
  if (value === null) return null;
  const text = (typeof value === 'number' ? String(value) : value) ?? '';
  if (typeof text === 'string' && /^[0-9]{1,3}$/.test(text) && Number(text) <= 255) return String(Number(text));
  const name = typeof text === 'string' ? text.toLowerCase() : '';
  if (protocolNames.some((known) => known === name)) return name;
  throw refusals.badProtocol(printed(value), protocolNames);
}

/** Integers and strings of digits; what they may be depends on the protocol, see `settleRule`. */
export function readPort(value: unknown): number | null {
  if (value === null) return null;
  const number = typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 65_535) {
    throw refusals.badPort(printed(value));
  }
  return number;
}

/** An address or a prefix, with its host bits: a bare address gets its whole length. */
export function readPrefix(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value !== 'string' || parseCidr(value) === undefined) throw refusals.badPrefix(printed(value));
  if (value.includes('/')) return value;
  return `${value}/${addressVersion(value) === 4 ? 32 : 128}`;
}

interface GivenRule {
  readonly security_group_id?: string | null;
  readonly direction?: 'ingress' | 'egress';
  readonly ethertype?: 'IPv4' | 'IPv6';
  readonly protocol?: string | null;
  readonly port_range_min?: number | null;
  readonly port_range_max?: number | null;
  readonly remote_ip_prefix?: string | null;
  readonly remote_group_id?: string | null;
  readonly remote_address_group_id?: string | null;
}

export interface SettledRule {
  readonly security_group_id: string;
  readonly direction: 'ingress' | 'egress';
  readonly ethertype: 'IPv4' | 'IPv6';
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
  readonly remote_address_group_id: string | null;
}

/** Checks 4 to 8 of section 5.2: what only shows when the attributes of a rule are seen together. Pure. */
export function settleRule(given: GivenRule): SettledRule {
  const ethertype = given.ethertype ?? 'IPv4';
  const protocol = protocolOfFamily(given.protocol ?? null, ethertype);
  const remotes = {
    remote_ip_prefix: given.remote_ip_prefix ?? null,
    remote_group_id: given.remote_group_id ?? null,
    remote_address_group_id: given.remote_address_group_id ?? null,
  };
  if (Object.values(remotes).filter((remote) => remote !== null).length > 1) throw refusals.severalRemotes();
  refusePrefixOfOtherFamily(remotes.remote_ip_prefix, ethertype);
  const [min, max] = settlePorts(protocol, given.port_range_min ?? null, given.port_range_max ?? null);
  if (given.security_group_id === undefined || given.security_group_id === null) {
    throw generic.required('security_group_id');
  }
  if (given.direction === undefined) throw generic.required('direction');
  return {
    security_group_id: given.security_group_id,
    direction: given.direction,
    ethertype,
    protocol,
    port_range_min: min,
    port_range_max: max,
    ...remotes,
  };
}

/** ICMP means ICMPv6 with IPv6, a name staying a name and a number a number. */
function protocolOfFamily(protocol: string | null, ethertype: 'IPv4' | 'IPv6'): string | null {
  if (protocol === null) return null;
  if (ethertype === 'IPv6') {
    if (protocol === 'icmp' || protocol === 'icmpv6') return 'ipv6-icmp';
    return protocol === '1' ? '58' : protocol;
  }
  if (onlyIpv6.has(protocolNumber(protocol) ?? -1)) throw refusals.protocolOfOtherFamily(ethertype, protocol);
  return protocol;
}

function refusePrefixOfOtherFamily(prefix: string | null, ethertype: 'IPv4' | 'IPv6'): void {
  if (prefix === null) return;
  const family = prefix.includes(':') ? 'IPv6' : 'IPv4';
  if (family !== ethertype) throw refusals.prefixOfOtherFamily(ethertype, prefix);
}

type Range = readonly [min: number | null, max: number | null];

function settlePorts(protocol: string | null, min: number | null, max: number | null): Range {
  if (min === null && max === null) return [null, null];
  if (protocol === null) {
    if (min === 1 && max === 65_535) return [null, null];
    throw refusals.protocolNeeded();
  }
  const number = protocolNumber(protocol) ?? -1;
  if (icmps.has(number)) return settleIcmp(min, max);
  if (!withPorts.has(number)) throw refusals.protocolWithoutPorts(String(number));
  if (min === 0 || max === 0) throw refusals.badPort('0');
  if (min === null || max === null || min > max) throw refusals.badPortRange();
  return [min, max];
}

function settleIcmp(type: number | null, code: number | null): Range {
  if (type !== null && type > 255) throw refusals.badIcmp('type', 'port_range_min', type);
  if (code !== null && code > 255) throw refusals.badIcmp('code', 'port_range_max', code);
  if (type === null && code !== null) throw refusals.icmpTypeMissing(code);
  return [type, code];
}
