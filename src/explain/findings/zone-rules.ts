import { printTarget } from '../../netfilter/index.ts';
import type { HostFinding } from './finding.ts';
import { type FamilyView, type PlacedRule, chainKey, matchOf, namedPort, numbersOf, refOf } from './host-view.ts';

/**
 * Rules that ask by `--physdev-in` for a bridge, which is never a port of itself: they never match, and the pair that
 * asks for the same by `-i` does the work, for every port of the bridge.
 */
export function zoneRules(view: FamilyView): readonly HostFinding[] {
  const dead = view.rules.flatMap((rule) => {
    const bridge = rule.table === 'raw' ? namedPort(rule, 'in') : undefined;
    const own = bridge === undefined ? undefined : view.chains.get(chainKey(rule));
    const pair = own?.find((other) => isPair(other, rule, bridge));
    return pair ? [{ rule, pair }] : [];
  });
  const [first] = dead;
  if (!first) return [];
  const rules = dead.map(({ rule }) => rule);
  return [
    {
      code: 'ZONE_RULE_NEVER_MATCHES',
      family: view.family,
      certainty: 'sure',
      rules: rules.map(refOf),
      values: {
        chain: first.rule.chain,
        rules: numbersOf(rules),
        bridge: namedPort(first.rule, 'in') ?? '',
        pair: first.pair.rule,
      },
      proofs: [],
    },
  ];
}

function isPair(other: PlacedRule, rule: PlacedRule, bridge: string | undefined): boolean {
  const named = matchOf(other, 'inInterface');
  if (named?.name !== bridge || named?.negated || !other.target || !rule.target) return false;
  return printTarget(other.target) === printTarget(rule.target);
}
