import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Chain, type Rule, type Ruleset, isBuiltIn } from '../../netfilter/index.ts';
import { arbitraryRuleset } from '../../netfilter/ruleset.arbitrary.ts';
import { evaluate } from '../evaluate.ts';
import { mapHost } from '../mapping/host-map.ts';
import { unownedRules } from '../mapping/unowned.ts';
import { packets, poolOf } from '../packet.arbitrary.ts';
import { noSets } from '../set-members.ts';
import { rulesMet } from '../trace.ts';
import { missWords } from '../words/miss-words.ts';
import { passInWords, plainNames } from '../words/pass-words.ts';
import { judgePass } from './judge-pass.ts';
import { pathLines } from './path-lines.ts';

/** Jumps of the layout's kind between chains of random rules: roles are found in them that nobody meant. */
const names = [
  'neutron-linuxbri-sg-chain',
  'neutron-linuxbri-sg-fallback',
  'neutron-linuxbri-FORWARD',
  'neutron-linuxbri-i0123abcd-e',
  'neutron-linuxbri-o0123abcd-e',
  'neutron-linuxbri-s0123abcd-e',
  'DOCKER-USER',
];

function renamed(ruleset: Ruleset): Ruleset {
  return {
    ...ruleset,
    tables: new Map(
      [...ruleset.tables].map(([table, { chains }]) => {
        const own = [...chains.keys()].filter((chain) => !isBuiltIn(table, chain));
        const nameOf = (chain: string) => names[own.indexOf(chain)] ?? chain;
        const rule = (each: Rule): Rule => {
          const { target } = each;
          const jumps = target?.kind === 'jump' || target?.kind === 'goto';
          return jumps ? { ...each, target: { ...target, chain: nameOf(target.chain) } } : each;
        };
        const renamedChains = [...chains.values()].map((chain): [string, Chain] => {
          const name = nameOf(chain.name);
          return [name, { ...chain, name, rules: chain.rules.map(rule) }];
        });
        return [table, { name: table, chains: new Map(renamedChains) }];
      }),
    ),
  };
}

test('whatever the rules are, every way can be told in words, and all of it is there', () => {
  const cases = fc.constantFrom('ipv4' as const, 'ipv6' as const).chain((family) =>
    arbitraryRuleset(family).chain((made) => {
      const ruleset = renamed(made);
      return fc.tuple(fc.constant(ruleset), fc.array(packets(poolOf([ruleset]), [family]), { maxLength: 5 }));
    }),
  );
  fc.assert(
    fc.property(cases, ([ruleset, some]) => {
      const other: Ruleset = { family: ruleset.family === 'ipv4' ? 'ipv6' : 'ipv4', tables: new Map() };
      const map = mapHost(ruleset.family === 'ipv4' ? { ipv4: ruleset, ipv6: other } : { ipv4: other, ipv6: ruleset });
      const unowned = unownedRules(map).flatMap(({ table, chain, rules }) =>
        rules.map(({ number }) => ({ table, chain, rule: number })),
      );
      for (const ref of unowned) expect(map.rule(ruleset.family, ref).certainty).toBe('none');
      for (const packet of some) {
        const trace = evaluate(ruleset, noSets, packet);
        const pass = { packet, trace, map, sets: noSets };
        const judgement = judgePass(pass, plainNames);
        const { lines, hidden } = pathLines(pass, judgement, { all: true });
        const asked = trace.steps.filter(({ kind }) => kind === 'test' || kind === 'policy');
        expect([lines.length, hidden]).toEqual([asked.length, 0]);
        expect(lines.filter(({ kind }) => kind === 'held').map(({ ref }) => ref)).toEqual(rulesMet(trace));
        if (trace.verdict !== 'unknown' && trace.decidedBy) {
          expect(judgement.way.at(-1)?.ref).toEqual(trace.decidedBy);
        }
        for (const language of ['en', 'zh-CN'] as const) {
          expect(passInWords(pass, plainNames, language)).not.toMatch(/\{\{|undefined|explain\./);
          for (const { misses } of lines) {
            if (misses)
              expect(missWords(misses, packet, trace.ctState, language)).not.toMatch(/\{\{|undefined|explain\./);
          }
        }
      }
    }),
    { numRuns: 80 },
  );
});
