import { PortreeveError, addressVersion, parseAddress, parseMac, protocolNumber } from '../model/index.ts';
import {
  type Place,
  at,
  choice,
  forbidUnknown,
  given,
  integer,
  items,
  object,
  optionalFlag,
  rootPlace,
  shown,
  text,
  wrong,
} from './place.ts';
import { parseStrictJson } from './strict-json.ts';

/** Which flow a packet belongs to, with addresses in canonical spelling. The evaluator's `Flow`. */
export interface TracedFlow {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly icmpId?: number;
}

/** One packet to be traced, and what conntrack knew before it. The evaluator's `Packet` and `Connection`. */
export interface TracedPacket {
  readonly packet: TracedFlow & {
    readonly family: 'ipv4' | 'ipv6';
    readonly path: 'bridged' | 'localIn' | 'localOut' | 'routed';
    readonly in?: string;
    readonly out?: string;
    readonly physdevIn?: string;
    readonly physdevOut?: string;
    readonly macSource?: string;
    readonly macDestination?: string;
    readonly tcpFlags?: readonly (typeof tcpFlags)[number][];
    readonly inner?: TracedFlow;
    readonly ttl?: number;
    readonly length?: number;
    readonly mark?: number;
    readonly ctState?: (typeof ctStates)[number];
  };
  /** Absent: the packet names none, and conntrack's table is taken as empty. */
  readonly connections?: readonly (TracedFlow & { readonly replied: boolean; readonly zone?: number })[];
}

/**
 * Reads the JSON of one packet, as `portreeve trace --packet` takes it (docs/reference/trace.md). Throws a typed error
 * that names the bad member by its path. A member that is not known is refused: a misspelt `dport` would be a packet
 * without a port, and another answer. Null is the same as absent.
 */
export function parseTracedPacket(json: string): TracedPacket {
  const parsed = parseStrictJson(json);
  if (!parsed) throw new PortreeveError('PACKET_NOT_JSON', { start: shown(json.slice(0, 80)) });
  const place = rootPlace(parsed.value);
  object(place);
  forbidUnknown(place, [...flowMembers, ...packetMembers], 'PACKET_UNKNOWN_MEMBER');
  const connections = at(place, 'conntrack');
  return {
    packet: readPacket(place),
    ...(given(connections) && { connections: items(connections).map(readConnection) }),
  };
}

const flowMembers = ['family', 'src', 'dst', 'proto', 'sport', 'dport', 'icmpType', 'icmpCode', 'icmpId'];
const packetMembers = [
  'path',
  'in',
  'out',
  'physdevIn',
  'physdevOut',
  'macSrc',
  'macDst',
  'tcpFlags',
  'inner',
  'ttl',
  'length',
  'mark',
  'ctstate',
  'conntrack',
  // Recorded packets say how much they carried, which no rule can see: `length` has it.
  'padding',
];

const families = ['ipv4', 'ipv6'] as const;
const tcpFlags = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const;
const ctStates = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'] as const;
const paths = { bridged: 'bridged', 'local-in': 'localIn', 'local-out': 'localOut', routed: 'routed' } as const;
const pathNames = ['bridged', 'local-in', 'local-out', 'routed'] as const;

function readPacket(place: Place): TracedPacket['packet'] {
  const flags = at(place, 'tcpFlags');
  const inner = at(place, 'inner');
  const ctState = at(place, 'ctstate');
  const family = choice(at(place, 'family'), families);
  return {
    family,
    path: paths[choice(at(place, 'path'), pathNames)],
    ...readFlow(place, family),
    ...maybe('in', at(place, 'in'), text),
    ...maybe('out', at(place, 'out'), text),
    ...maybe('physdevIn', at(place, 'physdevIn'), text),
    ...maybe('physdevOut', at(place, 'physdevOut'), text),
    ...maybe('macSource', at(place, 'macSrc'), mac),
    ...maybe('macDestination', at(place, 'macDst'), mac),
    ...(given(flags) && { tcpFlags: items(flags).map((flag) => choice(flag, tcpFlags)) }),
    ...(given(inner) && { inner: readInner(inner, family) }),
    ...maybe('ttl', at(place, 'ttl'), (member) => integer(member, 0, 255)),
    ...maybe('length', at(place, 'length'), (member) => integer(member, 0, 0xffffffff)),
    ...maybe('mark', at(place, 'mark'), (member) => integer(member, 0, 0xffffffff)),
    ...(given(ctState) && { ctState: choice(ctState, ctStates) }),
  };
}

/** What an error quotes is a packet too, but only its flow says anything to conntrack. */
function readInner(place: Place, family: 'ipv4' | 'ipv6'): TracedFlow {
  object(place);
  forbidUnknown(place, [...flowMembers, ...packetMembers], 'PACKET_UNKNOWN_MEMBER');
  return readFlow(place, family);
}

function readConnection(place: Place): NonNullable<TracedPacket['connections']>[number] {
  object(place);
  forbidUnknown(place, [...flowMembers, 'replied', 'zone'], 'PACKET_UNKNOWN_MEMBER');
  return {
    ...readFlow(place, undefined),
    replied: optionalFlag(at(place, 'replied'), false),
    ...maybe('zone', at(place, 'zone'), (member) => integer(member, 0, 0xffff)),
  };
}

function readFlow(place: Place, family: 'ipv4' | 'ipv6' | undefined): TracedFlow {
  const source = address(at(place, 'src'), family);
  return {
    source,
    destination: address(at(place, 'dst'), source.includes(':') ? 'ipv6' : 'ipv4'),
    protocol: protocol(at(place, 'proto')),
    ...maybe('sourcePort', at(place, 'sport'), port),
    ...maybe('destinationPort', at(place, 'dport'), port),
    ...maybe('icmpType', at(place, 'icmpType'), (member) => integer(member, 0, 255)),
    ...maybe('icmpCode', at(place, 'icmpCode'), (member) => integer(member, 0, 255)),
    ...maybe('icmpId', at(place, 'icmpId'), port),
  };
}

function maybe<K extends string, V>(key: K, place: Place, read: (place: Place) => V): { readonly [k in K]?: V } {
  return given(place) ? ({ [key]: read(place) } as { readonly [k in K]: V }) : {};
}

function port(place: Place): number {
  return integer(place, 0, 0xffff);
}

function address(place: Place, family: 'ipv4' | 'ipv6' | undefined): string {
  const found = text(place);
  const parsed = parseAddress(found);
  if (parsed === undefined) throw wrong('STATE_BAD_ADDRESS', place, { text: shown(found) });
  if (family !== undefined && (addressVersion(parsed) === 4) !== (family === 'ipv4')) {
    throw wrong('PACKET_OTHER_FAMILY', place, { text: parsed, family });
  }
  return parsed;
}

function mac(place: Place): string {
  const found = text(place);
  const parsed = parseMac(found);
  if (parsed === undefined) throw wrong('STATE_BAD_MAC', place, { text: shown(found) });
  return parsed;
}

/** A number, or a name that the host's tools know. */
function protocol(place: Place): number {
  if (typeof place.value === 'number') return integer(place, 0, 255);
  const found = text(place);
  const number = protocolNumber(found);
  if (number === undefined) throw wrong('STATE_BAD_PROTOCOL', place, { text: shown(found) });
  return number;
}
