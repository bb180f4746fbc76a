import { PortreeveError, cidrVersion, parseCidr } from '../model/index.ts';
import { isIcmp } from './resources/rule.ts';

/** What "tcp/22" says, in the API's own names. */
export interface Service {
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
}

/**
 * Reads what a rule lets through: "tcp/22", "udp/8000-8010", "tcp", "icmp", "icmp/8", "icmp/8/0", "any", or a
 * protocol by its number. Throws BAD_SERVICE. Which protocols there are is the server's to say.
 */
export function parseService(text: string): Service {
  const [protocol = '', ...rest] = text.toLowerCase().split('/');
  if (!/^[a-z0-9][a-z0-9-]*$/.test(protocol)) throw bad(text);
  if (protocol === 'any') {
    if (rest.length > 0) throw bad(text);
    return { protocol: null, port_range_min: null, port_range_max: null };
  }
  if (isIcmp(protocol)) return { protocol, ...icmpParts(rest, text) };
  return { protocol, ...portParts(rest, text) };
}

function icmpParts(rest: readonly string[], text: string): Omit<Service, 'protocol'> {
  const [type, code] = rest.map((part) => number(part, 255, text));
  if (rest.length > 2) throw bad(text);
  return { port_range_min: type ?? null, port_range_max: code ?? null };
}

function portParts(rest: readonly string[], text: string): Omit<Service, 'protocol'> {
  const [range] = rest;
  if (range === undefined) return { port_range_min: null, port_range_max: null };
  const ends = range.split('-').map((part) => number(part, 65535, text));
  const [min, max = min] = ends;
  if (rest.length > 1 || ends.length > 2 || min === undefined || max === undefined || min > max) throw bad(text);
  return { port_range_min: min, port_range_max: max };
}

function number(part: string, max: number, text: string): number {
  const value = /^\d{1,5}$/.test(part) ? Number(part) : Number.NaN;
  if (!(value <= max)) throw bad(text);
  return value;
}

function bad(text: string): PortreeveError {
  return new PortreeveError('BAD_SERVICE', { text });
}

/** Who is on the other side: everybody, a prefix, or something that has a name. */
export type RemoteSpec =
  | { readonly kind: 'any' }
  | { readonly kind: 'prefix'; readonly prefix: string; readonly ethertype: 'IPv4' | 'IPv6' }
  | { readonly kind: 'group'; readonly text: string };

/**
 * Reads "any", an address or a prefix, or else the name or id of a group. What has the look of an address but is
 * none is an error rather than a group that nobody has. Throws BAD_CIDR.
 */
export function parseRemote(text: string): RemoteSpec {
  if (text === 'any') return { kind: 'any' };
  const cidr = parseCidr(text);
  if (cidr !== undefined) {
    return { kind: 'prefix', prefix: text, ethertype: cidrVersion(cidr) === 4 ? 'IPv4' : 'IPv6' };
  }
  if (/^[\d.]+(\/.*)?$|^[\da-f:]*:[\da-f:.]*(\/.*)?$/i.test(text)) throw new PortreeveError('BAD_CIDR', { text });
  return { kind: 'group', text };
}

/**
 * Ethertype of a new rule: as asked, else as the remote prefix or the protocol has it, else IPv4. Throws
 * ETHERTYPE_MISMATCH if what was asked for cannot be.
 */
export function chooseEthertype(
  asked: 'IPv4' | 'IPv6' | undefined,
  service: Service,
  remote: RemoteSpec,
): 'IPv4' | 'IPv6' {
  const ofRemote = remote.kind === 'prefix' ? remote.ethertype : undefined;
  if (asked !== undefined && ofRemote !== undefined && asked !== ofRemote && remote.kind === 'prefix') {
    throw new PortreeveError('ETHERTYPE_MISMATCH', { prefix: remote.prefix, ethertype: asked });
  }
  const isV6Protocol = ['icmpv6', 'ipv6-icmp', '58'].includes(service.protocol ?? '');
  return asked ?? ofRemote ?? (isV6Protocol ? 'IPv6' : 'IPv4');
}
