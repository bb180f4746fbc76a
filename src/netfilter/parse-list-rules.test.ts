import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseListRules } from './parse-list-rules.ts';
import { parseSave } from './parse-save.ts';
import { printSave } from './print-save.ts';
import type { Ruleset, TableName } from './ruleset.ts';

const read = (file: string) => readFileSync(new URL(`../../test/golden/listing/${file}`, import.meta.url), 'utf8');
const rows = (text: string) => text.split('\n').filter((line) => line !== '');
const table = (ruleset: Ruleset, name: TableName) => ruleset.tables.get(name);

describe('iptables -S', () => {
  test.each(['legacy', 'nft'])('says of a table what iptables-save says, without counters (%s)', (backend) => {
    const listed = parseListRules(rows(read(`article.${backend}.S`)), 'filter', 'ipv4');
    expect(listed.findings).toEqual([]);
    const saved = table(parseSave(read(`article.${backend}.save`), 'ipv4').ruleset, 'filter');
    const chains = [...(saved?.chains.values() ?? [])].map(({ name, policy, rules }) => ({ name, policy, rules }));
    expect([...(table(listed.ruleset, 'filter')?.chains.values() ?? [])]).toEqual(chains);
  });

  test.each([
    ['iptables', 'legacy'],
    ['iptables', 'nft'],
    ['ip6tables', 'legacy'],
    ['ip6tables', 'nft'],
  ])('with -v, of %s-%s: as iptables-save -c, wherever the counters stand', (program, backend) => {
    const saved = parseSave(read(`options.${program}.${backend}.save`), 'ipv4').ruleset;
    const parts = read(`options.${program}.${backend}.S-v`)
      .split(/^# .* -t (\w+) .*\n/m)
      .slice(1);
    expect(parts).toHaveLength(8);
    for (let at = 0; at < parts.length; at += 2) {
      const name = parts[at] ?? '';
      const { ruleset, findings } = parseListRules(rows(parts[at + 1] ?? ''), name, 'ipv4');
      expect(findings).toEqual([]);
      const only = { ...saved, tables: new Map([...saved.tables].filter(([key]) => key === name)) };
      expect(printSave(ruleset, { counters: 'all' })).toBe(printSave(only, { counters: 'all' }));
    }
  });

  test('counters stand before the target, or last; in quotes they are words of a comment', () => {
    const lines = [
      '-P INPUT DROP -c 5 300',
      '-N own',
      '-A INPUT -p tcp -c 1 60 -j own',
      '-A own -c 2 120',
      '-A own -m comment --comment "-c 1 2" -j DROP',
      '-A own -m comment --comment -c -c 3 180 -j DROP',
    ];
    expect(printSave(parseListRules(lines, 'filter', 'ipv4').ruleset, { counters: 'given' })).toBe(
      '*filter\n:INPUT DROP [5:300]\n:own -\n[1:60] -A INPUT -p tcp -j own\n[2:120] -A own\n' +
        '-A own -m comment --comment "-c 1 2" -j DROP\n[3:180] -A own -m comment --comment -c -j DROP\nCOMMIT\n',
    );
  });

  test('a line of another form is named with its number, and the rest is read', () => {
    const { findings, ruleset } = parseListRules(['-P INPUT ACCEPT', 'oops', '-A gone -j DROP'], 'nat', 'ipv4');
    expect(findings).toEqual([
      { code: 'line_unknown', line: 2, text: 'oops' },
      { code: 'chain_undeclared', line: 3, text: '-A gone -j DROP' },
    ]);
    expect(printSave(ruleset, { counters: 'none' })).toBe('*nat\n:INPUT ACCEPT\n:gone -\n-A gone -j DROP\nCOMMIT\n');
  });
});
