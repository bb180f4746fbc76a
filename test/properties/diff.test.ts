import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, noSets, rulesMet } from '../../src/explain/index.ts';
import { packets, poolOf } from '../../src/explain/packet.arbitrary.ts';
import { type Owner, type Ruleset, applyRestore, diff, printRestore } from '../../src/netfilter/index.ts';
import { arbitraryFamily, arbitraryRuleset } from '../../src/netfilter/ruleset.arbitrary.ts';

const everythingIsOurs: Owner = { owns: () => true, ownsRule: () => true };
const chains = ['c-a', 'c-b', 'c-d', 'c-e'];

describe('the edits of a difference', () => {
  const cases = arbitraryFamily
    .chain((family) => fc.tuple(arbitraryRuleset(family, { chains }), arbitraryRuleset(family, { chains })))
    .chain(([observed, desired]) => {
      const some = packets(poolOf([observed, desired]), [observed.family]);
      return fc.tuple(fc.constant(observed), fc.constant(desired), fc.array(some, { minLength: 10, maxLength: 30 }));
    });

  test('once applied, judge every packet as the desired rules do', () => {
    let judged = 0;
    fc.assert(
      fc.property(cases, ([observed, desired, some]) => {
        const script = [...printRestore(diff(observed, desired, everythingIsOurs))];
        const { ruleset, refused } = applyRestore(observed, script);
        expect(refused).toBeNull();
        const wanted = withPolicies(desired, observed);
        for (const packet of some) {
          const trace = evaluate(ruleset, noSets, packet);
          const wantedTrace = evaluate(wanted, noSets, packet);
          judged += 1;
          expect({ packet, verdict: trace.verdict }).toEqual({ packet, verdict: wantedTrace.verdict });
          expect(rulesMet(trace).filter(({ rule }) => rule > 0)).toEqual(
            rulesMet(wantedTrace).filter(({ rule }) => rule > 0),
          );
        }
      }),
      { numRuns: 200 },
    );
    expect(judged).toBeGreaterThan(1000);
  });
});

/** Policies are nobody's to change: they stay as they were observed, ACCEPT where there was no table. */
function withPolicies(desired: Ruleset, observed: Ruleset): Ruleset {
  const names = new Set([...observed.tables.keys(), ...desired.tables.keys()]);
  const tables = [...names].map((name) => {
    const wanted = desired.tables.get(name)?.chains;
    const before = observed.tables.get(name)?.chains;
    const left = [...(before ?? [])].filter(([chain, { policy }]) => policy !== null && !wanted?.has(chain));
    const own = [...(wanted ?? [])].map(([chain, content]) => {
      const policy = content.policy === null ? null : (before?.get(chain)?.policy ?? 'ACCEPT');
      return [chain, { ...content, policy }] as const;
    });
    const emptied = left.map(([chain, content]) => [chain, { ...content, rules: [] }] as const);
    return [name, { name, chains: new Map([...own, ...emptied]) }] as const;
  });
  return { family: desired.family, tables: new Map(tables) };
}
