import type { Profile } from '../../compiler/index.ts';
import type { HostState } from '../../model/index.ts';
import { type HostDifference, compareHosts } from './compare.ts';
import { type HostRules, rulesOfCompiled } from './host-rules.ts';

/** Newest first: of two that are equally near it is the likelier. */
const profiles = ['caracal', 'zed', 'mitaka'] as const satisfies readonly Profile[];

/** What a state compiles to, and what of it a host does not hold. */
export type ExpectedRules = Awaited<ReturnType<typeof expectedRules>>;

/**
 * What a host should hold by its state. What the host remembers (zones, order of arrival) is taken from its own rules,
 * as an agent that starts does. Which profile its agent writes is not known here: the one that the rules are nearest to
 * counts, unless one is asked for; without rules to compare with, the newest.
 */
export async function expectedRules(state: HostState, observed: HostRules | undefined, asked: Profile | undefined) {
  const { createNeutronLayout, defaultLayoutOptions, emptyMemory } = await import('../../compiler/index.ts');
  const [newest] = profiles;
  const candidates = asked !== undefined ? [asked] : observed === undefined ? [newest] : profiles;
  const compiledAs = (profile: Profile) => {
    const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });
    const compiled = layout.compile(state, observed === undefined ? emptyMemory : layout.recall(observed.rulesets));
    const difference: HostDifference =
      observed === undefined ? { chains: [], sets: [] } : compareHosts(rulesOfCompiled(compiled), observed, layout);
    return { profile, compiled, difference };
  };
  return candidates
    .map(compiledAs)
    .reduce((best, each) => (sizeOf(each.difference) < sizeOf(best.difference) ? each : best));
}

function sizeOf(difference: HostDifference): number {
  return [...difference.chains, ...difference.sets].reduce((sum, c) => sum + 1 + c.removed.length + c.added.length, 0);
}
