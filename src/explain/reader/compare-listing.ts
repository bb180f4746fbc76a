import { addressVersion } from '../../model/index.ts';
import {
  type Chain,
  type Match,
  printMatch,
  printTarget,
  type Rule,
  type Table,
  type Target,
  whatIsNotTold,
} from '../../netfilter/index.ts';

/** A place where a listing and the save text of the same table say different things. */
export interface Disagreement {
  readonly kind: /** A rule of the listing has a range of ports that is never true; the save text has none. */
    | 'range'
    | 'rule'
    /** One of them has more rules in the chain. */
    | 'count'
    /** The save text has no such chain, or another policy for it. */
    | 'chain';
  readonly chain: string;
  /** From 1; 0 for a whole chain. */
  readonly rule: number;
}

/**
 * Compares what a listing shows with the rules that iptables-save printed for the same table: both must come from one
 * moment. What a listing leaves out is not a difference.
 */
export function compareListing(listed: Table, saved: Table, showsInterfaces: boolean): readonly Disagreement[] {
  const found: Disagreement[] = [];
  for (const chain of listed.chains.values()) {
    const other = saved.chains.get(chain.name);
    if (other) compareChain(chain, other, showsInterfaces, found);
    else found.push({ kind: 'chain', chain: chain.name, rule: 0 });
  }
  return found;
}

function compareChain(listed: Chain, saved: Chain, showsInterfaces: boolean, found: Disagreement[]): void {
  if (listed.policy !== saved.policy) found.push({ kind: 'chain', chain: listed.name, rule: 0 });
  if (listed.rules.length !== saved.rules.length) {
    found.push({ kind: 'count', chain: listed.name, rule: 0 });
    return;
  }
  for (const [index, rule] of listed.rules.entries()) {
    const other = saved.rules[index];
    if (!other || agrees(rule, other, showsInterfaces)) continue;
    const kind = agrees(withoutImpossible(rule), other, showsInterfaces) ? 'range' : 'rule';
    found.push({ kind, chain: listed.name, rule: index + 1 });
  }
}

function agrees(listed: Rule, saved: Rule, showsInterfaces: boolean): boolean {
  if (
    listed.matches.some(
      (match) => whatIsNotTold(match) === 'not understood' || whatIsNotTold(match) === 'match or comment',
    )
  ) {
    return sameTarget(listed.target, saved.target);
  }
  const isCompared = (match: Match) =>
    match.kind !== 'comment' &&
    whatIsNotTold(match) === undefined &&
    (showsInterfaces || (match.kind !== 'inInterface' && match.kind !== 'outInterface'));
  const a = listed.matches.filter(isCompared);
  const b = saved.matches.filter(isCompared);
  return (
    a.length === b.length &&
    a.every((match, index) => sameMatch(match, b[index])) &&
    sameTarget(listed.target, saved.target)
  );
}

function sameMatch(listed: Match, saved: Match | undefined): boolean {
  if (saved === undefined) return false;
  // A name for an address, a service, a protocol that nobody knows may be any.
  if (listed.kind === 'source' || listed.kind === 'destination') {
    const address = listed.cidr.split('/')[0] ?? '';
    if (addressVersion(address) === undefined) return saved.kind === listed.kind || saved.kind === 'other';
  }
  if (listed.kind === 'other' && (saved.kind === 'ports' || saved.kind === 'multiport')) {
    return listed.module === (saved.kind === 'ports' ? saved.module : 'multiport');
  }
  // Of these a listing shows only a part, or shows names for numbers.
  if (listed.kind === 'other' && saved.kind === 'other' && listed.module !== '') return listed.module === saved.module;
  return printMatch(listed).toLowerCase() === printMatch(saved).toLowerCase();
}

function sameTarget(listed: Target | null, saved: Target | null): boolean {
  if (listed === null || saved === null) return listed === saved;
  if (listed.kind === 'other' && saved.kind === 'other') return listed.name === saved.name;
  // A target that is not among the listing's chains may be one of those that it does not show.
  if (listed.kind === 'other' && saved.kind === 'jump') return listed.name === saved.chain;
  return printTarget(listed) === printTarget(saved);
}

/** The rule as iptables-save prints it: it leaves out `! --sport 0:65535`. */
function withoutImpossible(rule: Rule): Rule {
  return {
    ...rule,
    matches: rule.matches.map((match) => {
      if (match.kind !== 'ports') return match;
      const clean = (range: typeof match.source) =>
        range?.negated && range.first === 0 && range.last === 65_535 ? null : range;
      return { ...match, source: clean(match.source), destination: clean(match.destination) };
    }),
  };
}
