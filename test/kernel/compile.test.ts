import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Profile, createNeutronLayout, emptyMemory } from '../../src/compiler/index.ts';
import { hostStates } from '../../src/model/host-state.arbitrary.ts';
import { type Family, parseSave, parseSets, printCanonical, printCanonicalSets } from '../../src/netfilter/index.ts';
import { type Namespace, describeInNamespace, openNamespace } from './namespace.ts';

/*
 * Random host states, compiled and loaded by the real tools: they take every line, and print it back as the compiler
 * wrote it. A rule that they spelled otherwise would be deleted and inserted again at every apply.
 */

const stateCount = 8;
const programs = { ipv4: 'iptables', ipv6: 'ip6tables' } as const;

describeInNamespace('what is compiled is what the kernel prints back', () => {
  describe.each(['nft', 'legacy'] as const)('%s', (backend) => {
    let space: Namespace;
    beforeAll(async () => {
      space = await openNamespace();
    });
    afterAll(() => space.close());

    test.each(['caracal', 'zed', 'mitaka'] as const)('profile %s', (profile: Profile) => {
      const states = fc.sample(hostStates(), { seed: 2016, numRuns: stateCount });
      let rules = 0;
      for (const [n, state] of states.entries()) {
        const layout = createNeutronLayout({
          profile,
          layout: 'neutron',
          ipset: n % 2 === 0,
          comments: n % 3 > 0,
          prefix: 'neutron-linuxbridge-agent',
        });
        const { rulesets, sets } = layout.compile(state, emptyMemory);
        for (const family of ['ipv4', 'ipv6'] as const) space.shell(restore(backend, family, emptyTables));
        const wantedSets = printCanonicalSets([...sets.values()].map(({ set }) => set));
        space.shell(`ipset destroy\nipset restore <<'END'\n${wantedSets}END`);
        expect(printCanonicalSets(parseSets(space.shell('ipset save')).sets)).toBe(wantedSets);
        for (const family of ['ipv4', 'ipv6'] as const) {
          const wanted = printCanonical(rulesets[family]);
          space.shell(restore(backend, family, wanted));
          const saved = space.shell(`${programs[family]}-${backend}-save`);
          expect(printCanonical(parseSave(saved, family).ruleset)).toBe(wanted);
          rules += wanted.split('\n').filter((line) => line.startsWith('-A')).length;
        }
      }
      expect(rules).toBeGreaterThan(500);
    });
  });
});

const emptyTables = ['raw', 'mangle', 'nat', 'filter'].map((table) => `*${table}\nCOMMIT\n`).join('');

function restore(backend: string, family: Family, text: string): string {
  return `${programs[family]}-${backend}-restore <<'END'\n${text}END`;
}
