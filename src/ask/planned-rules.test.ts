import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../compiler/index.ts';
import { hostStates } from '../model/host-state.arbitrary.ts';
import { compareHosts, everything } from './compare-hosts.ts';
import { rulesOfCompiled } from './host-rules.ts';
import { plannedRules } from './planned-rules.ts';

/** No rule names the zone of a network whose instances are all stateless: it is in the agent's memory alone. */
const tracked = hostStates().map((state) => ({
  ...state,
  groups: new Map([...state.groups].map(([id, group]) => [id, { ...group, stateful: true }])),
}));

describe('rules before and after changes', () => {
  test('are those that an agent has and would write, whichever release it writes', async () => {
    const profiles = fc.constantFrom(...(['caracal', 'zed', 'mitaka'] as const));
    await fc.assert(
      fc.asyncProperty(profiles, tracked, tracked, async (profile, before, after) => {
        const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });
        const had = layout.compile(before, emptyMemory);
        const has = layout.compile(after, had.memory);
        const observed = rulesOfCompiled(had);
        const planned = await plannedRules({ before, after }, observed, undefined);
        expect(compareHosts(rulesOfCompiled(planned.before), observed, everything)).toEqual({ chains: [], sets: [] });
        expect(compareHosts(rulesOfCompiled(planned.before), rulesOfCompiled(planned.after), everything)).toEqual(
          compareHosts(observed, rulesOfCompiled(has), everything),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('are nowhere different where nothing changes, also of a host that does not answer', async () => {
    await fc.assert(
      fc.asyncProperty(hostStates(), async (state) => {
        const { profile, before, after } = await plannedRules({ before: state, after: state }, undefined, undefined);
        const difference = compareHosts(rulesOfCompiled(before), rulesOfCompiled(after), everything);
        expect([profile, difference]).toEqual(['caracal', { chains: [], sets: [] }]);
      }),
      { numRuns: 40 },
    );
  });
});
