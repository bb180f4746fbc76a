import { printTarget } from '../../netfilter/index.ts';
import type { HostFinding } from './finding.ts';
import { type FamilyView, type PlacedRule, chainKey, matchOf, namedPort, numbersOf, refOf } from './host-view.ts';

/**
 * Rules that ask by `--physdev-in` for a bridge, which is never a port of itself: they never match, and the pair that
 * asks for the same by `-i` does the work, for every port of the bridge.
 */
export function zoneRules(view: FamilyView): readonly HostFinding[] {
  const pairs = new Map<string, PlacedRule>();
  for (const rule of view.rules) {
    const named = rule.table === 'raw' ? matchOf(rule, 'inInterface') : undefined;
    if (named && !named.negated && !pairs.has(saying(rule, named.name))) pairs.set(saying(rule, named.name), rule);
  }
  const dead = view.rules.flatMap((rule) => {
    const bridge = rule.table === 'raw' ? namedPort(rule, 'in') : undefined;
    const pair = bridge === undefined ? undefined : pairs.get(saying(rule, bridge));
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

/** The chain of a rule, a device, and what the rule does. */
function saying(rule: PlacedRule, device: string): string {
  return `${chainKey(rule)} ${device} ${rule.target ? printTarget(rule.target) : ''}`;
}
