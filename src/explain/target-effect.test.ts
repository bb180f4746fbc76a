import { describe, expect, test } from 'vitest';
import { holds, met, rulesOf, ssh } from './ask.suite.ts';
import { type EvaluateOptions, evaluate } from './evaluate.ts';
import type { Packet } from './packet.ts';
import { indexSets, noSets } from './set-members.ts';

/** Whether a match holds in filter after a target in mangle. */
function after(target: string, match: string, packet: Partial<Packet> = {}, options: EvaluateOptions = {}) {
  const asked = { ...ssh, ...packet };
  const tables = { mangle: [`-A PREROUTING ${target}`], filter: [`-A FORWARD ${match} -j DROP`] };
  const { verdict } = evaluate(rulesOf(tables, asked.family), noSets, asked, options);
  return verdict === 'unknown' ? 'unknown' : verdict === 'drop';
}

describe('what a target changes, later rules see', () => {
  test.each([
    ['-j MARK --set-xmark 0x5/0xffffffff', '0x5'],
    ['-j MARK --set-xmark 0x2/0x3', '0xf2'],
    ['-j MARK --set-mark 0x4/0xc', '0xf5'],
    ['-j MARK --set-mark 7', '0x7'],
    ['-j MARK --and-mark 0x3', '0x1'],
    ['-j MARK --or-mark 0x2', '0xf3'],
    ['-j MARK --xor-mark 0x1', '0xf0'],
  ])('%s on 0xf1 gives %s', (target, mark) => {
    expect(after(target, `-m mark --mark ${mark}`, { mark: 0xf1 })).toBe(true);
  });

  const connections = [{ ...ssh, replied: true, mark: 0x21 }];
  test.each([
    ['-j CONNMARK --restore-mark', '-m mark --mark 0x21'],
    ['-j CONNMARK --restore-mark --nfmask 0xff --ctmask 0x1', '-m mark --mark 0x1'],
    ['-j CONNMARK --restore-mark --mask 0xf0', '-m mark --mark 0x21/0xff'],
    ['-j CONNMARK --save-mark', '-m connmark --mark 0x1'],
    ['-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xf', '-m connmark --mark 0x21'],
    ['-j CONNMARK --set-xmark 0x3/0xffffffff', '-m connmark --mark 0x3'],
    ['-j CONNMARK --or-mark 0x4', '-m connmark --mark 0x25'],
  ])('%s: %s', (target, match) => {
    expect(after(target, match, { mark: 1 }, { connections })).toBe(true);
  });

  test('a connection mark that is not known stays so, and one that is set is known', () => {
    const unmarked = { connections: [{ ...ssh, replied: true }] };
    expect(after('-j CONNMARK --restore-mark', '-m mark --mark 0x1', {}, unmarked)).toBe('unknown');
    expect(after('-j CONNMARK --set-xmark 0x1/0xffffffff', '-m connmark --mark 0x1', {}, unmarked)).toBe(true);
  });

  test('what belongs to no connection keeps its mark', () => {
    expect(after('-j CONNMARK --restore-mark', '-m mark --mark 0x1', { mark: 1, tcpFlags: ['FIN'] })).toBe(true);
  });

  test('HMARK gives a mark that nobody can tell', () => {
    expect(after('-j HMARK --hmark-tuple src --hmark-mod 5', '-m mark --mark 0x1')).toBe('unknown');
  });

  test.each([
    ['-j TTL --ttl-set 5', '-m ttl --ttl-eq 5'],
    ['-j TTL --ttl-dec 60', '-m ttl --ttl-eq 4'],
    ['-j TTL --ttl-inc 250', '-m ttl --ttl-eq 255'],
    ['-j DSCP --set-dscp 0x2e', '-m tos --tos 0xba/0xff'],
    ['-j TOS --set-tos 0x10/0x3f', '-m tos --tos 0x50/0xff'],
    ['-j TOS --and-tos 0x40', '-m tos --tos 0x40/0xff'],
    ['-j TOS --or-tos 0x01', '-m ecn --ecn-ip-ect 3'],
    ['-j TOS --xor-tos 0x02', '-m ecn --ecn-ip-ect 0'],
    ['-p tcp -j ECN --ecn-tcp-remove', '-p tcp -m ecn ! --ecn-tcp-cwr'],
  ])('%s: %s', (target, match) => {
    expect(after(target, match, { tos: 0x42, tcpFlags: ['SYN', 'CWR', 'ECE'] })).toBe(true);
  });

  test('HL, for IPv6', () => {
    const v6: Partial<Packet> = { family: 'ipv6', source: 'fd00::1', destination: 'fd00::2' };
    expect(after('-j HL --hl-set 5', '-m hl --hl-eq 5', v6)).toBe(true);
  });

  test('TCPMSS may make a segment longer', () => {
    const clamp = '-p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu';
    expect(after(clamp, '-m length --length 60')).toBe('unknown');
  });

  test('a set that a rule adds to or takes from is open from there on', () => {
    const sets = indexSets([{ name: 'A', type: 'hash:ip', family: 'inet', options: [], members: [] }]);
    const verdict = (...first: readonly string[]) =>
      evaluate(rulesOf({ filter: [...first, '-A FORWARD -m set --match-set A src -j DROP'] }), sets, ssh).verdict;
    expect(verdict()).toBe('accept');
    expect(verdict('-A FORWARD -j SET --add-set A src')).toBe('unknown');
    expect(verdict('-A FORWARD -j SET --add-set B src')).toBe('accept');
  });

  test('an answer that a change makes old is asked anew', () => {
    const rules = rulesOf({
      filter: [
        '-A FORWARD -j HMARK --hmark-tuple src --hmark-mod 5',
        '-A FORWARD -m mark --mark 0x1 -j RETURN',
        '-A FORWARD -j HMARK --hmark-tuple dst --hmark-mod 5',
        '-A FORWARD -m mark --mark 0x1 -j DROP',
      ],
    });
    expect(evaluate(rules, noSets, ssh).outcomes.map(({ verdict }) => verdict)).toEqual(['accept', 'drop']);
  });
});

describe('a hop', () => {
  const routed: Packet = { ...ssh, path: 'routed', ttl: 5 };
  const rules = (target: string) =>
    rulesOf({
      mangle: [`-A PREROUTING ${target}`, '-A FORWARD -j TTL --ttl-set 9'],
      filter: ['-A FORWARD -m ttl --ttl-eq 9 -j DROP'],
    });

  test('is spent before FORWARD of a routed packet, and not of a bridged one', () => {
    expect(holds('-m ttl --ttl-eq 4', routed)).toBe(true);
    expect(holds('-m ttl --ttl-eq 5', { ...routed, path: 'bridged' })).toBe(true);
  });

  test('is not spent twice where a rule of FORWARD sets what is left', () => {
    expect(evaluate(rules('-j TTL --ttl-inc 1'), noSets, routed).verdict).toBe('drop');
  });

  test('that was the last ends the packet, by no rule', () => {
    expect(evaluate(rules('-j TTL --ttl-set 1'), noSets, routed)).toMatchObject({
      verdict: 'drop',
      decidedBy: null,
      endedBy: 'ttl',
    });
  });
});

describe('what raw says of conntrack', () => {
  const state = (...rules: readonly string[]) => {
    const raw = rules.map((rule) => `-A PREROUTING ${rule}`);
    const zoned = [{ ...ssh, replied: true, zone: 5 }];
    const trace = evaluate(rulesOf({ raw, filter: ['-A FORWARD -m state --state NEW'] }), noSets, ssh, {
      connections: zoned,
    });
    return `${trace.ctState} in ${trace.zone}`;
  };

  test.each([
    [[], 'NEW in 0'],
    [['-j CT --zone 5'], 'ESTABLISHED in 5'],
    [['-j CT --zone 5 --helper ftp'], 'ESTABLISHED in 5'],
    [['-j MARK --set-xmark 0x10005/0xffffffff', '-j CT --zone mark'], 'ESTABLISHED in 5'],
    [['-j CT --zone-orig 5'], 'ESTABLISHED in 5'],
    [['-j CT --zone-reply 5'], 'NEW in 5'],
    [['-j CT --helper ftp', '-j CT --zone 5'], 'NEW in 0'],
    [['-j NOTRACK', '-j CT --zone 5'], 'UNTRACKED in 0'],
    [['-j CT --notrack'], 'UNTRACKED in 0'],
  ])('%j: %s', (rules, expected) => {
    expect(state(...rules)).toBe(expected);
  });
});

describe('a target that leaves the packet to others', () => {
  const verdicts = (target: string) =>
    evaluate(rulesOf({ filter: [`-A FORWARD ${target}`, '-A FORWARD -j REJECT'] }), noSets, ssh).outcomes.map(
      ({ verdict }) => verdict,
    );

  test.each([
    ['-j NFQUEUE --queue-num 0', ['accept', 'drop']],
    ['-p tcp -j TPROXY --on-port 3129', ['accept', 'drop']],
  ])('%s either accepts or drops', (target, expected) => {
    expect(verdicts(target)).toEqual(expected);
  });

  test.each(['-j NFQUEUE --queue-num 0 --queue-bypass', '-p tcp -j SYNPROXY', '-j CLUSTERIP --new', '-j DNETMAP'])(
    '%s can also go on',
    (target) => {
      expect(verdicts(target)).toEqual(['reject', 'accept']);
    },
  );

  test.each([
    '-j LOG --log-prefix x',
    '-j NFLOG',
    '-j TEE --gateway 10.0.0.9',
    '-j CHECKSUM --checksum-fill',
    '-j CLASSIFY --set-class 1:1',
  ])('%s goes on', (target) => {
    const trace = evaluate(rulesOf({ filter: [`-A FORWARD ${target}`, '-A FORWARD -j DROP'] }), noSets, ssh);
    expect(met(trace)).toEqual(['filter FORWARD 1', 'filter FORWARD 2']);
    expect(trace).toMatchObject({ verdict: 'drop', unknowns: [] });
  });
});
