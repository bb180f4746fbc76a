import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryIpSets } from './ip-set.arbitrary.ts';
import { parseSets, printSets } from './ip-set-text.ts';

describe('the text of ipset save', () => {
  test('random sets that are printed and read are the same sets', () => {
    fc.assert(
      fc.property(arbitraryIpSets(['a', 'b-v6', 'c', 'd-v6']), (sets) => {
        expect(parseSets(printSets(sets))).toEqual({ sets, findings: [] });
      }),
    );
  });

  test('options and members keep their words', () => {
    const text =
      'create m hash:ip,port family inet hashsize 1024 maxelem 65536 timeout 60 comment\n' +
      'add m 10.0.0.1,tcp:80 timeout 59 comment "a b"\n' +
      'create l list:set size 8\n';
    const { sets, findings } = parseSets(text);
    expect(findings).toEqual([]);
    expect(printSets(sets)).toBe(text);
    expect(sets[0]?.members).toEqual(['10.0.0.1,tcp:80 timeout 59 comment "a b"']);
    expect(sets[1]?.family).toBeNull();
  });

  test('odd lines are named with their number, and the rest is read', () => {
    const text =
      'create a hash:net family inet\nadd b 10.0.0.1\nadd a\ncreate\nnonsense\ncreate a hash:ip\nadd a 10.0.0.1\n';
    const { sets, findings } = parseSets(text);
    expect(findings.map(({ line, code }) => [line, code])).toEqual([
      [2, 'set_undeclared'],
      [3, 'line_unknown'],
      [4, 'line_unknown'],
      [5, 'line_unknown'],
      [6, 'set_twice'],
    ]);
    expect(sets).toEqual([{ name: 'a', type: 'hash:net', family: 'inet', options: [], members: ['10.0.0.1'] }]);
  });

  test('any text is read without an exception', () => {
    const words = 'create add a b hash:net family inet inet6 10.0.0.1 " __proto__ constructor'.split(' ');
    const line = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 8 }), (lines) => {
        const { sets } = parseSets(lines.join('\n'));
        expect(parseSets(printSets(sets)).sets).toEqual(sets);
      }),
      { numRuns: 500 },
    );
  });
});
