import type { Service } from '../objects/index.ts';
import { PortreeveError, cidrVersion, parseCidr } from '../model/index.ts';

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
