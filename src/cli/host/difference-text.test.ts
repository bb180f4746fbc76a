import { compareHosts, everything, type HostRules, isDifferent } from '../../ask/index.ts';
import { describe, expect, test } from 'vitest';
import { type Owner, type SetOwner, parseSave, parseSets } from '../../netfilter/index.ts';
import { say } from '../../words/index.ts';
import { paint } from '../output/paint.ts';
import { differenceText } from './difference-text.ts';

const rules = (lines: readonly string[], ipset = ''): HostRules => ({
  rulesets: {
    ipv4: parseSave(`*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n${lines.join('\n')}\nCOMMIT\n`, 'ipv4')
      .ruleset,
    ipv6: parseSave('', 'ipv6').ruleset,
  },
  sets: parseSets(ipset).sets,
});
const ours: Owner & SetOwner = {
  owns: (_, chain) => chain.startsWith('our-'),
  ownsRule: (_, __, rule) => rule.target?.kind === 'jump' && rule.target.chain.startsWith('our-'),
  ownsSet: (name) => name.startsWith('N'),
};
const set = (...members: string[]) =>
  ['create NIPv4x hash:net family inet hashsize 1024 maxelem 65536', ...members.map((m) => `add NIPv4x ${m}`), ''].join(
    '\n',
  );

const before = rules(
  [':our-a - [0:0]', ':docker - [0:0]', '-A FORWARD -j our-a', '-A our-a -s 10.0.0.1/32 -j RETURN', '-A our-a -j DROP'],
  set('10.0.0.1', '10.0.0.2'),
);

describe('two moments of a host', () => {
  test('do not differ by counters, spelling or order of members', () => {
    const same = rules(
      [
        ':docker - [0:0]',
        ':our-a - [7:9]',
        '[5:6] -A FORWARD -j our-a',
        '-A our-a -s 10.0.0.1 -j RETURN',
        '-A our-a -j DROP',
      ],
      set('10.0.0.2', '10.0.0.1/32'),
    );
    expect(compareHosts(before, same, everything)).toEqual({ chains: [], sets: [] });
    expect(differenceText(compareHosts(before, same, ours), (k, p) => say('zh-CN', k, p), paint(false))).toBe(
      '没有差异\n',
    );
  });

  test('differ by what came and what went, chain by chain', () => {
    const after = rules(
      [
        ':our-a - [0:0]',
        ':our-b - [0:0]',
        '-A FORWARD -j our-b',
        '-A our-a -s 10.0.0.9/32 -j RETURN',
        '-A our-a -j DROP',
        '-A our-b -j our-a',
      ],
      set('10.0.0.1', '10.0.0.3'),
    );
    const difference = compareHosts(before, after, ours);
    expect(isDifferent(difference)).toBe(true);
    expect(difference).toEqual({
      chains: [
        {
          family: 'ipv4',
          table: 'filter',
          chain: 'FORWARD',
          kind: 'changed',
          removed: ['-A FORWARD -j our-a'],
          added: ['-A FORWARD -j our-b'],
        },
        {
          family: 'ipv4',
          table: 'filter',
          chain: 'our-a',
          kind: 'changed',
          removed: ['-A our-a -s 10.0.0.1/32 -j RETURN'],
          added: ['-A our-a -s 10.0.0.9/32 -j RETURN'],
        },
        { family: 'ipv4', table: 'filter', chain: 'our-b', kind: 'added', removed: [], added: ['-A our-b -j our-a'] },
      ],
      sets: [{ name: 'NIPv4x', kind: 'changed', removed: ['10.0.0.2'], added: ['10.0.0.3'] }],
    });
    expect(differenceText(difference, (key, params) => say('en', key, params), paint(false))).toMatchInlineSnapshot(`
      "ipv4 +1 chain +3 rules -2 rules · ipset +1 member -1 member

      ipv4 filter
      - -A FORWARD -j our-a
      + -A FORWARD -j our-b
      - -A our-a -s 10.0.0.1/32 -j RETURN
      + -A our-a -s 10.0.0.9/32 -j RETURN
      + :our-b
      + -A our-b -j our-a

      ipset
      - add NIPv4x 10.0.0.2
      + add NIPv4x 10.0.0.3
      "
    `);
    expect(compareHosts(before, after, everything).chains).toContainEqual({
      family: 'ipv4',
      table: 'filter',
      chain: 'docker',
      kind: 'removed',
      removed: [],
      added: [],
    });
  });

  test('are mirror images of each other', () => {
    const there = compareHosts(before, rules([]), ours);
    const back = compareHosts(rules([]), before, ours);
    expect(back.chains.map((c) => [c.chain, c.removed, c.added])).toEqual(
      there.chains.map((c) => [c.chain, c.added, c.removed]),
    );
    expect(back.sets.map((s) => s.added)).toEqual(there.sets.map((s) => s.removed));
  });
});
