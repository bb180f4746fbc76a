import { usesConntrack } from '../uses-conntrack.ts';
import type { HostFinding } from './finding.ts';
import { type FamilyView, refOf } from './host-view.ts';

/** Rules of the nft tools that ask for ports, where no rule needs conntrack: later fragments show them false ones. */
export function fragmentPortsFalse(view: FamilyView): readonly HostFinding[] {
  if (view.host.facts?.backend !== 'nft' || usesConntrack(view.ruleset)) return [];
  const asking = view.rules.filter(({ matches }) =>
    matches.some((match) => match.kind === 'ports' && (match.module === 'tcp' || match.module === 'udp')),
  );
  const [first] = asking;
  if (!first) return [];
  const values = { table: first.table, chain: first.chain, rule: first.rule };
  return [
    {
      code: 'FRAGMENT_PORTS_FALSE',
      family: view.family,
      certainty: 'sure',
      rules: asking.map(refOf),
      values,
      proofs: [],
    },
  ];
}
