import type { HostFinding } from './finding.ts';
import { type FamilyView, type PlacedRule, byChain, matchOf, numbersOf, refOf } from './host-view.ts';

/** Rules that exclude all ports, and so never match: iptables-save prints them without the range, as if they took any. */
export function emptyPortRanges(view: FamilyView): readonly HostFinding[] {
  return [...byChain(view.rules.filter(excludesAllPorts)).values()].map((rules) =>
    finding(view, 'EMPTY_PORT_RANGE', 'sure', rules),
  );
}

/**
 * Rules with `-m tcp` or `-m udp` and nothing after it: written so, or what is left of a range that excluded all ports. One
 * chain stands for all: layouts write many of them.
 */
export function lostPortRanges(view: FamilyView): readonly HostFinding[] {
  const [rules] = byChain(view.rules.filter(asksForNothing)).values();
  return rules ? [finding(view, 'PORT_RANGE_LOST', 'hint', rules)] : [];
}

function excludesAllPorts(rule: PlacedRule): boolean {
  const ports = matchOf(rule, 'ports');
  return [ports?.source, ports?.destination].some(
    (range) => range?.negated && range.first === 0 && range.last === 0xffff,
  );
}

function asksForNothing(rule: PlacedRule): boolean {
  const ports = matchOf(rule, 'ports');
  // The module is also named where another one asks for the ports.
  const isAsked = matchOf(rule, 'multiport') !== undefined;
  return ports !== undefined && !isAsked && !ports.source && !ports.destination && ports.rest === '';
}

function finding(
  { family }: FamilyView,
  code: 'EMPTY_PORT_RANGE' | 'PORT_RANGE_LOST',
  certainty: HostFinding['certainty'],
  rules: readonly PlacedRule[],
): HostFinding {
  const [first] = rules;
  const values = { table: first?.table ?? '', chain: first?.chain ?? '', rules: numbersOf(rules) };
  return { code, family, certainty, rules: rules.map(refOf), values, proofs: [] };
}
