import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chainsOfPorts, hostRules } from './host-rules.ts';

const golden = (name: string) =>
  hostRules(readFileSync(new URL(`../../../test/golden/firewall/${name}/iptables.v4`, import.meta.url), 'utf8'));

describe('our rules on a host', () => {
  const before = golden('69-mitaka-article-before');
  const after = golden('70-mitaka-article-after');

  test('without instances are the base chains', () => {
    expect(before.chains).toEqual([
      'neutron-filter-top',
      'neutron-linuxbri-FORWARD',
      'neutron-linuxbri-INPUT',
      'neutron-linuxbri-OUTPUT',
      'neutron-linuxbri-local',
      'neutron-linuxbri-sg-chain',
      'neutron-linuxbri-sg-fallback',
    ]);
    expect(chainsOfPorts(before)).toEqual([]);
    expect(before.rules).toHaveLength(7);
  });

  test('with one instance have three more chains', () => {
    expect(chainsOfPorts(after)).toEqual([
      'neutron-linuxbri-ie68040f5-c',
      'neutron-linuxbri-oe68040f5-c',
      'neutron-linuxbri-se68040f5-c',
    ]);
    expect(after.rules).toHaveLength(7 + 21);
  });

  test('do not include those of others', () => {
    const dump = '*filter\n:INPUT DROP [0:0]\n:mine - [0:0]\n-A INPUT -j mine\n-A mine -j ACCEPT\nCOMMIT\n';
    expect(hostRules(dump)).toEqual({ chains: [], rules: [] });
    expect(hostRules('')).toEqual({ chains: [], rules: [] });
  });
});
