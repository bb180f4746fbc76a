import { describe, expect, test } from 'vitest';
import { parseSave } from '../../netfilter/index.ts';
import { mapHost } from './host-map.ts';
import { unownedRules } from './unowned.ts';

const none = parseSave('', 'ipv6').ruleset;
const mapOf = (text: string) => mapHost({ ipv4: parseSave(text, 'ipv4').ruleset, ipv6: none });
const at = (chain: string, rule: number, table = 'filter') => ({ table, chain, rule });

/** A host with two ports of which only one is whole, under the names of another program. */
const twoPorts = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER-USER - [0:0]
:agent-sg-chain - [0:0]
:agent-sg-fallback - [0:0]
:agent-FORWARD - [0:0]
:agent-i0123abcd-e - [0:0]
:agent-o0123abcd-e - [0:0]
:agent-s0123abcd-e - [0:0]
:agent-i99999999-9 - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -j agent-FORWARD
-A FORWARD -s 10.9.9.9/32 -m comment --comment "Jump to the VM specific chain." -j DROP
-A DOCKER-USER -j RETURN
-A agent-FORWARD -m physdev --physdev-out tap0123abcd-e1 --physdev-is-bridged -j agent-sg-chain
-A agent-sg-chain -m physdev --physdev-out tap0123abcd-e1 --physdev-is-bridged -j agent-i0123abcd-e
-A agent-sg-chain -m physdev --physdev-in tap0123abcd-e1 --physdev-is-bridged -j agent-o0123abcd-e
-A agent-sg-chain -j ACCEPT
-A agent-i0123abcd-e -m state --state RELATED,ESTABLISHED -j RETURN
-A agent-i0123abcd-e -p tcp -m tcp --dport 22 -m set --match-set NIPv43e07d4ff-0fdd-4fe0-988f- src -j RETURN
-A agent-i0123abcd-e -m state --state INVALID -j DROP
-A agent-i0123abcd-e -j agent-sg-fallback
-A agent-o0123abcd-e -j agent-s0123abcd-e
-A agent-o0123abcd-e -p udp -m udp --sport 67 --dport 68 -j DROP
-A agent-s0123abcd-e -s 10.0.0.7/32 -m mac --mac-source FA:16:3E:00:00:07 -j RETURN
-A agent-s0123abcd-e -j DROP
-A agent-sg-fallback -j DROP
COMMIT
`;

describe('a dump of which nothing else is known', () => {
  const map = mapOf(twoPorts);

  test('shows what its chains are for, under whatever prefix', () => {
    const roles = [
      'FORWARD',
      'agent-FORWARD',
      'agent-sg-chain',
      'agent-i0123abcd-e',
      'agent-s0123abcd-e',
      'DOCKER-USER',
    ];
    expect(roles.map((chain) => map.chain('ipv4', 'filter', chain))).toEqual([
      { certainty: 'inferred', role: 'builtIn', devices: [] },
      { certainty: 'inferred', role: 'dispatch', devices: [] },
      { certainty: 'inferred', role: 'groupChain', devices: [] },
      { certainty: 'inferred', role: 'ingress', devices: ['tap0123abcd-e1'] },
      { certainty: 'inferred', role: 'sources', devices: ['tap0123abcd-e1'] },
      { certainty: 'none', role: 'foreign', devices: [] },
    ]);
    // Nothing leads there: the name alone tells no port.
    expect(map.chain('ipv4', 'filter', 'agent-i99999999-9')).toEqual({
      certainty: 'inferred',
      role: 'ingress',
      devices: [],
    });
    expect(map.chain('ipv4', 'filter', 'nowhere').role).toBe('foreign');
  });

  test('shows why its rules are there, by content and never by comment', () => {
    const reasonOf = (chain: string, rule: number) => map.rule('ipv4', at(chain, rule)).reasons[0];
    expect(reasonOf('agent-i0123abcd-e', 1)).toEqual({ kind: 'scaffold', role: 'established' });
    expect(reasonOf('agent-i0123abcd-e', 2)).toEqual({ kind: 'securityGroupRule' });
    expect(reasonOf('agent-i0123abcd-e', 3)).toEqual({ kind: 'scaffold', role: 'invalid' });
    expect(reasonOf('agent-i0123abcd-e', 4)).toEqual({ kind: 'scaffold', role: 'fallback' });
    expect(reasonOf('agent-o0123abcd-e', 1)).toEqual({ kind: 'antiSpoof', what: 'mac-ip' });
    expect(reasonOf('agent-o0123abcd-e', 2)).toEqual({ kind: 'antiSpoof', what: 'dhcp' });
    expect(map.rule('ipv4', at('FORWARD', 3))).toEqual({ certainty: 'none', reasons: [] });
    expect(map.rule('ipv4', at('FORWARD', 0))).toEqual({ certainty: 'none', reasons: [] });
  });

  test('shows ports, and the sources that they may send from', () => {
    expect(map.ports).toEqual([
      { device: 'tap0123abcd-e1', port: null, sources: [{ address: '10.0.0.7/32', mac: 'fa:16:3e:00:00:07' }] },
    ]);
  });

  test('shows the beginning of a group’s id in the name of its set', () => {
    expect(map.set('NIPv43e07d4ff-0fdd-4fe0-988f-')).toEqual({
      certainty: 'inferred',
      kind: 'unknown',
      group: '3e07d4ff-0fdd-4fe0-988f-',
    });
    expect(map.set('docker-ext-bridges-v4')).toBeUndefined();
  });

  test('shows what is nobody’s, by the program that it looks like', () => {
    expect(unownedRules(map)).toEqual([
      {
        family: 'ipv4',
        table: 'filter',
        chain: 'FORWARD',
        looksLike: 'Docker',
        policy: 'DROP',
        rules: [
          { number: 1, text: '-j DOCKER-USER' },
          { number: 3, text: '-s 10.9.9.9/32 -m comment --comment "Jump to the VM specific chain." -j DROP' },
        ],
      },
      {
        family: 'ipv4',
        table: 'filter',
        chain: 'DOCKER-USER',
        looksLike: 'Docker',
        policy: null,
        rules: [{ number: 1, text: '-j RETURN' }],
      },
    ]);
  });
});

test('two ports whose ids agree in ten characters are both named', () => {
  const map = mapOf(
    twoPorts.replace(
      '-A agent-sg-chain -j ACCEPT',
      '-A agent-sg-chain -m physdev --physdev-out tap0123abcd-e2 --physdev-is-bridged -j agent-i0123abcd-e\n' +
        '-A agent-sg-chain -m physdev --physdev-in tap0123abcd-e2 --physdev-is-bridged -j agent-o0123abcd-e\n' +
        '-A agent-sg-chain -j ACCEPT',
    ),
  );
  const both = ['tap0123abcd-e1', 'tap0123abcd-e2'];
  expect(map.chain('ipv4', 'filter', 'agent-i0123abcd-e').devices).toEqual(both);
  expect(map.chain('ipv4', 'filter', 'agent-s0123abcd-e').devices).toEqual(both);
  // Whose the sources are cannot be told.
  expect(map.ports).toEqual(both.map((device) => ({ device, port: null, sources: [] })));
});

test('a dump without anything of ours is all others’', () => {
  const map = mapOf(
    '*filter\n:INPUT ACCEPT [0:0]\n:f2b-sshd - [0:0]\n-A INPUT -j f2b-sshd\n-A f2b-sshd -j RETURN\nCOMMIT\n',
  );
  expect(map.ports).toEqual([]);
  expect(unownedRules(map).map(({ chain, looksLike }) => [chain, looksLike])).toEqual([
    ['INPUT', 'fail2ban'],
    ['f2b-sshd', 'fail2ban'],
  ]);
});
