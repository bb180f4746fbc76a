import { describe, expect, test } from 'vitest';
import { holds, met, rulesOf, ssh } from './ask.suite.ts';
import { evaluate } from './evaluate.ts';
import type { Packet } from './packet.ts';
import { noSets } from './set-members.ts';
import { usesConntrack } from './uses-conntrack.ts';

const { sourcePort: _, destinationPort: __, tcpFlags: ___, ...rest } = { ...ssh, protocol: 17 };
const later: Packet = { ...rest, laterFragment: true };

describe('a later fragment, without conntrack', () => {
  test.each([
    ['-f', true],
    ['! -f', false],
    ['-p udp', true],
    ['-s 10.0.0.1/32', true],
    ['-p udp -m udp --dport 22', false],
    ['-p udp -m udp ! --dport 22', false],
    ['-p udp -m multiport ! --dports 22', false],
  ])('%s: %s', (match, expected) => {
    expect(holds(match, { ...later, tcpFlags: undefined as never })).toBe(expected);
  });

  test('is asked for ports by rules of the nft tools, which take for them what stands there', () => {
    const nft = { host: { backend: 'nft' as const } };
    expect(holds('-p udp -m udp --dport 22', later, nft)).toBe('unknown');
    const letters = { ...later, sourcePort: 0x7878, destinationPort: 0x7878 };
    expect(holds('-p udp -m udp ! --dport 22', letters, nft)).toBe(true);
    expect(holds('-p udp -m multiport ! --dports 22', letters, nft)).toBe(false);
    expect(holds('-p tcp -m tcp --tcp-flags SYN SYN', { ...letters, protocol: 6 }, nft)).toBe('unknown');
    expect(holds('-p sctp -m sctp ! --dport 22', { ...letters, protocol: 132 }, nft)).toBe(false);
  });

  test('shows -m ecn other bytes, which it takes for flags', () => {
    expect(holds('-p tcp -m ecn --ecn-tcp-cwr', { ...later, protocol: 6 })).toBe('unknown');
  });

  test('for the host itself is joined before INPUT in IPv4', () => {
    const rules = (family: 'ipv4' | 'ipv6') =>
      rulesOf(
        { mangle: ['-A PREROUTING -p udp -m udp --dport 22'], filter: ['-A INPUT -p udp -m udp --dport 22 -j DROP'] },
        family,
      );
    const local: Packet = { ...later, path: 'localIn', destinationPort: 22 };
    expect(met(evaluate(rules('ipv4'), noSets, local), 'filter')).toEqual(['filter INPUT 1']);
    const v6: Packet = { ...local, family: 'ipv6', source: 'fd00::1', destination: 'fd00::2' };
    expect(met(evaluate(rules('ipv6'), noSets, v6), 'filter')).toEqual(['filter INPUT 0']);
  });
});

describe('with conntrack', () => {
  test('rules see the whole packet', () => {
    const rules = rulesOf({
      filter: ['-A FORWARD -f -j DROP', '-A FORWARD -p udp -m udp --dport 22 -m state --state NEW'],
    });
    const trace = evaluate(rules, noSets, { ...later, sourcePort: 40000, destinationPort: 22 });
    expect(met(trace)).toEqual(['filter FORWARD 2', 'filter FORWARD 0']);
    expect(trace.assumptions).toEqual(['noConnections', 'fragmentsJoined']);
    expect(evaluate(rules, noSets, ssh).assumptions).toEqual(['noConnections']);
  });

  test.each([
    ['-A FORWARD -m state --state NEW', true],
    ['-A FORWARD -m conntrack --ctstate NEW', true],
    ['-A FORWARD -m connbytes --connbytes 5 --connbytes-mode bytes --connbytes-dir both', true],
    ['-A FORWARD -j CONNMARK --save-mark', true],
    ['-A PREROUTING -j CT --zone 5', true],
    ['-A PREROUTING -j DNAT --to-destination 10.0.0.9', true],
    ['-A PREROUTING -j CT --notrack', false],
    ['-A PREROUTING -j NOTRACK', false],
    ['-A FORWARD -p udp -m udp --dport 22 -j ACCEPT', false],
  ])('a ruleset with %s has it: %s', (rule, expected) => {
    expect(usesConntrack(rulesOf({ any: [rule] }))).toBe(expected);
  });
});
