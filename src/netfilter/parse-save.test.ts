import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRule } from './parse-rule.ts';
import { parseSave } from './parse-save.ts';
import { printRule } from './print-rule.ts';
import { printSave } from './print-save.ts';
import { arbitraryCounters, arbitraryFamily, arbitraryRuleset, withCounters } from './ruleset.arbitrary.ts';
import type { Ruleset } from './ruleset.ts';

const isChain = (name: string) => name === 'own';
const read = (text: string) => parseRule(text, isChain);

const oddWords =
  '-A INPUT -s -d ! -p tcp -m --dport 22 -j ACCEPT " \\ -g x --comment 10.0.0.0/8 ::1 [1:2] [ ] *filter :INPUT COMMIT --match-set 999999999999 -I 0'
    .split(' ')
    .concat('\n');

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/** Maps print alike only if their order is the same. */
const plain = (ruleset: Ruleset) => [...ruleset.tables.values()].map((t) => ({ ...t, chains: [...t.chains.values()] }));

describe('parse and print', () => {
  test('a random ruleset that is printed and read is the same ruleset', () => {
    fc.assert(
      fc.property(
        arbitraryFamily.chain((family) => fc.tuple(arbitraryRuleset(family), arbitraryCounters)),
        ([ruleset, counters]) => {
          const counted = withCounters(ruleset, () => counters);
          for (const [each, style] of [
            [ruleset, 'given'],
            [counted, 'all'],
          ] as const) {
            const parsed = parseSave(printSave(each, { counters: style }), each.family);
            expect(parsed.findings).toEqual([]);
            expect(plain(parsed.ruleset)).toEqual(plain(each));
          }
        },
      ),
    );
  });

  test('any text is read without an exception, and nothing of a rule line is lost', () => {
    const word = fc.constantFrom(...oddWords);
    const line = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
      fc.array(word, { maxLength: 12 }).map((words) => `-A INPUT ${words.join(' ')}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), arbitraryFamily, (lines, family) => {
        const text = `*filter\n:INPUT ACCEPT [0:0]\n${lines.join('\n')}\nCOMMIT\n`;
        const { ruleset, style } = parseSave(text, family);
        const kept = wordsOf(printSave(ruleset, style));
        for (const each of lines) {
          // Only a plain rule line is promised to keep each word; declarations may be merged.
          if (each.includes('\n') || each.includes('\r') || !/^-A [A-Z]+( |$)/.test(each)) continue;
          for (const one of wordsOf(each)) expect(kept).toContain(one);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('quotes around a name are kept with the name', () => {
    for (const text of ['-g " "', '-j "own"', '-j " " --x', '-m "a b" --x', '-s "10.0.0.0/8"']) {
      expect(printRule('x', read(text))).toBe(`-A x ${text}`);
    }
  });

  test('a comment may look like an option', () => {
    expect(read('-m comment --comment -j -j ACCEPT')).toEqual({
      matches: [{ kind: 'comment', text: '-j' }],
      target: { kind: 'accept' },
    });
  });

  test('a match in a form that has no kind is kept word for word, those around it are read', () => {
    const text = '-s 10.0.0.0/8 -p tcp -m tcp --dport 80 -m recent --set --name "a b" --rsource -j own';
    const rule = read(text);
    expect(rule).toEqual({
      matches: [
        { kind: 'source', cidr: '10.0.0.0/8', negated: false },
        { kind: 'protocol', protocol: 'tcp', negated: false },
        { kind: 'ports', module: 'tcp', source: null, destination: { first: 80, last: 80, negated: false }, rest: '' },
        { kind: 'other', module: 'recent', text: '--set --name "a b" --rsource' },
      ],
      target: { kind: 'jump', chain: 'own' },
    });
    expect(printRule('x', rule)).toBe(`-A x ${text}`);
  });

  test('a spelling that iptables-save would not print is kept as it was written', () => {
    for (const text of [
      '-s 10.0.0.1',
      '-s 10.0.0.1/8',
      '-d 10.0.0.0/255.0.255.0',
      '-p tcp --dport 22',
      '-s ! 10.0.0.0/8',
    ]) {
      expect(printRule('x', read(text))).toBe(`-A x ${text}`);
      expect(read(text).matches.at(-1)?.kind).toBe('other');
    }
  });

  test('the same words are the same match, whatever stood behind them where they were read first', () => {
    const { ruleset } = parseSave('*filter\n:INPUT ACCEPT\n-A INPUT -f ! x\n-A INPUT -f -j DROP\nCOMMIT\n', 'ipv4');
    expect(ruleset.tables.get('filter')?.chains.get('INPUT')?.rules).toEqual([
      {
        matches: [
          { kind: 'fragment', negated: false },
          { kind: 'other', module: '', text: '! x' },
        ],
        target: null,
      },
      { matches: [{ kind: 'fragment', negated: false }], target: { kind: 'drop' } },
    ]);
  });

  test('a name that is no chain of the table is a target of its own', () => {
    expect(read('-j LOG').target).toEqual({ kind: 'other', name: 'LOG', text: '' });
    expect(read('-j LOG --log-prefix "a b"').target).toEqual({
      kind: 'other',
      name: 'LOG',
      text: '--log-prefix "a b"',
    });
  });

  test('odd lines are named with their number, and the rest is read', () => {
    const text = [
      'lost',
      '*filter',
      ':INPUT ACCEPT [0:0]',
      '# a remark',
      '-A INPUT -j ACCEPT',
      '-A nowhere -j DROP',
      ':INPUT BOUNCE [0:0]',
      '-X gone',
      '-A INPUT -m comment --comment "open',
      '*raw',
      '-I PREROUTING -j DROP',
    ].join('\n');
    const { findings, ruleset } = parseSave(text, 'ipv4');
    expect(findings.map(({ code, line }) => [line, code])).toEqual([
      [1, 'line_outside_table'],
      [6, 'chain_undeclared'],
      [7, 'line_unknown'],
      [8, 'line_unknown'],
      [9, 'quote_unclosed'],
      [10, 'table_unfinished'],
      [11, 'chain_undeclared'],
      [11, 'line_inserts'],
      [11, 'table_unfinished'],
    ]);
    expect(printSave(ruleset, { counters: 'none' })).toBe(
      '*filter\n:INPUT ACCEPT\n:nowhere -\n-A INPUT -j ACCEPT\n-A INPUT -m comment --comment "open\n' +
        '-A nowhere -j DROP\nCOMMIT\n*raw\n:PREROUTING ACCEPT\n-A PREROUTING -j DROP\nCOMMIT\n',
    );
  });
});
