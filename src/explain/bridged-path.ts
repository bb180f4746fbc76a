import type { Family, Ruleset } from '../netfilter/index.ts';
import type { Connection } from './conntrack.ts';
import { type EvaluateOptions, evaluate } from './evaluate.ts';
import type { Packet } from './packet.ts';
import type { SetMembers } from './set-members.ts';
import type { Trace, Verdict } from './trace.ts';

/** What one host knows that decides over packets through its bridges. */
export interface BridgedHost {
  readonly rulesets: { readonly [f in Family]: Ruleset };
  readonly sets: SetMembers;
  /** Absent: none. */
  readonly connections?: readonly Connection[];
}

/** A port of a bridge of a host. */
export interface BridgePort {
  readonly host: BridgedHost;
  readonly bridge: string;
  readonly device: string;
}

/** From one port to another, on the same host or on two. */
export interface BridgedPath {
  readonly from: BridgePort;
  readonly to: BridgePort;
  /** Between two hosts: the ports of their bridges that lead to the other one. Absent: one bridge has both ports. */
  readonly uplinks?: { readonly from: string; readonly to: string };
}

export interface BridgedResult {
  readonly verdict: Verdict;
  /** Of each host that the packet comes to, in order: there is no second where the first lets nothing through. */
  readonly traces: readonly Trace[];
}

/** A packet without what the path says. */
export type BridgedPacket = Omit<Packet, 'path' | 'in' | 'out' | 'physdevIn' | 'physdevOut'>;

/**
 * What becomes of a packet that one port sends to another. On one host it passes FORWARD once, where the rules of both
 * ports see it; between two hosts once on each, and each asks its own connections. Where the first leaves it open, a refusal
 * of the second still settles it.
 */
export function evaluateBridged(
  { from, to, uplinks }: BridgedPath,
  packet: BridgedPacket,
  options: Pick<EvaluateOptions, 'steps' | 'limits'> = {},
): BridgedResult {
  const leaving = pass(from, { physdevIn: from.device, physdevOut: uplinks?.from ?? to.device }, packet, options);
  if (!uplinks || leaving.verdict === 'drop' || leaving.verdict === 'reject') {
    return { verdict: leaving.verdict, traces: [leaving] };
  }
  const entering = pass(to, { physdevIn: uplinks.to, physdevOut: to.device }, onTheWire(packet, leaving), options);
  return {
    verdict: leaving.verdict === 'unknown' && entering.verdict === 'accept' ? 'unknown' : entering.verdict,
    traces: [leaving, entering],
  };
}

/** What the second host sees: nat and mangle of the first may have changed it. */
function onTheWire(packet: BridgedPacket, { changed }: Trace): BridgedPacket {
  if (!changed) return packet;
  const { path: _, in: __, out: ___, physdevIn: ____, physdevOut: _____, ...rest } = changed;
  return rest;
}

function pass(
  { host, bridge }: BridgePort,
  devices: Pick<Packet, 'physdevIn' | 'physdevOut'>,
  packet: BridgedPacket,
  options: Pick<EvaluateOptions, 'steps' | 'limits'>,
): Trace {
  return evaluate(
    host.rulesets[packet.family],
    host.sets,
    { ...packet, ...devices, path: 'bridged', in: bridge, out: bridge },
    { ...options, connections: host.connections ?? [] },
  );
}
