import type { CompiledHost, Profile } from '../compiler/index.ts';
import type { PlannedStates } from '../wire/index.ts';
import { expectedRules } from './expected-rules.ts';
import type { HostRules } from './host-rules.ts';

/** What a host holds by its state before and after changes, in one layout. */
export interface PlannedRules {
  readonly profile: Profile;
  readonly before: CompiledHost;
  readonly after: CompiledHost;
}

/**
 * Compiles a host's state before and after changes, as its agent would: in the profile that its rules are nearest to, with
 * what it remembers. Without rules to look at it is the newest profile, and a host that remembers nothing.
 */
export async function plannedRules(
  states: PlannedStates,
  observed: HostRules | undefined,
  asked: Profile | undefined,
): Promise<PlannedRules> {
  const { createNeutronLayout, defaultLayoutOptions } = await import('../compiler/index.ts');
  const { profile, compiled: before } = await expectedRules(states.before, observed, asked);
  const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });
  return { profile, before, after: layout.compile(states.after, before.memory, before) };
}
