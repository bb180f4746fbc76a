import { addressFromNumber, addressNumber, cidrParts, parseAddress, parseCidr } from '../model/index.ts';
import type { Target } from '../netfilter/index.ts';
import { addressWords, compareAddresses } from './address-words.ts';
import { type HostFacts, onlyAddress } from './host-facts.ts';
import type { Hook } from './hooks.ts';
import { type NatOptions, type NatPorts, natOptions } from './nat-options.ts';
import { type Flow, type Packet, inverted } from './packet.ts';
import type { Tracked } from './tracked.ts';

/** What nat gives a packet in place of what it had; null: something that is not known. What stays is absent. */
export interface Rewrite {
  readonly source?: string | null;
  readonly sourcePort?: number | null;
  readonly destination?: string | null;
  readonly destinationPort?: number | null;
  /** Identifier of a ping, which is to ICMP what the source port is to others. */
  readonly icmpId?: number | null;
  /** The destination is the host itself, whichever of its addresses that is. */
  readonly isForHost?: true;
}

type End = 'source' | 'destination';

/** Which end of a packet the nat table may change at a hook. */
export function rewrittenEnd(hook: Hook): End {
  return hook === 'PREROUTING' || hook === 'OUTPUT' ? 'destination' : 'source';
}

/** What a target of the nat table makes of the first packet of a flow. Undefined: no target of that kind. */
export function rewriteOf(
  { name, text }: Extract<Target, { kind: 'other' }>,
  hook: Hook,
  packet: Packet,
  host: HostFacts,
): Rewrite | undefined {
  const options = natOptions(text);
  switch (name) {
    case 'DNAT':
      return rewrite(packet, 'destination', options);
    case 'SNAT':
      return rewrite(packet, 'source', options);
    case 'MASQUERADE': {
      const address = packet.out && onlyAddress(packet.out, packet.family, host);
      return rewrite(packet, 'source', { ...options, addresses: only(address) });
    }
    case 'REDIRECT':
      return {
        ...rewrite(packet, 'destination', { ...options, addresses: only(redirected(hook, packet, host)) }),
        isForHost: true,
      };
    case 'NETMAP':
      return { [rewrittenEnd(hook)]: mapped(packet[rewrittenEnd(hook)], options.to) };
    case 'SAME':
      return { [rewrittenEnd(hook)]: null };
    default:
      return undefined;
  }
}

/** The packet with what nat gave it. An address that is not known becomes one that rules can only ask about. */
export function rewritePacket<P extends Flow>(packet: P, given: Rewrite): P {
  const { sourcePort, destinationPort, icmpId, ...rest } = packet;
  const ports = {
    sourcePort: kept(given.sourcePort, sourcePort),
    destinationPort: kept(given.destinationPort, destinationPort),
    icmpId: kept(given.icmpId, icmpId),
  };
  return {
    ...rest,
    ...(given.source !== undefined && { source: given.source ?? unknownAddress }),
    ...(given.destination !== undefined && { destination: given.destination ?? unknownAddress }),
    ...Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== undefined)),
  } as P;
}

/** Stands for an address that the rules do not tell: no prefix holds it, none does not. */
const unknownAddress = '?';

function kept(given: number | null | undefined, had: number | undefined): number | undefined {
  return given === undefined ? had : (given ?? undefined);
}

/**
 * What a packet of a known flow is given at a hook: what the first one was, or, on the way of the answers, what undoes it.
 * The addresses of an error change as those of the flow that it belongs to.
 */
export function translationOf(hook: Hook, packet: Packet, { original, reply, isReply }: Tracked): Rewrite | undefined {
  const before = isReply ? reply : original;
  const after = inverted(isReply ? original : reply);
  const isError = packet.inner !== undefined;
  const parts: readonly Exclude<keyof Rewrite, 'isForHost'>[] =
    rewrittenEnd(hook) === 'destination'
      ? isError
        ? ['destination']
        : ['destination', 'destinationPort']
      : isError
        ? ['source']
        : ['source', 'sourcePort', 'icmpId'];
  const changed = parts.filter((part) => before[part] !== after[part]);
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((part) => [part, after[part] ?? null]));
}

/** What conntrack keeps of the answers after the first packet's end was rewritten. */
export function rewrittenReply(reply: Flow, given: Rewrite): Flow {
  return inverted(rewritePacket(inverted(reply), given));
}

function rewrite(packet: Packet, end: End, options: NatOptions): Rewrite {
  const address = addressOf(packet[end], end, options);
  const port = portOf(packet, end, options);
  return { ...(address !== packet[end] && { [end]: address }), ...port };
}

/** Null: one of several. A source that is in the range already stays. */
function addressOf(had: string, end: End, { addresses }: NatOptions): string | null {
  if (addresses === 'stays') return had;
  if (addresses === null) return null;
  const [first, last] = addresses;
  if (first === last) return first;
  const [from, own, to] = [addressWords(first), addressWords(had), addressWords(last)];
  const isWithin = from && own && to && compareAddresses(from, own) <= 0 && compareAddresses(own, to) <= 0;
  return end === 'source' && isWithin ? had : null;
}

function portOf(packet: Packet, end: End, { ports, isRandom }: NatOptions): Rewrite {
  const part = end === 'source' ? (packet.icmpId === undefined ? 'sourcePort' : 'icmpId') : 'destinationPort';
  const had = packet[part];
  if (had === undefined) return {};
  // Without a range, only a source may be drawn by lot.
  if (!ports) return isRandom && end === 'source' ? { [part]: null } : {};
  const given = portIn(ports, had, isRandom);
  return given === had ? {} : { [part]: given };
}

function portIn({ first, last, base }: NatPorts, had: number, isRandom: boolean): number | null {
  if (first === last) return first;
  if (base !== undefined) return first + (((had - base) & 0xffff) % (last - first + 1));
  return !isRandom && first <= had && had <= last ? had : null;
}

function only(address: string | undefined): NatOptions['addresses'] {
  return address === undefined || address === '' ? null : [address, address];
}

/** REDIRECT: to the device that the packet came in by, or, for what the host itself sends, to the host. */
function redirected(hook: Hook, packet: Packet, host: HostFacts): string | undefined {
  if (hook === 'OUTPUT') return packet.family === 'ipv4' ? '127.0.0.1' : '::1';
  return packet.in === undefined ? undefined : onlyAddress(packet.in, packet.family, host);
}

/** NETMAP: the network is exchanged, the host part stays. */
function mapped(address: string, to: string): string | null {
  const [own, net] = [parseAddress(address), parseCidr(to)];
  if (!own || !net) return null;
  const { first, length, version } = cidrParts(net);
  const hostBits = (1n << BigInt((version === 4 ? 32 : 128) - length)) - 1n;
  return addressFromNumber(first | (addressNumber(own) & hostBits), version);
}
