import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyRestore } from './apply-restore.ts';
import { isBuiltIn } from './built-in-chains.ts';
import { diff } from './diff.ts';
import { ruleKey } from './diff-chain.ts';
import { hasEdits } from './edit.ts';
import { ownerForTests as owner } from './owner.arbitrary.ts';
import { parseSave } from './parse-save.ts';
import { editAtLine, printRestore } from './print-restore.ts';
import { printSave } from './print-save.ts';
import { arbitraryFamily, arbitraryRuleset, withCounters } from './ruleset.arbitrary.ts';
import type { Chain, Ruleset } from './ruleset.ts';

const own = ['c-a', 'c-b', 'c-d', 'c-e'];
const pair = arbitraryFamily.chain((family) =>
  fc.tuple(arbitraryRuleset(family, { chains: [...own, 'f-x', 'f-y'] }), arbitraryRuleset(family, { chains: own })),
);

const script = (edits: ReturnType<typeof diff>) => [...printRestore(edits)];
const chainsOf = (ruleset: Ruleset) =>
  [...ruleset.tables].flatMap(([table, { chains }]) => [...chains.values()].map((chain) => ({ table, chain })));
const isForeign = (table: string, chain: Chain) => !owner.owns(table, chain.name) && !isBuiltIn(table, chain.name);

/** Texts of all rules by chain. Built-in chains without rules are there whether they are written down or not. */
function contents(ruleset: Ruleset): ReadonlyMap<string, readonly string[]> {
  return new Map(
    chainsOf(ruleset)
      .filter(({ table, chain }) => chain.rules.length > 0 || !isBuiltIn(table, chain.name))
      .map(({ table, chain }) => [`${table} ${chain.name}`, chain.rules.map((rule) => ruleKey(rule, ruleset.family))]),
  );
}

describe('diff', () => {
  test('applied to what was observed it gives what merge says, and a second diff has nothing to do', () => {
    fc.assert(
      fc.property(pair, ([observed, desired]) => {
        const edits = diff(observed, desired, owner);
        const { ruleset, refused } = applyRestore(observed, script(edits));
        expect(refused).toBeNull();
        expect(contents(ruleset)).toEqual(contents(edits.after));
        expect(hasEdits(diff(ruleset, desired, owner))).toBe(false);
        expect(script(diff(edits.after, desired, owner))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('our chains are as desired, in built-in chains ours come first in the desired order', () => {
    fc.assert(
      fc.property(pair, ([observed, desired]) => {
        const { after } = diff(observed, desired, owner);
        for (const { table, chain } of chainsOf(desired)) {
          const now = after.tables.get(table)?.chains.get(chain.name);
          if (owner.owns(table, chain.name)) expect(now).toBe(chain);
          if (!isBuiltIn(table, chain.name)) continue;
          const ours = chain.rules.filter((rule) => owner.ownsRule(table, chain.name, rule));
          expect(now?.rules.slice(0, ours.length).map((r) => ruleKey(r, desired.family))).toEqual(
            ours.map((r) => ruleKey(r, desired.family)),
          );
        }
      }),
    );
  });

  test('chains and rules of others stay, in their order, and every rule that stays keeps its counters', () => {
    fc.assert(
      fc.property(pair, ([plain, desired]) => {
        let count = 0n;
        const observed = withCounters(plain, () => ({ packets: (count += 1n), bytes: count }));
        const { ruleset } = applyRestore(observed, script(diff(observed, desired, owner)));
        let looked = 0;
        for (const { table, chain } of chainsOf(observed)) {
          const now = ruleset.tables.get(table)?.chains.get(chain.name);
          if (isForeign(table, chain)) expect(now).toBe(chain);
          if (!isBuiltIn(table, chain.name)) continue;
          looked += 1;
          expect(now?.policy).toBe(chain.policy);
          const others = (rules: Chain['rules']) => rules.filter((rule) => !owner.ownsRule(table, chain.name, rule));
          expect(others(now?.rules ?? [])).toEqual(others(chain.rules));
        }
        expect(looked).toBeGreaterThan(0);
      }),
    );
  });

  test('a rule that stays is not written, so its counters live on', () => {
    const observed = parse(
      `:c-a - [0:0]\n[1:1] -A c-a -s 10.0.0.1/32 -j DROP\n[2:2] -A c-a -j RETURN\n[3:3] -A c-a -j DROP`,
    );
    const desired = parse(
      `:c-a - [0:0]\n-A c-a -j RETURN\n-A c-a -s 10.0.0.2/32 -j DROP\n-A c-a -j DROP\n-A c-a -j ACCEPT`,
    );
    const edits = diff(observed, desired, owner);
    expect(script(edits).join('')).toBe(
      '*filter\n-D c-a 1\n-I c-a 2 -s 10.0.0.2/32 -j DROP\n-A c-a -j ACCEPT\nCOMMIT\n',
    );
    const { ruleset } = applyRestore(observed, script(edits));
    expect(printSave(ruleset, { counters: 'given' })).toContain(
      '[2:2] -A c-a -j RETURN\n-A c-a -s 10.0.0.2/32 -j DROP\n[3:3] -A c-a -j DROP\n-A c-a -j ACCEPT\n',
    );
  });

  test('a commit declares, fills, links, unlinks, flushes and removes, in this order', () => {
    const observed = parse(
      ':INPUT ACCEPT [0:0]\n:c-old - [0:0]\n:c-keep - [0:0]\n:c-new2 - [0:0]\n' +
        '-A INPUT -j c-old\n-A INPUT -i lo -j ACCEPT\n-A c-old -j DROP\n-A c-keep -j c-old\n-A c-keep -j RETURN\n-A c-new2 -j DROP',
    );
    const desired = parse(
      ':INPUT ACCEPT [0:0]\n:c-keep - [0:0]\n:c-new - [0:0]\n:c-new2 - [0:0]\n' +
        '-A INPUT -j c-new\n-A INPUT -j c-keep\n-A c-keep -j c-new\n-A c-keep -j RETURN\n-A c-new -j ACCEPT\n-A c-new2 -j ACCEPT',
    );
    expect(
      script(diff(observed, desired, owner))
        .join('')
        .split('\n'),
    ).toEqual([
      '*filter',
      ':c-new2 - [0:0]',
      ':c-new - [0:0]',
      '-A c-new2 -j ACCEPT',
      '-A c-new -j ACCEPT',
      '-D c-keep 1',
      '-I c-keep 1 -j c-new',
      '-D INPUT 1',
      '-I INPUT 1 -j c-new',
      '-I INPUT 2 -j c-keep',
      '-F c-old',
      '-X c-old',
      'COMMIT',
      '',
    ]);
  });

  test('a rule of others that got in front of ours stays, and ours go to the front again', () => {
    const observed = parse(':INPUT DROP [0:0]\n:c-a - [0:0]\n[7:7] -A INPUT -i lo -j ACCEPT\n[5:5] -A INPUT -j c-a');
    const desired = parse(':INPUT ACCEPT [0:0]\n:c-a - [0:0]\n-A INPUT -j c-a');
    expect(script(diff(observed, desired, owner)).join('')).toBe('*filter\n-D INPUT 2\n-I INPUT 1 -j c-a\nCOMMIT\n');
  });

  test('a chain that a rule of others names is emptied and not removed', () => {
    const observed = parse(':INPUT ACCEPT [0:0]\n:c-a - [0:0]\n:other - [0:0]\n-A c-a -j DROP\n-A other -j c-a');
    const edits = diff(observed, parse(':INPUT ACCEPT [0:0]'), owner);
    expect(script(edits).join('')).toBe('*filter\n-F c-a\nCOMMIT\n');
  });

  test('chains that are the same object are not looked at', () => {
    const { tables } = parse(':c-a - [0:0]\n-A c-a -j DROP');
    const chain = tables.get('filter')?.chains.get('c-a');
    const trap = new Proxy(chain ?? { name: '', policy: null, rules: [] }, {
      get: (target, key) => {
        if (key === 'rules' && armed) throw new Error('looked at');
        return Reflect.get(target, key);
      },
    });
    let armed = false;
    const ruleset: Ruleset = {
      family: 'ipv4',
      tables: new Map([['filter', { name: 'filter', chains: new Map([['c-a', trap]]) }]]),
    };
    armed = true;
    expect(hasEdits(diff(ruleset, ruleset, owner))).toBe(false);
  });

  test('the other spelling of a rule is no difference', () => {
    const observed = parse(':c-a - [0:0]\n-A c-a -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j DROP');
    const desired = parse(':c-a - [0:0]\n-A c-a -s 10.9.9.9/8 -p 6 --dport 22 -j DROP');
    expect(script(diff(observed, desired, owner))).toEqual([]);
  });

  test('zones come before the rules of filter, and go after them', () => {
    const none = parse(':INPUT ACCEPT [0:0]');
    const both: Ruleset = parseSave(
      '*filter\n:INPUT ACCEPT [0:0]\n:c-a - [0:0]\n-A c-a -j DROP\nCOMMIT\n*raw\n:PREROUTING ACCEPT [0:0]\n:c-z - [0:0]\n-A c-z -j CT --zone 5\nCOMMIT\n',
      'ipv4',
    ).ruleset;
    expect(diff(none, both, owner).tables.map(({ table }) => table)).toEqual(['raw', 'filter']);
    expect(diff(both, none, owner).tables.map(({ table }) => table)).toEqual(['filter', 'raw']);
  });

  test('each line of the script is traced to its table, chain and rule', () => {
    fc.assert(
      fc.property(pair, ([observed, desired]) => {
        const edits = diff(observed, desired, owner);
        const lines = script(edits).join('').split('\n').slice(0, -1);
        let table = '';
        for (const [index, line] of lines.entries()) {
          const found = editAtLine(edits, index + 1);
          if (line.startsWith('*')) table = line.slice(1);
          if (line.startsWith('*') || line === 'COMMIT') {
            expect(found).toBeUndefined();
            continue;
          }
          expect(found?.table).toBe(table);
          expect(line).toContain(found?.edit.chain ?? 'nothing');
          if (found?.edit.kind !== 'append' && found?.edit.kind !== 'insert') continue;
          const { chain, index: at, rule } = found.edit;
          expect(desired.tables.get(table)?.chains.get(chain)?.rules[at]).toBe(rule);
        }
        expect(editAtLine(edits, 0)).toBeUndefined();
        expect(editAtLine(edits, lines.length + 1)).toBeUndefined();
      }),
    );
  });

  test('a line end inside of a rule is refused, for it would be read as a command', () => {
    const desired = parse(':c-a - [0:0]\n-A c-a -m comment --comment "x" -j DROP');
    const chain = desired.tables.get('filter')?.chains.get('c-a');
    const bad: Ruleset = {
      family: 'ipv4',
      tables: new Map([
        [
          'filter',
          {
            name: 'filter',
            chains: new Map([
              [
                'c-a',
                { name: 'c-a', policy: null, rules: [{ matches: [{ kind: 'comment', text: 'a\n-F' }], target: null }] },
              ],
            ]),
          },
        ],
      ]),
    };
    expect(chain).toBeDefined();
    expect(() => script(diff(desired, bad, owner))).toThrow(/line end/);
  });

  test('the differences of long chains are found in little time', () => {
    const observed = parse(`:c-a - [0:0]\n${manyRules(0).join('\n')}`);
    const desired = parse(`:c-a - [0:0]\n${manyRules(300).join('\n')}`);
    const started = performance.now();
    const { tables } = diff(observed, desired, owner);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(tables[0]?.edits.length).toBeGreaterThan(0);
  });
});

function parse(body: string): Ruleset {
  return parseSave(`*filter\n${body}\nCOMMIT\n`, 'ipv4').ruleset;
}

function manyRules(from: number): readonly string[] {
  return Array.from(
    { length: 20_000 },
    (_, n) => `-A c-a -s 10.0.${((n + from) >> 8) & 255}.${(n + from) & 255}/32 -j DROP`,
  );
}
