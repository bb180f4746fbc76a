import { type Connection, type Packet, type Path, type TcpFlag, inverted } from '../../../src/explain/index.ts';
import type { Family } from '../../../src/netfilter/index.ts';
import type { Dice } from './dice.ts';
import { type Content, framesOf, lengthOf, packetsOf } from './frames.ts';
import { type Place, isHostAddress, networks, placeOf, places } from './places.ts';

/** One packet as the evaluator is told of it, and what goes over the wire for it. */
export interface Sent {
  readonly from: string;
  readonly packet: Packet;
  readonly bytes: readonly Buffer[];
  readonly isCut: boolean;
}

type Flow = Pick<
  Packet,
  | 'source'
  | 'destination'
  | 'protocol'
  | 'sourcePort'
  | 'destinationPort'
  | 'icmpType'
  | 'icmpCode'
  | 'icmpId'
  | 'tcpFlags'
  | 'inner'
>;

const cutAt = 16;

/** What the rules see of a packet that was cut, fragment by fragment. */
export function fragmentsOf(packet: Packet): readonly Packet[] {
  const isV4 = packet.family === 'ipv4';
  const headers = isV4 ? 20 : 40 + 8;
  const carried = (packet.length ?? 0) - (isV4 ? 20 : 40);
  // What a rule may take for ports: letters of the payload, or the first bytes of the IPv6 header.
  const letters = 0x7878;
  const ports = isV4
    ? { sourcePort: letters, destinationPort: letters }
    : { sourcePort: 0x6000 | ((packet.tos ?? 0) << 4), destinationPort: 0 };
  return [
    { ...packet, length: headers + cutAt },
    { ...packet, ...ports, laterFragment: true, length: headers + carried - cutAt },
  ];
}

/** Draws packets one after the other: fresh ones, answers to what conntrack knows, errors about it, the same again. */
export class Conversation {
  private readonly dice: Dice;
  private readonly family: Family;
  private serial = 0;
  private last: Sent | undefined;

  private readonly isTracked: boolean;

  constructor(family: Family, isTracked: boolean, dice: Dice) {
    this.family = family;
    this.isTracked = isTracked;
    this.dice = dice;
  }

  next(connections: readonly Connection[]): Sent {
    const { dice } = this;
    const known = connections.filter(({ source }) => source.includes(':') === (this.family === 'ipv6'));
    const sent =
      (this.last && dice.chance(0.12) ? this.last : undefined) ??
      (known.length > 0 && dice.chance(0.5) ? this.about(dice.pick(known)) : undefined) ??
      this.fresh();
    this.last = sent;
    return sent;
  }

  private fresh(): Sent {
    const { dice, family } = this;
    if (dice.chance(0.15)) {
      const own = dice.pick(networks);
      const to = dice.pick(places.filter(({ network }) => network === own));
      return this.ofHost(this.transport(own.address[family], dice.pick(to.addresses[family])));
    }
    const from = dice.pick(places);
    const targets = [
      ...places.filter((to) => to !== from).flatMap(({ addresses }) => addresses[family]),
      ...networks.map(({ address }) => address[family]),
    ];
    return this.ofPlace(from, this.transport(dice.pick(from.addresses[family]), dice.pick(targets)));
  }

  /** A packet of a known flow, in one of its directions, or an error about it. Undefined: nobody could send it. */
  private about(connection: Connection): Sent | undefined {
    const { dice } = this;
    const reply = connection.reply ?? inverted(connection);
    const flow = dice.chance(0.65) ? reply : connection;
    if (dice.chance(0.2)) return this.error(flow);
    const { source, destination, protocol, sourcePort, destinationPort, icmpType, icmpCode, icmpId } = flow;
    const packet: Flow = {
      source,
      destination,
      protocol,
      // Protocols whose ports conntrack does not know have some.
      ...(sourcePort === undefined ? this.ports(protocol) : { sourcePort, destinationPort: destinationPort ?? 0 }),
      ...(icmpType !== undefined && { icmpType, icmpCode: icmpCode ?? 0, icmpId: icmpId ?? 0 }),
      ...(protocol === 6 && { tcpFlags: this.flagsFor(connection, flow === reply) }),
    };
    return this.wherever(packet);
  }

  /** No SYN over a connection that was reset: what becomes of it depends on whose reset that was, which no listing tells. */
  private flagsFor({ tcpState }: Connection, isReply: boolean): readonly TcpFlag[] {
    const flags = this.dice.pick(isReply ? answerFlags : onwardFlags);
    return tcpState === 'CLOSE' && flags.includes('SYN') ? ['ACK'] : flags;
  }

  /** From whoever: the packet inside is one that would go the other way. */
  private error(flow: Connection | Flow): Sent | undefined {
    const { dice, family } = this;
    const inner = inverted(flow);
    if (inner.protocol === 132) return undefined;
    const from = dice.pick(places);
    const { source, destination, protocol, sourcePort, destinationPort, icmpType, icmpCode, icmpId } = inner;
    return this.ofPlace(from, {
      source: dice.pick(from.addresses[family]),
      destination: inner.source,
      protocol: family === 'ipv4' ? 1 : 58,
      icmpType: dice.pick(family === 'ipv4' ? [3, 11, 12] : [1, 2, 3, 4]),
      icmpCode: dice.pick([0, 1]),
      icmpId: 0,
      inner: {
        source,
        destination,
        protocol,
        ...(sourcePort !== undefined && { sourcePort }),
        ...(destinationPort !== undefined && { destinationPort }),
        ...(icmpType !== undefined && { icmpType, icmpCode: icmpCode ?? 0, icmpId: icmpId ?? 0 }),
      },
    });
  }

  private wherever(flow: Flow): Sent | undefined {
    if (isHostAddress(flow.source)) return isHostAddress(flow.destination) ? undefined : this.ofHost(flow);
    const from = placeOf(flow.source);
    return from && this.ofPlace(from, flow);
  }

  private transport(source: string, destination: string): Flow {
    const { dice, family } = this;
    const protocol = dice.pick(family === 'ipv4' ? protocolsOf.ipv4 : protocolsOf.ipv6);
    if (protocol !== 1 && protocol !== 58) {
      return {
        source,
        destination,
        protocol,
        ...this.ports(protocol),
        ...(protocol === 6 && { tcpFlags: dice.chance(0.6) ? (['SYN'] as const) : dice.pick(oddFlags) }),
      };
    }
    const types = family === 'ipv4' ? icmpTypes : icmp6Types;
    const isPing = dice.chance(0.5);
    const isError = family === 'ipv4' ? [3, 4, 5, 11, 12] : [1, 2, 3, 4];
    const icmpType = isPing ? (family === 'ipv4' ? 8 : 128) : dice.pick(types);
    return {
      source,
      destination,
      protocol,
      icmpType,
      icmpCode: dice.pick([0, 0, 0, 1]),
      icmpId: this.fresh16(),
      // About a flow that nobody knows.
      ...(isError.includes(icmpType) && {
        inner: { source: destination, destination: source, protocol: 17, sourcePort: 9, destinationPort: 9 },
      }),
    };
  }

  private ports(protocol: number): Pick<Flow, 'sourcePort' | 'destinationPort'> {
    if (protocol === 47) return { sourcePort: 0, destinationPort: 0 };
    if (![6, 17, 33, 132, 136].includes(protocol)) return {};
    return { sourcePort: this.fresh16(), destinationPort: this.dice.pick(destinationPorts) };
  }

  /** Never twice: two flows that nat makes alike get other ports, which nobody could foresee. */
  private fresh16(): number {
    this.serial += 1;
    return this.dice.pick([1024, 30_000, 50_000]) + this.serial;
  }

  private ofPlace(from: Place, flow: Flow): Sent {
    const { dice, family } = this;
    const to = placeOf(flow.destination);
    const isBridged = from.network.isBridge && to?.network === from.network && to !== from && dice.chance(0.75);
    const isForHost = isHostAddress(flow.destination);
    const macDestination = isBridged ? to.mac : from.network.mac;
    const macSource = dice.chance(0.85) ? from.mac : dice.pick(places).mac;
    const path: Path = isForHost ? 'localIn' : isBridged ? 'bridged' : 'routed';
    const base = this.details(flow);
    const packet: Packet = {
      ...base,
      family,
      path,
      in: from.network.device,
      ...(from.network.isBridge && { physdevIn: from.port }),
      ...(path !== 'localIn' && to && { out: to.network.device }),
      ...(isBridged && { physdevOut: to.port }),
      macSource,
      macDestination,
      ...(dice.chance(0.04) && { isDamaged: true }),
    };
    const content = this.content(packet);
    const whole = { ...packet, length: lengthOf(packet, content) };
    return {
      from: from.name,
      packet: whole,
      bytes: framesOf(whole, content, macSource, macDestination),
      isCut: content.cutAt !== undefined,
    };
  }

  private ofHost(flow: Flow): Sent {
    const to = placeOf(flow.destination);
    const packet: Packet = {
      ...this.details(flow),
      family: this.family,
      path: 'localOut',
      ...(to && { out: to.network.device }),
      owner: { uid: 0, gid: 0 },
    };
    const content: Content = { ...this.content(packet) };
    const { cutAt: _, ...uncut } = content;
    const whole = { ...packet, length: lengthOf(packet, uncut) };
    return { from: 'host', packet: whole, bytes: packetsOf(whole, uncut), isCut: false };
  }

  private details(flow: Flow): Flow & Pick<Packet, 'ttl' | 'tos'> {
    const { dice } = this;
    return { ...flow, ttl: dice.pick([64, 64, 64, 255, 5, 2, 1]), tos: dice.pick([0, 0, 0x10, 0xb8, 0x02, 0x03]) };
  }

  private content({ protocol, inner, path, tcpFlags = [] }: Packet): Content {
    const { dice } = this;
    // IPv4 joins what is for the host itself between two of its hooks, and only conntrack does it before all of them.
    const mayCut = path !== 'localIn' || this.isTracked;
    const payload = protocol === 132 || inner ? 0 : dice.pick([0, 1, 17, 64, 65, 200]);
    const isOpening = tcpFlags.includes('SYN') && !tcpFlags.includes('ACK');
    return {
      payload: protocol === 6 ? 0 : payload,
      sequence: isOpening ? 1000 : 1001,
      acknowledged: tcpFlags.includes('ACK') ? 1001 : 0,
      ...(protocol === 17 && payload >= 64 && mayCut && dice.chance(0.3) && { cutAt }),
    };
  }
}

const protocolsOf = {
  ipv4: [6, 6, 6, 6, 17, 17, 17, 17, 1, 1, 1, 33, 132, 136, 47, 50, 112, 200],
  ipv6: [6, 6, 6, 6, 17, 17, 17, 17, 58, 58, 58, 33, 132, 136, 47, 112, 200],
} as const;

const destinationPorts = [1, 22, 22, 53, 53, 67, 80, 443, 546, 8080, 40_000, 65_535];

const icmpTypes = [0, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 30];
const icmp6Types = [1, 2, 3, 4, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 143, 144, 151, 200];

const oddFlags: readonly (readonly TcpFlag[])[] = [
  ['ACK'],
  ['ACK', 'PSH'],
  ['ACK', 'URG'],
  ['ACK', 'ECE'],
  ['SYN', 'ACK'],
  ['SYN', 'ECE', 'CWR'],
  ['SYN', 'PSH'],
  ['SYN', 'URG'],
  ['FIN'],
  ['FIN', 'ACK'],
  ['RST'],
  ['RST', 'ACK'],
  ['URG'],
  [],
  ['SYN', 'FIN'],
  ['SYN', 'RST'],
  ['FIN', 'PSH', 'URG'],
];

const answerFlags: readonly (readonly TcpFlag[])[] = [
  ['SYN', 'ACK'],
  ['SYN', 'ACK'],
  ['SYN', 'ACK'],
  ['ACK'],
  ['ACK', 'PSH'],
  ['FIN', 'ACK'],
  ['RST', 'ACK'],
  ['SYN'],
];

const onwardFlags: readonly (readonly TcpFlag[])[] = [
  ['SYN'],
  ['ACK'],
  ['ACK'],
  ['ACK', 'PSH'],
  ['FIN', 'ACK'],
  ['SYN', 'ACK'],
  ['RST'],
];
