import type { Match } from '../../netfilter/index.ts';
import type { Hook } from '../hooks.ts';
import type { HostFinding } from './finding.ts';
import { type FamilyView, type PlacedRule, matchOf, numbersOf, refOf } from './host-view.ts';

type Reason = 'bridged' | 'physdevOut' | 'physdevOutput' | 'mac' | 'inDevice' | 'outDevice' | 'stateInRaw';

/** Rules that can never match by where they stand: what they ask for is not there in any hook that leads to them. */
export function neverMatches(view: FamilyView): readonly HostFinding[] {
  const found = new Map<string, { readonly reason: Reason; readonly rules: PlacedRule[] }>();
  for (const rule of view.rules) {
    const reason = reasonFor(rule);
    if (!reason) continue;
    const key = `${rule.table} ${rule.chain} ${reason}`;
    const group = found.get(key) ?? { reason, rules: [] };
    group.rules.push(rule);
    found.set(key, group);
  }
  return [...found.values()].map(({ reason, rules }) => finding(view, reason, rules));
}

/** Whether a rule can never match because a bridged packet is not yet known as one where it stands. */
export function isDeadByBridged(rule: PlacedRule): boolean {
  return reasonFor(rule) === 'bridged';
}

function finding({ family }: FamilyView, reason: Reason, rules: readonly PlacedRule[]): HostFinding {
  const [{ table, chain, hooks } = { table: '', chain: '', hooks: new Set<Hook>() }] = rules;
  return {
    code: 'NEVER_MATCHES_HERE',
    family,
    certainty: 'sure',
    rules: rules.map(refOf),
    values: {
      table,
      chain,
      rules: numbersOf(rules),
      hooks: [...hooks].join(', '),
      reason: `findings.reason_${reason}`,
    },
    proofs: [],
  };
}

/** Undefined: at some hook that leads to the rule it can match. */
function reasonFor(rule: PlacedRule): Reason | undefined {
  let reason: Reason | undefined;
  for (const hook of rule.hooks) {
    reason = reasonAt(hook, rule);
    if (!reason) return undefined;
  }
  return reason;
}

function reasonAt(hook: Hook, rule: PlacedRule): Reason | undefined {
  for (const match of rule.matches) {
    const reason = matchFailsAt(hook, match, rule.table);
    if (reason) return reason;
  }
  return undefined;
}

const arriving: ReadonlySet<Hook> = new Set<Hook>(['PREROUTING', 'INPUT']);

function matchFailsAt(hook: Hook, match: Match, table: string): Reason | undefined {
  switch (match.kind) {
    case 'physdev': {
      const asksOut = match.isOut === 'yes' || match.out?.negated === false;
      const asks = asksOut || match.isBridged === 'yes' || match.isIn === 'yes' || match.in?.negated === false;
      if (hook === 'OUTPUT' && asks) return 'physdevOutput';
      if (arriving.has(hook) && match.isBridged === 'yes') return 'bridged';
      return arriving.has(hook) && asksOut ? 'physdevOut' : undefined;
    }
    case 'mac':
      return hook === 'OUTPUT' || hook === 'POSTROUTING' ? 'mac' : undefined;
    case 'inInterface':
      return hook === 'OUTPUT' && !match.negated && match.name !== '+' ? 'inDevice' : undefined;
    case 'outInterface':
      return arriving.has(hook) && !match.negated && match.name !== '+' ? 'outDevice' : undefined;
    case 'state':
    case 'ctstate':
      return table === 'raw' && !match.negated && match.states.every((state) => afterLookup.has(state))
        ? 'stateInRaw'
        : undefined;
    default:
      return undefined;
  }
}

/** States that no packet has before conntrack looked it up. */
const afterLookup: ReadonlySet<string> = new Set(['ESTABLISHED', 'RELATED', 'SNAT', 'DNAT']);

/** Chains that are reached from INPUT and hold a rule about a port's own packets. */
export function namesPortInInput(rule: PlacedRule, device: string): boolean {
  const named = matchOf(rule, 'physdev')?.in;
  return rule.table === 'filter' && rule.hooks.has('INPUT') && !rule.hooks.has('FORWARD') && named?.name === device;
}
