import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, noSets } from '../../src/explain/index.ts';
import { packets, poolOf } from '../../src/explain/packet.arbitrary.ts';
import { type Match, type Rule, type Ruleset, normalise } from '../../src/netfilter/index.ts';
import { arbitraryFamily, arbitraryRuleset } from '../../src/netfilter/ruleset.arbitrary.ts';

describe('normalise', () => {
  const cases = fc
    .tuple(
      arbitraryFamily.chain((family) => arbitraryRuleset(family)),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }),
    )
    .chain(([plain, choices]) => {
      const odd = misspell(plain, choices);
      return fc.tuple(
        fc.constant(odd),
        fc.array(packets(poolOf([plain]), [plain.family]), { minLength: 10, maxLength: 30 }),
      );
    });

  test('does not change the verdict for any packet, nor the rules that it meets', () => {
    let spelled = 0;
    fc.assert(
      fc.property(cases, ([odd, some]) => {
        const normal = normalise(odd);
        if (normal !== odd) spelled += 1;
        for (const packet of some) {
          const before = evaluate(odd, noSets, packet);
          const after = evaluate(normal, noSets, packet);
          // What is spelled so that only `normalise` can read it may be open before; then it must be settled as one of the ways.
          if (before.verdict !== 'unknown') {
            expect({ packet, verdict: after.verdict }).toEqual({ packet, verdict: before.verdict });
          }
          if (before.unknowns.length === 0) expect(shapeOf(after)).toEqual(shapeOf(before));
        }
      }),
      { numRuns: 300 },
    );
    expect(spelled).toBeGreaterThan(100);
  });
});

function shapeOf(trace: ReturnType<typeof evaluate>) {
  return trace.steps.map((step) => (step.kind === 'test' ? [step.rule, step.held] : step));
}

/** The same rules in spellings that people and other programs write. `choices` says which, over and over. */
function misspell(rules: Ruleset, choices: readonly number[]): Ruleset {
  let at = 0;
  const choose = () => choices[(at += 1) % choices.length] ?? 0;
  const tables = [...rules.tables].map(([name, table]) => {
    const chains = [...table.chains].map(
      ([own, chain]) => [own, { ...chain, rules: chain.rules.map((rule) => misspellRule(rule, choose)) }] as const,
    );
    return [name, { ...table, chains: new Map(chains) }] as const;
  });
  return { family: rules.family, tables: new Map(tables) };
}

function misspellRule(rule: Rule, choose: () => number): Rule {
  const matches = rule.matches.map((match) => misspellMatch(match, choose()));
  // Modules keep their order among themselves: a port match has to come after its protocol.
  const isBasic = (match: Match) => match.kind === 'source' || match.kind === 'destination' || match.kind === 'comment';
  const isTurned = choose() === 1;
  return {
    ...rule,
    matches: isTurned ? [...matches.filter((m) => !isBasic(m)), ...matches.filter(isBasic).reverse()] : matches,
  };
}

const numbers: { readonly [name: string]: string } = { tcp: '6', udp: '17', icmp: '1', 'ipv6-icmp': '58', vrrp: '112' };

function misspellMatch(match: Match, choice: number): Match {
  if (choice === 0) return match;
  switch (match.kind) {
    case 'source':
    case 'destination':
      if (choice === 1) {
        const option = match.kind === 'source' ? '-s' : '-d';
        return { kind: 'other', module: '', text: `${match.negated ? '! ' : ''}${option} ${match.cidr}` };
      }
      // Host bits; nothing at all.
      if (choice === 2 && match.cidr.endsWith('.0/24')) return { ...match, cidr: match.cidr.replace('.0/24', '.9/24') };
      return choice === 3 && !match.negated
        ? { ...match, cidr: match.cidr.includes(':') ? '::/0' : '0.0.0.0/0' }
        : match;
    case 'protocol':
      return { ...match, protocol: numbers[match.protocol] ?? match.protocol };
    case 'state':
    case 'ctstate':
      return { ...match, states: [...match.states, ...match.states].reverse() };
    case 'mac':
      return { ...match, address: match.address.toUpperCase() };
    case 'icmp':
      return choice === 1 && match.module === 'icmp' ? { ...match, type: 255, code: choice } : match;
    case 'ports':
      return { ...match, source: match.source ?? { first: 0, last: 65_535, negated: false } };
    case 'inInterface':
    case 'outInterface':
    case 'fragment':
    case 'multiport':
    case 'physdev':
    case 'set':
    case 'comment':
    case 'other':
      return match;
  }
}
