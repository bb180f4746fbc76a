import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printCanonical, printCanonicalSets } from './canonical.ts';
import { parseSets, printSets } from './ip-set-text.ts';
import { parseSave } from './parse-save.ts';
import { printSave } from './print-save.ts';

const golden = new URL('../../test/golden/', import.meta.url);
const filesIn = (folder: string) =>
  readdirSync(new URL(folder, golden), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(golden.pathname.length));
const read = (file: string) => readFileSync(new URL(file, golden), 'utf8');
const family = (file: string) => (/ip6|\.v6$/.test(file) ? 'ipv6' : 'ipv4');

// Some were written by people: rules of chains in turn, chains undeclared, blanks in a row.
const sortedLines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' ').replace(/^-I /, '-A '))
    .filter((line) => line.includes('-A '))
    .sort();

describe('listings of a real host', () => {
  const files = filesIn('listing/').filter((file) => /\.save(-c)?$/.test(file));

  test.each(files)('%s is read and printed again to the byte', (file) => {
    const text = read(file);
    if (file.endsWith('ipset.save')) {
      expect(printSets(parseSets(text).sets)).toBe(text);
      return;
    }
    const { ruleset, style, findings } = parseSave(text, family(file));
    expect(findings).toEqual([]);
    expect(printSave(ruleset, style)).toBe(text);
  });

  test('there are some', () => expect(files.length).toBeGreaterThanOrEqual(7));
});

describe('recorded firewalls', () => {
  const files = filesIn('firewall/');
  const tables = files.filter((file) => /iptables\.v[46]$/.test(file));
  const sets = files.filter((file) => file.endsWith('/ipset'));

  test('each is read and printed again to the byte, also in canonical form, and no word of it is unknown', () => {
    for (const file of tables) {
      const text = read(file);
      const { ruleset, style, findings } = parseSave(text, family(file));
      expect(findings, file).toEqual([]);
      expect(printSave(ruleset, style), file).toBe(text);
      expect(printCanonical(ruleset), file).toBe(text);
      const rules = [...ruleset.tables.values()].flatMap((t) => [...t.chains.values()].flatMap((chain) => chain.rules));
      const unknown = rules.filter((r) => r.target?.kind === 'other' || r.matches.some((m) => m.kind === 'other'));
      expect(unknown, file).toEqual([]);
    }
    expect(tables.length).toBeGreaterThan(150);
  });

  test('each list of sets as well', () => {
    for (const file of sets) {
      const parsed = parseSets(read(file));
      expect(parsed.findings, file).toEqual([]);
      expect(printSets(parsed.sets), file).toBe(read(file));
      expect(printCanonicalSets(parsed.sets), file).toBe(read(file));
    }
    expect(sets.length).toBeGreaterThan(70);
  });
});

describe('rulesets of other projects', () => {
  // What is not in the form of iptables-save is read in src/explain/reader.
  const files = filesIn('dumps/').filter((file) => !/\.md$|\.Ln\.|_Ln|ipmapping$/.test(file));

  test.each(files)('%s loses no rule and no word', (file) => {
    const text = read(file);
    const { ruleset, style } = parseSave(text, family(file));
    const printed = printSave(ruleset, style);
    expect(sortedLines(printed)).toEqual(sortedLines(text));
    expect(parseSave(printed, family(file)).ruleset).toEqual(ruleset);
  });

  test('there are some', () => expect(files.length).toBeGreaterThan(40));
});
