import { type HostFacts, wayTo } from './host-facts.ts';
import type { Packet } from './packet.ts';

/** Where a packet goes on that nat gave another destination. */
export type NewWay =
  | { readonly kind: 'known'; readonly packet: Packet }
  /** The host's facts do not say: it goes on as the packet said. */
  | { readonly kind: 'asSaid' }
  /** By the port of the bridge that it came in by, which no bridge does unless the port is a hairpin. */
  | { readonly kind: 'samePort' }
  /** The host has no way there, or what it is cannot be told. */
  | { readonly kind: 'none' };

/**
 * The way of a packet that came in, after its destination changed in PREROUTING: to the host itself, out by a device,
 * or, if that is the bridge that it came in by, to another port of it, whichever MAC address the frame had (observed,
 * Linux 6.18).
 */
export function newWay(packet: Packet, host: HostFacts, isForHost: boolean): NewWay {
  const { out: _, physdevOut: __, ...rest } = packet;
  const way = isForHost ? { kind: 'local' as const } : wayTo(packet.destination, host);
  // What came for the host and gets another destination goes on to somewhere else, which the packet does not say.
  if (!way) return host.devices || packet.path === 'localIn' ? { kind: 'none' } : { kind: 'asSaid' };
  if (way.kind === 'local') return { kind: 'known', packet: { ...rest, path: 'localIn' } };
  if (packet.physdevIn === undefined || way.device !== packet.in) {
    return { kind: 'known', packet: { ...rest, path: 'routed', out: way.device } };
  }
  const port = host.behind?.get(packet.destination) ?? packet.physdevOut;
  if (port === packet.physdevIn) return { kind: 'samePort' };
  const bridged = { ...rest, path: 'bridged', out: way.device } as const;
  return { kind: 'known', packet: port === undefined ? bridged : { ...bridged, physdevOut: port } };
}

/** The device that a packet of the host itself leaves by, after its destination changed in OUTPUT. */
export function newOut(destination: string, host: HostFacts): string | undefined {
  const way = wayTo(destination, host);
  return way?.kind === 'local' ? 'lo' : way?.device;
}
