import type { HostFinding } from './finding.ts';
import { type FamilyView, chainKey, leadsTo, namedPort, numbersOf, refOf, rulesBehind } from './host-view.ts';

/**
 * Chains that lead a packet to one chain by the port that it leaves by and to another by the port that it came in by: a
 * RETURN in the first one only leads on to the second.
 */
export function twoChains(view: FamilyView): readonly HostFinding[] {
  for (const first of view.rules) {
    const to = leadsTo(first);
    if (namedPort(first, 'out') === undefined || to === undefined) continue;
    if (!rulesBehind(first, view).some(({ target }) => target?.kind === 'return')) continue;
    const second = view.chains.get(chainKey(first))?.find((rule) => {
      const other = leadsTo(rule);
      return rule.rule > first.rule && namedPort(rule, 'in') !== undefined && other !== undefined && other !== to;
    });
    if (!second) continue;
    return [
      {
        code: 'TWO_CHAINS_ONE_PACKET',
        family: view.family,
        certainty: 'sure',
        rules: [first, second].map(refOf),
        values: { chain: first.chain, first: to, second: leadsTo(second) ?? '', rules: numbersOf([first, second]) },
        proofs: [],
      },
    ];
  }
  return [];
}
