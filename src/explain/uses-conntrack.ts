import type { Match, Ruleset, Target } from '../netfilter/index.ts';

/** Matches and targets that the kernel loads conntrack for. */
const matches: ReadonlySet<string> = new Set([
  'cluster',
  'connbytes',
  'connlabel',
  'connlimit',
  'connmark',
  'conntrack',
  'helper',
  'state',
]);
const targets: ReadonlySet<string> = new Set([
  'CONNMARK',
  'CONNSECMARK',
  'CT',
  'DNAT',
  'MASQUERADE',
  'NETMAP',
  'REDIRECT',
  'SNAT',
  'SYNPROXY',
]);

/**
 * Whether conntrack sees the packets of this family: only if some rule needs it (observed, Linux 6.18). Only then are
 * fragments joined before the rules, and only then is the nat table asked.
 */
export function usesConntrack(ruleset: Ruleset): boolean {
  const known = answers.get(ruleset);
  if (known !== undefined) return known;
  const answer = someRuleNeedsIt(ruleset);
  answers.set(ruleset, answer);
  return answer;
}

/** Many packets are asked of one ruleset, and one without such a rule has to be read to its end. */
const answers = new WeakMap<Ruleset, boolean>();

function someRuleNeedsIt({ tables }: Ruleset): boolean {
  for (const { chains } of tables.values()) {
    for (const { rules } of chains.values()) {
      for (const { matches: asked, target } of rules) {
        if (asked.some(matchNeedsIt) || (target && targetNeedsIt(target))) return true;
      }
    }
  }
  return false;
}

function matchNeedsIt(match: Match): boolean {
  return match.kind === 'state' || match.kind === 'ctstate' || (match.kind === 'other' && matches.has(match.module));
}

/** To take a packet out of conntrack does not need it. */
function targetNeedsIt(target: Target): boolean {
  if (target.kind === 'ct') return !target.notrack;
  return target.kind === 'other' && targets.has(target.name) && !/(?:^| )--notrack(?: |$)/.test(target.text);
}
