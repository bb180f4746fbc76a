import { describe, expect, test } from 'vitest';
import type { Chain, Table } from '../../netfilter/index.ts';
import { evaluate } from '../evaluate.ts';
import type { Packet, Path } from '../packet.ts';
import { holdsFor } from './packet-point.ts';
import { runPath } from './path-run.ts';
import { packetsOn } from './possible-packets.ts';
import { reach } from './questions/reach.ts';
import { search } from './questions/search.ts';
import type { SymbolicHost } from './symbolic-host.ts';
import { answered, filterHost, hostFrom, opened } from './symbolic.suite.ts';

const packet = (path: Path, more: Partial<Packet> = {}): Packet => ({
  family: 'ipv4',
  path,
  in: 'br0',
  ...(path !== 'localIn' && { out: path === 'bridged' ? 'br0' : 'br1' }),
  source: '10.0.0.1',
  destination: '10.0.0.2',
  protocol: 6,
  sourcePort: 40_000,
  destinationPort: 22,
  tcpFlags: ['SYN'],
  macSource: 'fa:16:3e:00:00:01',
  macDestination: 'fa:16:3e:00:00:02',
  ttl: 64,
  length: 100,
  ctState: 'NEW',
  ...more,
});

/** Whether the sets and the evaluator accept it; both must say the same. */
function accepts(host: SymbolicHost, one: Packet): boolean {
  const analysis = opened(host);
  const result = runPath(analysis.walker(0), one.path, packetsOn(analysis.model, one.path));
  const accepted = holdsFor(analysis.model, result.accept, one);
  expect(evaluate(host.rules, host.sets, one).verdict === 'accept').toBe(accepted);
  return accepted;
}

describe('ports of a bridge', () => {
  const bridged = packet('bridged', { physdevIn: 'tap1', physdevOut: 'tap2' });
  const routedFromPort = packet('routed', { physdevIn: 'tap1' });
  const routed = packet('routed');
  const local = packet('localIn', { physdevIn: 'tap1' });

  // As seen on a kernel, in both backends.
  test.each([
    ['--physdev-out tap2', [true, false, false, false]],
    ['! --physdev-out tap2', [false, false, true, false]],
    ['--physdev-in tap1', [true, true, false, true]],
    ['! --physdev-in tap1', [false, false, true, false]],
    ['--physdev-is-bridged', [true, false, false, false]],
    ['! --physdev-is-bridged', [false, true, true, true]],
    ['! --physdev-in tap3 ! --physdev-out tap3', [true, false, true, false]],
  ])('%s holds where the kernel has it so', (match, expected) => {
    const host = filterHost(
      ':INPUT DROP [0:0]',
      ':FORWARD DROP [0:0]',
      `-A INPUT -m physdev ${match} -j ACCEPT`,
      `-A FORWARD -m physdev ${match} -j ACCEPT`,
    );
    expect([bridged, routedFromPort, routed, local].map((one) => accepts(host, one))).toEqual(expected);
  });
});

describe('sets', () => {
  const setHost = (type: string, flags: string, ...members: readonly string[]) =>
    hostFrom(
      `*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m set --match-set A ${flags} -j ACCEPT\nCOMMIT\n`,
      [`create A ${type}`, ...members.map((member) => `add A ${member}`), ''].join('\n'),
    );

  test('take the longest prefix, which may except what it holds', () => {
    const host = setHost('hash:net family inet', 'src', '10.0.0.0/8', '10.0.0.0/24 nomatch', '10.0.0.1');
    const from = (source: string) => accepts(host, packet('routed', { source }));
    expect(['10.0.0.1', '10.0.0.2', '10.0.1.1', '11.0.0.1'].map(from)).toEqual([true, false, true, false]);
  });

  test('of two dimensions need both directions', () => {
    const members = ['10.0.0.1,tcp:22', '10.0.0.1,icmp:8/0'];
    expect(accepts(setHost('hash:ip,port family inet', 'src,dst', ...members), packet('routed'))).toBe(true);
    expect(accepts(setHost('hash:ip,port family inet', 'src', ...members), packet('routed'))).toBe(false);
    expect(accepts(setHost('hash:ip,port family inet', 'dst,src', ...members), packet('routed'))).toBe(false);
    const { sourcePort: _s, destinationPort: _d, tcpFlags: _f, ...rest } = packet('routed');
    const ping = { ...rest, protocol: 1, icmpType: 8, icmpCode: 0 };
    expect(accepts(setHost('hash:ip,port family inet', 'src,src', ...members), ping)).toBe(true);
  });

  test('that ask the same end twice need it to be in both', () => {
    const host = setHost('hash:net,net family inet', 'src,src', '10.0.0.0/24,10.0.0.0/31');
    expect(accepts(host, packet('routed'))).toBe(true);
    expect(accepts(host, packet('routed', { source: '10.0.0.2' }))).toBe(false);
  });

  test('of pairs of prefixes except a pair by the longest first prefix', () => {
    // The kernel ends its search with the first element it finds, whether that holds the packet or excepts it.
    const host = setHost(
      'hash:net,net family inet',
      'src,dst',
      '10.0.0.0/24,10.0.0.0/24',
      '10.0.0.0/30,10.0.0.0/24 nomatch',
    );
    const analysis = opened(host);
    const { found } = answered(search(analysis, { verdict: 'accept', paths: ['routed'], mostBoxes: 9 }));
    expect(found[0]?.region.boxes).toEqual([
      {
        source: { values: ['10.0.0.4-10.0.0.255'], more: 0 },
        destination: { values: ['10.0.0.0/24'], more: 0 },
      },
    ]);
  });
});

describe('what earlier rules did', () => {
  test('is seen by later ones: marks, hops, and who is not tracked', () => {
    const host = hostFrom(
      [
        '*raw',
        ':PREROUTING ACCEPT [0:0]',
        '-A PREROUTING -s 10.0.0.3/32 -j CT --notrack',
        '-A PREROUTING -j CT --zone 5',
        '-A PREROUTING -j CT --notrack',
        'COMMIT',
        '*mangle',
        ':PREROUTING ACCEPT [0:0]',
        '-A PREROUTING -s 10.0.0.1/32 -j MARK --set-xmark 0x1/0xffffffff',
        '-A PREROUTING -s 10.0.0.2/32 -j TTL --ttl-set 9',
        'COMMIT',
        '*filter',
        ':FORWARD DROP [0:0]',
        '-A FORWARD -m mark --mark 0x1 -j ACCEPT',
        '-A FORWARD -m ttl --ttl-eq 8 -j ACCEPT',
        '-A FORWARD -m state --state UNTRACKED -j ACCEPT',
        'COMMIT',
        '',
      ].join('\n'),
    );
    const passes = (source: string) => accepts(host, packet('routed', { source }));
    expect(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'].map(passes)).toEqual([true, true, true, false]);
    // A bridged packet has not been counted as a hop.
    expect(accepts(host, packet('bridged', { source: '10.0.0.2', physdevIn: 'a', physdevOut: 'b' }))).toBe(false);
  });
});

describe('rulesets that no kernel would hold', () => {
  test('lead to an obstacle where chains come back to themselves', () => {
    const host = filterHost(
      ':a - [0:0]',
      ':b - [0:0]',
      '-A FORWARD -p udp -j a',
      '-A a -g b',
      '-A b -s 10.0.0.0/8 -j a',
    );
    const { paths } = answered(reach(opened(host), { paths: ['routed'] }));
    expect(paths).toMatchObject([
      {
        groups: [
          {
            surely: {
              region: {
                boxes: [
                  {
                    protocol: [
                      { first: 0, last: 16 },
                      { first: 18, last: 255 },
                    ],
                  },
                ],
              },
            },
          },
        ],
        obstacles: [{ kind: 'loop', rule: { table: 'filter', chain: 'a', rule: 1 } }],
      },
    ]);
  });

  test('and where a chain is not there', () => {
    const host = hostFrom('*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n');
    const target = { kind: 'goto' as const, chain: 'x' };
    const forward: Chain = { name: 'FORWARD', policy: 'ACCEPT', rules: [{ matches: [], target }] };
    const filter: Table = { name: 'filter', chains: new Map([['FORWARD', forward]]) };
    const missing = { ...host, rules: { ...host.rules, tables: new Map([['filter', filter]]) } };
    const { paths } = answered(reach(opened(missing), { paths: ['routed'] }));
    expect(paths[0]?.obstacles).toEqual([
      { kind: 'missingChain', rule: { table: 'filter', chain: 'FORWARD', rule: 1 }, chain: 'x' },
    ]);
  });

  test('may be 6,000 chains deep and call each chain twice', () => {
    const deep = 6000;
    const names = Array.from({ length: deep }, (_, n) => `c${n}`);
    const host = filterHost(
      ...names.map((name) => `:${name} - [0:0]`),
      '-A FORWARD -j c0',
      ...names.slice(1).flatMap((name, n) => [`-A c${n} -j ${name}`, `-A c${n} -j ${name}`]),
      `-A c${deep - 1} -s 10.0.0.1/32 -j DROP`,
    );
    expect(accepts(filterHost('-A FORWARD -s 10.0.0.1/32 -j DROP'), packet('routed'))).toBe(false);
    const analysis = opened(host);
    const result = runPath(analysis.walker(0), 'routed', packetsOn(analysis.model, 'routed'));
    expect(holdsFor(analysis.model, result.drop, packet('routed'))).toBe(true);
    expect(holdsFor(analysis.model, result.accept, packet('routed', { source: '10.0.0.2' }))).toBe(true);
  });

  test('are too large where the answer would be', () => {
    // Each rule may or may not set its bit of the mark.
    const rules = Array.from(
      { length: 16 },
      (_, bit) => `-A FORWARD -m u32 --u32 "${bit}=1" -j MARK --or-mark 0x${(1 << bit).toString(16)}`,
    );
    const host = hostFrom(['*mangle', ':FORWARD ACCEPT [0:0]', ...rules, 'COMMIT', ''].join('\n'));
    const analysis = opened(host);
    expect(reach(analysis, { paths: ['routed'] })).toEqual({ kind: 'tooLarge', exhausted: 'states', limit: 2000 });
    expect(reach(analysis, { paths: ['localIn'] })).toMatchObject({ kind: 'reach' });
  });
});
