import type { HostFinding } from './finding.ts';
import { type FamilyView, refOf } from './host-view.ts';
import { invalidDrops } from './invalid-drops.ts';
import { proofOf, prove, strangerAt } from './proof.ts';

/** Where INVALID is dropped, to keep out what belongs to no connection: an ACK alone is not INVALID but NEW. */
export function ackCountsAsNew(view: FamilyView): readonly HostFinding[] {
  const drops = invalidDrops(view);
  const [first] = drops;
  if (!first || view.host.facts?.sysctls?.get('net.netfilter.nf_conntrack_tcp_loose') === '0') return [];
  const device = view.ports.find(({ toPort }) => toPort)?.device;
  const ack = device === undefined ? undefined : { ...strangerAt(view, device, 'toPort'), tcpFlags: ['ACK'] as const };
  return [
    {
      code: 'ACK_COUNTS_AS_NEW',
      family: view.family,
      certainty: 'sure',
      rules: drops.map(refOf),
      values: { chain: first.chain, rule: first.rule },
      proofs: ack ? [proofOf(prove(view, ack))] : [],
    },
  ];
}
