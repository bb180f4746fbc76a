import type { Profile } from '../compiler/index.ts';
import type { HostState } from '../model/index.ts';
import { chainPrefix, wrappedChain } from '../netfilter/index.ts';
import { type HostDifference, compareHosts, isDifferent } from './compare-hosts.ts';
import { type HostRules, rulesOfCompiled } from './host-rules.ts';

/** Newest first: of two that are equally near it is the likelier. */
const profiles = ['caracal', 'zed', 'mitaka'] as const satisfies readonly Profile[];

/**
 * The profiles in the order in which they are worth trying: a host that holds exactly what one of them writes is the
 * rule, and each has a table of its own that shows on any host, with ports or without.
 */
function likeliestFirst({ rulesets }: HostRules): readonly Profile[] {
  const has = (table: string, chain: string) =>
    rulesets.ipv4.tables.get(table)?.chains.has(wrappedChain(chainPrefix(), chain));
  const likely: Profile = has('mangle', 'mark') ? 'mitaka' : has('nat', 'PREROUTING') ? 'caracal' : 'zed';
  return [likely, ...profiles.filter((profile) => profile !== likely)];
}

/**
 * What a host should hold by its state, and what of it it does not hold. What the host remembers (zones, order of arrival) is taken from its own rules,
 * as an agent that starts does. Which profile its agent writes is not known here: the one that the rules are nearest to
 * counts, unless one is asked for; without rules to compare with, the newest.
 */
export async function expectedRules(state: HostState, observed: HostRules | undefined, asked: Profile | undefined) {
  const { createNeutronLayout, defaultLayoutOptions, emptyMemory } = await import('../compiler/index.ts');
  const [newest] = profiles;
  const candidates = asked !== undefined ? [asked] : observed === undefined ? [newest] : likeliestFirst(observed);
  const compiledAs = (profile: Profile) => {
    const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });
    const compiled = layout.compile(state, observed === undefined ? emptyMemory : layout.recall(observed.rulesets));
    const difference: HostDifference =
      observed === undefined ? { chains: [], sets: [] } : compareHosts(rulesOfCompiled(compiled), observed, layout);
    return { profile, compiled, difference };
  };
  const [likeliest = newest, ...others] = candidates;
  let best = compiledAs(likeliest);
  for (const profile of others) {
    if (!isDifferent(best.difference)) break;
    const next = compiledAs(profile);
    if (sizeOf(next.difference) < sizeOf(best.difference)) best = next;
  }
  return best;
}

function sizeOf(difference: HostDifference): number {
  return [...difference.chains, ...difference.sets].reduce((sum, c) => sum + 1 + c.removed.length + c.added.length, 0);
}
