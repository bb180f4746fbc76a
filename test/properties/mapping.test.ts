import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CompiledHost,
  compileSteps,
  createNeutronLayout,
  defaultLayoutOptions,
  emptyMemory,
} from '../../src/compiler/index.ts';
import { type HostMap, type RuleReason, type WrittenHost, mapHost, unownedRules } from '../../src/explain/index.ts';
import type { HostState } from '../../src/model/index.ts';
import { hostStates } from '../../src/model/host-state.arbitrary.ts';
import { type Rule, type Ruleset, parseSave, portChain, tapName } from '../../src/netfilter/index.ts';
import { parseHostStateFile } from '../../src/wire/index.ts';

const profiles = ['caracal', 'zed', 'mitaka'] as const;
const families = ['ipv4', 'ipv6'] as const;

function written(state: HostState, compiled: CompiledHost): WrittenHost {
  return { state, ...compiled };
}

/** Every rule of the layout, with its place. */
function* rulesOf(rulesets: CompiledHost['rulesets']) {
  for (const family of families) {
    for (const { name: table, chains } of rulesets[family].tables.values()) {
      for (const chain of chains.values()) {
        for (const [index, rule] of chain.rules.entries()) {
          yield { family, ref: { table, chain: chain.name, rule: index + 1 }, rule };
        }
      }
    }
  }
}

const kindOf = (reason: RuleReason | undefined) => {
  if (reason === undefined) return 'none';
  if (reason.kind === 'scaffold') return reason.role;
  return reason.kind === 'antiSpoof' ? `antiSpoof ${reason.what}` : reason.kind;
};

/** A group's rule that says no more than a rule of the layout itself cannot be told from it by content. */
function looksLikeScaffold(rule: Rule): boolean {
  return rule.matches.some((match) => match.kind === 'icmp' && match.type === 134) && rule.matches.length <= 2;
}

describe('the map of a host', () => {
  test.each(profiles)('has the compiler’s own reason for every rule that it wrote (%s)', (profile) => {
    const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });
    fc.assert(
      fc.property(hostStates(), (state) => {
        const compiled = layout.compile(state, emptyMemory);
        const map = mapHost(compiled.rulesets, written(state, compiled));
        for (const { family, ref } of rulesOf(compiled.rulesets)) {
          const reasons = compiled.why(family, ref.table, ref.chain)[ref.rule - 1] ?? [];
          expect(map.rule(family, ref)).toEqual({ certainty: 'exact', reasons });
        }
        expect(unownedRules(map)).toEqual([]);
        expect(map.ports.map(({ port }) => port)).toEqual([...state.ports.values()]);
      }),
      { numRuns: 40 },
    );
  });

  test.each(profiles)('infers the same kind of reason where only the rules are known (%s)', (profile) => {
    const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });
    let compared = 0;
    fc.assert(
      fc.property(hostStates(), (state) => {
        const compiled = layout.compile(state, emptyMemory);
        const map = mapHost(compiled.rulesets);
        for (const { family, ref, rule } of rulesOf(compiled.rulesets)) {
          const [reason] = compiled.why(family, ref.table, ref.chain)[ref.rule - 1] ?? [];
          if (looksLikeScaffold(rule)) continue;
          // Table nat accepts for every port, whatever its kind, and the writer says so of none in particular.
          expect({ ref, ...kinds(map, family, ref) }).toEqual({ ref, certainty: 'inferred', kinds: [kindOf(reason)] });
          compared += 1;
        }
        expect(unownedRules(map)).toEqual([]);
        expectPortChains(map, state);
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  test('keeps the exact reasons of rules between which others pushed theirs', () => {
    const layout = createNeutronLayout(defaultLayoutOptions);
    const foreign: Rule = {
      matches: [{ kind: 'source', cidr: '198.51.100.9/32', negated: false }],
      target: { kind: 'drop' },
    };
    fc.assert(
      fc.property(hostStates(), fc.array(fc.nat(1000), { minLength: 1, maxLength: 3 }), (state, places) => {
        const compiled = layout.compile(state, emptyMemory);
        const pushed = push(compiled.rulesets.ipv4, foreign, places);
        const map = mapHost({ ...compiled.rulesets, ipv4: pushed }, written(state, compiled));
        const met = new Map<string, number>();
        for (const { family, ref, rule } of rulesOf({ ...compiled.rulesets, ipv4: pushed })) {
          const key = `${family} ${ref.table} ${ref.chain}`;
          const before = met.get(key) ?? 0;
          const meaning = map.rule(family, ref);
          if (rule === foreign) {
            expect(meaning.certainty).not.toBe('exact');
          } else {
            expect(meaning).toEqual({
              certainty: 'exact',
              reasons: compiled.why(family, ref.table, ref.chain)[before] ?? [],
            });
            met.set(key, before + 1);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  const root = join(import.meta.dirname, '../golden/firewall');
  test.each(readdirSync(root).filter((name) => /^\d/.test(name) && name !== '00-article'))(
    'of the recorded host %s tells foreign rules apart',
    (name) => {
      const file = parseHostStateFile(readFileSync(join(root, name, 'state.json'), 'utf8'));
      const existing = {
        ipv4: parseSave(file.existing.ipv4.join('\n'), 'ipv4').ruleset,
        ipv6: parseSave(file.existing.ipv6.join('\n'), 'ipv6').ruleset,
      };
      const last = [...compileSteps(file.states, file.options, existing)].at(-1);
      if (!last) throw new Error('no step');
      const map = mapHost(last.rulesets, written(last.state, last.compiled));
      const unowned = unownedRules(map).flatMap(({ rules }) => rules);
      const found = [...rulesOf(last.rulesets)].length - [...rulesOf(last.compiled.rulesets)].length;
      expect(unowned).toHaveLength(found);
    },
  );
});

function kinds(map: HostMap, family: 'ipv4' | 'ipv6', ref: Parameters<HostMap['rule']>[1]) {
  const { certainty, reasons } = map.rule(family, ref);
  return { certainty, kinds: reasons.map(kindOf) };
}

function expectPortChains(map: HostMap, state: HostState): void {
  for (const port of state.ports.values()) {
    if (!port.portSecurityEnabled || port.deviceOwner.startsWith('network:')) continue;
    const device = tapName(port.id);
    for (const [kind, role] of [
      ['i', 'ingress'],
      ['o', 'egress'],
      ['s', 'sources'],
    ] as const) {
      const chain = portChain('neutron-linuxbri', kind, device);
      if (!map.rulesets.ipv4.tables.get('filter')?.chains.has(chain)) continue;
      expect(map.chain('ipv4', 'filter', chain)).toEqual({ certainty: 'inferred', role, devices: [device] });
    }
  }
}

function push(ruleset: Ruleset, rule: Rule, places: readonly number[]): Ruleset {
  const filter = ruleset.tables.get('filter');
  if (!filter) return ruleset;
  const chains = new Map(filter.chains);
  for (const place of places) {
    const [name, chain] = [...chains][place % chains.size] ?? [];
    if (name === undefined || chain === undefined) continue;
    chains.set(name, { ...chain, rules: chain.rules.toSpliced(place % (chain.rules.length + 1), 0, rule) });
  }
  return { ...ruleset, tables: new Map(ruleset.tables).set('filter', { ...filter, chains }) };
}
