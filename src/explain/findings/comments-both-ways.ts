import type { HostFinding } from './finding.ts';
import { type FamilyView, type PlacedRule, matchOf, namedPort, refOf } from './host-view.ts';

/** Comments that stand at a rule for what enters a port and at one for what leaves it alike: they tell no direction. */
export function commentsBothWays(view: FamilyView): readonly HostFinding[] {
  const texts = new Map<string, { readonly to: PlacedRule[]; readonly from: PlacedRule[] }>();
  for (const rule of view.rules) {
    const text = matchOf(rule, 'comment')?.text;
    const isTo = namedPort(rule, 'out') !== undefined;
    if (text === undefined || isTo === (namedPort(rule, 'in') !== undefined)) continue;
    const found = texts.get(text) ?? { to: [], from: [] };
    (isTo ? found.to : found.from).push(rule);
    texts.set(text, found);
  }
  return [...texts].flatMap(([text, { to, from }]): HostFinding[] => {
    const [into] = to;
    const outOf = from.find((rule) => into && rule.chain === into.chain);
    if (!into || !outOf) return [];
    return [
      {
        code: 'COMMENT_BOTH_WAYS',
        family: view.family,
        certainty: 'sure',
        rules: [into, outOf].map(refOf),
        values: { text, chain: into.chain, into: into.rule, from: outOf.rule },
        proofs: [],
      },
    ];
  });
}
