import type { AddressWords } from './address-words.ts';
import { addressWords } from './address-words.ts';
import type { Hook } from './hooks.ts';
import type { HostFacts } from './host-facts.ts';
import type { CtState, Packet } from './packet.ts';
import type { SetMembers } from './set-members.ts';
import type { Tracked } from './tracked.ts';

/** What the rules of one chain can see of a packet at one hook. */
export interface Sight {
  /** As it is by now: nat may have given it other ends, and mangle other bits. */
  readonly packet: Packet;
  readonly sets: SetMembers;
  readonly source: AddressWords | undefined;
  readonly destination: AddressWords | undefined;
  readonly in: string | undefined;
  readonly out: string | undefined;
  /** Ports of the bridge; undefined for a packet that came in by no port of one. */
  readonly bridge: { readonly in: string; readonly out: string | undefined } | undefined;
  readonly hasLinkHeader: boolean;
  readonly ctState: CtState;
  /** Undefined: not known any more. */
  readonly mark: number | undefined;
  readonly ttl: number | undefined;
  /** What conntrack knows of the flow; null: nothing, there is no entry. Undefined: it is not told. */
  readonly tracked?: Tracked | null | undefined;
  /** Absent: nothing is known of the host. */
  readonly host?: HostFacts;
  /** Sets that a rule may have changed on the packet's way. */
  readonly changedSets?: ReadonlySet<string>;
}

/** The part of a sight that earlier rules and tables can have changed. */
export interface Changeable {
  readonly ctState: CtState;
  readonly mark: number | undefined;
  readonly ttl: number | undefined;
  readonly tracked?: Tracked | null | undefined;
  readonly changedSets?: ReadonlySet<string>;
}

/**
 * Devices as the kernel shows them at a hook (observed, Linux 6.18): `-o` and the outgoing port appear with FORWARD;
 * a bridged packet has no `-i` in POSTROUTING but keeps its incoming port; what the host sends has no ports at all.
 */
export function sightAt(hook: Hook, packet: Packet, sets: SetMembers, now: Changeable, host?: HostFacts): Sight {
  const arrives = hook === 'PREROUTING' || hook === 'INPUT';
  const leaves = hook === 'OUTPUT' || hook === 'POSTROUTING';
  const isBridged = packet.path === 'bridged';
  const showsIn = arrives || hook === 'FORWARD' || (hook === 'POSTROUTING' && packet.path === 'routed');
  return {
    packet,
    sets,
    source: addressWords(packet.source),
    destination: addressWords(packet.destination),
    in: showsIn ? packet.in : undefined,
    out: arrives ? undefined : packet.out,
    bridge:
      packet.physdevIn === undefined || packet.path === 'localOut'
        ? undefined
        : { in: packet.physdevIn, out: isBridged && !arrives ? packet.physdevOut : undefined },
    hasLinkHeader: !leaves,
    ...now,
    ...(host && { host }),
  };
}
