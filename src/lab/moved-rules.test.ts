import { describe, expect, test } from 'vitest';
import { movedRules } from './moved-rules.ts';

const dump = (...rules: readonly string[]) =>
  ['*filter', ':FORWARD ACCEPT [9:9]', ':c - [0:0]', ...rules, 'COMMIT', ''].join('\n');

describe('rules that moved between two dumps', () => {
  test('are named by chain and place, with the packets that came in between', () => {
    const before = dump(
      '[5:300] -A FORWARD -j c',
      '[1:60] -A c -p tcp -m tcp --dport 22 -j RETURN',
      '[2:84] -A c -j DROP',
    );
    const after = dump(
      '[6:360] -A FORWARD -j c',
      '[1:60] -A c -p tcp -m tcp --dport 22 -j RETURN',
      '[3:126] -A c -j DROP',
    );
    expect(movedRules(before, after)).toEqual([
      { table: 'filter', chain: 'FORWARD', index: 1, packets: 1, text: '-j c' },
      { table: 'filter', chain: 'c', index: 2, packets: 1, text: '-j DROP' },
    ]);
  });

  test('a rule that another one was put in front of is still the same rule', () => {
    const before = dump('[7:1] -A c -j DROP');
    const after = dump('[0:0] -A c -j RETURN', '[9:1] -A c -j DROP');
    expect(movedRules(before, after)).toEqual([{ table: 'filter', chain: 'c', index: 2, packets: 2, text: '-j DROP' }]);
  });

  test('a rule whose counter was set back did not move, a new one counts from nothing', () => {
    expect(movedRules(dump('[7:1] -A c -j DROP'), dump('[3:1] -A c -j DROP', '[4:1] -A c -j RETURN'))).toEqual([
      { table: 'filter', chain: 'c', index: 2, packets: 4, text: '-j RETURN' },
    ]);
  });

  test('come in the order of the way of a packet, without what the host itself sends and receives', () => {
    const names = [
      'sg-fallback',
      'iaaaaaaaa-a',
      'saaaaaaaa-a',
      'oaaaaaaaa-a',
      'sg-chain',
      'FORWARD',
      'OUTPUT',
      'local',
    ];
    const chains = ['INPUT', 'FORWARD', 'neutron-filter-top', ...names.map((name) => `neutron-linuxbri-${name}`)];
    const after = dump(...chains.map((chain) => `[1:1] -A ${chain} -j RETURN`));
    expect(movedRules('', after).map((rule) => rule.chain.replace('neutron-linuxbri-', 'P-'))).toEqual([
      'FORWARD',
      'P-FORWARD',
      'P-sg-chain',
      'P-oaaaaaaaa-a',
      'P-saaaaaaaa-a',
      'P-iaaaaaaaa-a',
      'P-sg-fallback',
    ]);
  });

  test('dumps of nothing have none', () => expect(movedRules('', '')).toEqual([]));
});
