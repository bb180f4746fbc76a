import { type Packet, replyTo } from '../packet.ts';
import type { HostPass, JourneyEnd, JourneyQuestion, PortEnd, Turn } from './journey.ts';

/** A packet that passes a host. */
export interface Leg {
  readonly host: string;
  readonly step: HostPass['step'];
  readonly packet: Packet;
}

/** A device that nobody knows the name of. No interface can have such a name, so no rule names it either. */
export const unknownDevice = '(unknown)';

/**
 * The passes of a packet through the hosts on its way, in order. Between two ports of one bridge there is one, which the
 * rules of both see; between two hosts one on each, and around them the tunnel's own packet. What an outside address
 * sends comes in by the uplink; what a host sends to its own ports passes no FORWARD.
 */
export function legsOf(question: JourneyQuestion, turn: Turn): readonly Leg[] {
  const { from, to } = turn === 'reply' ? { from: question.to, to: question.from } : question;
  const packet = (path: Packet['path'], more: Partial<Packet>): Packet => {
    const first = basePacket(question);
    const flow = turn === 'reply' ? replyTo(first) : first;
    return { ...flow, path, ...(turn === 'later' && isTcp(flow) && { tcpFlags: ['ACK'] as const }), ...more };
  };
  const legs: Leg[] = [];
  const isLocal = hostOf(from) !== null && hostOf(from) === hostOf(to);
  if (from.kind === 'port' && to.kind === 'port' && isLocal && sameNetwork(from, to)) {
    const devices = { physdevIn: from.device, physdevOut: to.device };
    return [legOf(from, 'bridge', packet('bridged', { ...bridgeOf(from), ...macs(from, to, 'leaving'), ...devices }))];
  }
  if (from.kind === 'port' && from.host !== null) {
    if (to.kind === 'host' && isLocal) {
      const { in: bridge } = bridgeOf(from);
      const arriving = { in: bridge, physdevIn: from.device, ...macs(from, to, 'leaving') };
      return [legOf(from, 'leaves', packet('localIn', arriving))];
    }
    const devices = { physdevIn: from.device, physdevOut: from.uplink ?? unknownDevice };
    legs.push(
      legOf(from, 'leaves', packet('bridged', { ...bridgeOf(from), ...macs(from, to, 'leaving'), ...devices })),
    );
  }
  if (from.kind === 'host') {
    const out = to.kind === 'port' && isLocal ? bridgeOf(to).out : unknownDevice;
    legs.push({ host: from.name, step: 'leaves', packet: packet('localOut', { out }) });
    if (isLocal) return legs;
  }
  legs.push(...tunnelLegs(question, from, to, turn));
  if (to.kind === 'port' && to.host !== null) {
    const devices = { physdevIn: to.uplink ?? unknownDevice, physdevOut: to.device };
    legs.push(legOf(to, 'enters', packet('bridged', { ...bridgeOf(to), ...macs(from, to, 'arriving'), ...devices })));
  }
  if (to.kind === 'host') {
    legs.push({ host: to.name, step: 'enters', packet: packet('localIn', { in: unknownDevice }) });
  }
  return legs;
}

function legOf(end: PortEnd, step: Leg['step'], packet: Packet): Leg {
  return { host: end.host ?? '', step, packet };
}

/** The packet without its way: the first of its connection. */
export function basePacket({ from, to, family, flow }: JourneyQuestion): Packet {
  return { family, path: 'bridged', source: from.address, destination: to.address, ...flow };
}

function isTcp(packet: Packet): boolean {
  return packet.protocol === 6;
}

function bridgeOf({ bridge }: PortEnd) {
  return { in: bridge ?? unknownDevice, out: bridge ?? unknownDevice };
}

/** MACs of the frame. Across a router it arrives with the router's, and leaves to the router's, which are not known. */
function macs(from: JourneyEnd, to: JourneyEnd, at: 'leaving' | 'arriving'): Partial<Packet> {
  const direct = from.kind === 'port' && to.kind === 'port' && sameNetwork(from, to);
  const source = from.kind === 'port' && (direct || at === 'leaving') ? from.mac : null;
  const destination = to.kind === 'port' && (direct || at === 'arriving') ? to.mac : null;
  return {
    ...(source !== null && { macSource: source }),
    ...(destination !== null && { macDestination: destination }),
  };
}

/** Between a host and a port of its own. */
export function isHostsOwn({ from, to }: Pick<JourneyQuestion, 'from' | 'to'>): boolean {
  const isHost = from.kind === 'host' || to.kind === 'host';
  return isHost && hostOf(from) !== null && hostOf(from) === hostOf(to);
}

/** Two ports of which nothing else is known are taken to be on one network. */
export function sameNetwork(from: PortEnd, to: PortEnd): boolean {
  return from.network === null || to.network === null || from.network.id === to.network.id;
}

export function hostOf(end: JourneyEnd): string | null {
  if (end.kind === 'outside') return null;
  return end.kind === 'host' ? end.name : end.host;
}

/** Around a packet between hosts of a vxlan network is another one, which the hosts' own INPUT and OUTPUT see. */
function tunnelLegs(question: JourneyQuestion, from: JourneyEnd, to: JourneyEnd, turn: Turn): readonly Leg[] {
  const { tunnel } = question;
  if (from.kind !== 'port' || to.kind !== 'port' || tunnel === null) return [];
  if (from.network?.type !== 'vxlan' || !sameNetwork(from, to)) return [];
  const [source, destination] = turn === 'reply' ? [tunnel.to, tunnel.from] : [tunnel.from, tunnel.to];
  const around: Packet = {
    family: source.includes(':') ? 'ipv6' : 'ipv4',
    path: 'localOut',
    source,
    destination,
    protocol: 17,
    destinationPort: tunnel.port,
  };
  return [
    { host: from.host ?? '', step: 'tunnel', packet: { ...around, out: unknownDevice } },
    { host: to.host ?? '', step: 'tunnel', packet: { ...around, path: 'localIn', in: unknownDevice } },
  ];
}
