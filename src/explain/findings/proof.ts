import { evaluate } from '../evaluate.ts';
import type { Packet } from '../packet.ts';
import { rulesMet } from '../trace.ts';
import type { Proof } from './finding.ts';
import { type FamilyView, type PlacedRule, bridgeOf } from './host-view.ts';

/** Where packets of proofs come from that come from elsewhere. */
export const uplink = 'uplink';

/** Addresses for documentation: nobody's. */
const strangers = {
  ipv4: { source: '203.0.113.66', destination: '203.0.113.1' },
  ipv6: { source: '2001:db8:66::66', destination: '2001:db8:66::1' },
} as const;

/** A first TCP packet from nobody's address, to a port of a bridge or from it. */
export function strangerAt(view: FamilyView, device: string, way: 'toPort' | 'fromPort'): Packet {
  const bridge = bridgeOf(device, view) ?? 'br0';
  return {
    family: view.family,
    path: 'bridged',
    in: bridge,
    out: bridge,
    physdevIn: way === 'toPort' ? uplink : device,
    physdevOut: way === 'toPort' ? device : uplink,
    ...strangers[view.family],
    protocol: 6,
    sourcePort: 40_000,
    destinationPort: 22,
    tcpFlags: ['SYN'],
    macSource: '02:00:00:00:00:66',
    macDestination: '02:00:00:00:00:01',
    ttl: 64,
    tos: 0,
    length: 60,
  };
}

/** What becomes of a packet by the rules that are looked over. */
export function prove(view: FamilyView, packet: Packet): Proof & { readonly meets: (rule: PlacedRule) => boolean } {
  const { facts } = view.host;
  const trace = evaluate(view.ruleset, view.host.sets, packet, { connections: [], ...(facts && { host: facts }) });
  const { ctState, verdict, decidedBy } = trace;
  const met = rulesMet(trace);
  return {
    packet,
    ctState,
    verdict,
    decidedBy,
    meets: (rule) => met.some((one) => one.table === rule.table && one.chain === rule.chain && one.rule === rule.rule),
  };
}

/** The proof alone, as a finding keeps it. */
export function proofOf({ packet, ctState, verdict, decidedBy }: Proof): Proof {
  return { packet, ctState, verdict, decidedBy };
}
