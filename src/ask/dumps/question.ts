import type { Service } from '../../objects/index.ts';
import type { CtState, PacketConstraint, Path } from '../../explain/index.ts';
import { PortreeveError, cidrVersion, near, parseAddress, parseCidr, protocolNumber } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { DumpedHost } from './dumped-host.ts';
import { findPort } from './find-port.ts';

/** How paths are called on a command line. */
export type PathName = 'bridged' | 'routed' | 'local-in' | 'local-out';

/** What a question can say of the packets that it asks for. */
export interface QuestionAsk {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly state?: CtState | 'any' | undefined;
  readonly path?: PathName | undefined;
}

/** One end of a question: a port of the host, or addresses. */
export interface QuestionEnd {
  /** As it was typed, or the name of its tap. */
  readonly name: string;
  readonly device: string | undefined;
  /** An address or a prefix; undefined: any. */
  readonly cidr: string | undefined;
}

/** A question about the packets of one host. */
export interface Question {
  readonly from: QuestionEnd | undefined;
  readonly to: QuestionEnd | undefined;
  /** Families that it can be asked in, of those that the texts show. */
  readonly families: readonly Family[];
  /** Undefined: all that show the ports that were asked for. */
  readonly path: Path | undefined;
  constraint(family: Family): PacketConstraint;
}

/** Throws PORT_NOT_IN_DUMP, FAMILY_NOT_SHOWN and BAD_CIDR. */
export function questionOf(host: DumpedHost, service: Service | undefined, flags: QuestionAsk): Question {
  const from = flags.from === undefined ? undefined : endOf(flags.from, host);
  const to = flags.to === undefined ? undefined : endOf(flags.to, host);
  const asked = [...familiesOf(from), ...familiesOf(to), ...protocolFamilies(service)];
  const families = host.families.filter((family) => asked.every((one) => one === family));
  if (families.length === 0) {
    throw new PortreeveError('FAMILY_NOT_SHOWN', { family: [...new Set(asked)].join(', ') || 'ipv4, ipv6' });
  }
  const state = flags.state ?? 'NEW';
  return {
    from,
    to,
    families,
    path: pathOf(flags.path),
    constraint: (family) => ({
      ...serviceConstraint(service, family),
      ...(state !== 'any' && { ctState: [state] }),
      ...(from?.cidr !== undefined && { source: [from.cidr] }),
      ...(to?.cidr !== undefined && { destination: [to.cidr] }),
      // A bridge does not send a frame back by the port that it came in by.
      ...(to?.device !== undefined && { physdevIn: { not: [to.device] } }),
      ...(from?.device !== undefined && { physdevOut: { not: [from.device] } }),
      ...(from?.device !== undefined && { physdevIn: [from.device] }),
      ...(to?.device !== undefined && { physdevOut: [to.device] }),
    }),
  };
}

export function pathOf(name: PathName | undefined): Path | undefined {
  if (name === undefined) return undefined;
  return name === 'local-in' ? 'localIn' : name === 'local-out' ? 'localOut' : name;
}

/** A port by its tap, its id or an address of its own; else addresses. Throws PORT_NOT_IN_DUMP. */
export function endOf(text: string, { layers }: DumpedHost): QuestionEnd {
  const all = layers.flatMap(({ map }) => map.ports.map((port) => ({ host: '', port })));
  const unique = [...new Map(all.map((one) => [one.port.device, one])).values()];
  const cidr = parseCidr(text);
  const isOne = parseAddress(text) !== undefined;
  const found = isOne || cidr === undefined ? findPort(text, unique) : undefined;
  if (found) return { name: found.port.device, device: found.port.device, cidr: isOne ? text : undefined };
  if (cidr !== undefined) return { name: text, device: undefined, cidr };
  const devices = unique.map(({ port }) => port.device);
  const meant = near(text, devices) ?? devices.slice(0, 5).join(', ');
  throw new PortreeveError('PORT_NOT_IN_DUMP', { text, meant: meant === '' ? '-' : meant });
}

function familiesOf(end: QuestionEnd | undefined): readonly Family[] {
  const cidr = end?.cidr === undefined ? undefined : parseCidr(end.cidr);
  return cidr === undefined ? [] : [cidrVersion(cidr) === 6 ? 'ipv6' : 'ipv4'];
}

function protocolFamilies(service: Service | undefined): readonly Family[] {
  return service?.protocol != null && protocolNumber(service.protocol) === 58 ? ['ipv6'] : [];
}

/** ICMP is that of the family. */
export function serviceConstraint(service: Service | undefined, family: Family): PacketConstraint {
  const number = service?.protocol == null ? undefined : protocolNumber(service.protocol);
  if (!service || number === undefined) return {};
  const { port_range_min: first, port_range_max: last } = service;
  if (number === 1 || number === 58) {
    const protocol = [family === 'ipv6' ? 58 : 1];
    return first === null ? { protocol } : { protocol, icmp: [{ type: first, code: last }] };
  }
  if (first === null) return { protocol: [number] };
  return { protocol: [number], destinationPort: [{ first, last: last ?? first }] };
}
