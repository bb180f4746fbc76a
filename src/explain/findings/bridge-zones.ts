import { printTarget } from '../../netfilter/index.ts';
import type { HostFinding } from './finding.ts';
import { type FamilyView, type PlacedRule, chainKey, matchOf, namedPort, refOf } from './host-view.ts';
import { proofOf, prove, strangerAt } from './proof.ts';

/** CT rules about one bridge that do not say the same: the first decides, for all ports of the bridge. */
export function bridgeZones(view: FamilyView): readonly HostFinding[] {
  const first = new Map<string, PlacedRule>();
  const told = new Set<string>();
  const found: HostFinding[] = [];
  for (const rule of view.rules) {
    const bridge = wholeBridge(rule);
    if (bridge === undefined) continue;
    const key = `${chainKey(rule)} ${bridge}`;
    const before = first.get(key);
    if (!before) first.set(key, rule);
    if (!before || told.has(key) || say(before) === say(rule)) continue;
    told.add(key);
    found.push(disagree(view, bridge, before, rule));
  }
  return found;
}

function disagree(view: FamilyView, bridge: string, before: PlacedRule, rule: PlacedRule): HostFinding {
  // The port that the second rule was written for: its own rule follows.
  const next = view.chains.get(chainKey(rule))?.[rule.rule];
  const device = next && namedPort(next, 'in');
  const port = view.ports.find((one) => one.device === device);
  return {
    code: 'BRIDGE_ZONE_BY_FIRST_PORT',
    family: view.family,
    certainty: 'sure',
    rules: [before, rule, ...(device === undefined ? [] : [next])].flatMap((one) => (one ? [refOf(one)] : [])),
    values: {
      chain: rule.chain,
      bridge,
      first: before.rule,
      second: rule.rule,
      device: device ?? '?',
      says: say(before),
      wanted: say(rule),
    },
    proofs: port
      ? [proofOf(prove(view, { ...strangerAt(view, port.device, 'fromPort'), in: bridge, out: bridge }))]
      : [],
  };
}

/** The bridge whose every packet a CT rule is for. */
function wholeBridge(rule: PlacedRule): string | undefined {
  const named = matchOf(rule, 'inInterface');
  const asks = rule.matches.filter(({ kind }) => kind !== 'comment');
  return rule.target?.kind === 'ct' && named && !named.negated && asks.length === 1 ? named.name : undefined;
}

function say({ target }: PlacedRule): string {
  return target ? printTarget(target) : '';
}
