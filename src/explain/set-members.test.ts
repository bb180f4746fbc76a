import { describe, expect, test } from 'vitest';
import type { IpSet, Match, Ruleset } from '../netfilter/index.ts';
import { evaluate } from './evaluate.ts';
import type { Packet } from './packet.ts';
import { indexSets } from './set-members.ts';

const packet: Packet = {
  family: 'ipv4',
  path: 'bridged',
  physdevIn: 'tapA',
  physdevOut: 'tapB',
  source: '10.0.0.1',
  destination: '10.0.5.2',
  protocol: 6,
  sourcePort: 40000,
  destinationPort: 22,
  macSource: 'FA:16:3E:00:00:01',
};

function set(type: string, members: readonly string[], more: Partial<IpSet> = {}): IpSet {
  return {
    name: 'A',
    type,
    family: type.startsWith('bitmap') || type === 'list:set' ? null : 'inet',
    options: [],
    members,
    ...more,
  };
}

/** Whether the set A holds the packet by these directions. */
function holds(sets: readonly IpSet[], flags: string, of: Packet = packet, rest = ''): boolean | 'unknown' {
  const match: Match = { kind: 'set', name: 'A', flags: flags.split(',') as ('src' | 'dst')[], negated: false, rest };
  const rules: Ruleset = {
    family: of.family,
    tables: new Map([
      [
        'filter',
        {
          name: 'filter',
          chains: new Map([
            ['FORWARD', { name: 'FORWARD', policy: 'ACCEPT', rules: [{ matches: [match], target: { kind: 'drop' } }] }],
          ]),
        },
      ],
    ]),
  };
  const { verdict } = evaluate(rules, indexSets(sets), of);
  return verdict === 'unknown' ? 'unknown' : verdict === 'drop';
}

describe('what a set holds', () => {
  test('addresses, by the direction that is asked', () => {
    expect(holds([set('hash:ip', ['10.0.0.1'])], 'src')).toBe(true);
    expect(holds([set('hash:ip', ['10.0.0.1'])], 'dst')).toBe(false);
  });

  test('the longest prefix decides, also where it is an exception', () => {
    const nets = ['10.0.0.0/8', '10.0.0.0/16 nomatch', '10.0.0.0/24'];
    expect(holds([set('hash:net', nets)], 'src')).toBe(true);
    expect(holds([set('hash:net', nets)], 'dst')).toBe(false);
    expect(holds([set('hash:net', nets)], 'dst', packet, '--return-nomatch')).toBe(true);
  });

  test('pairs of address and port need both directions', () => {
    expect(holds([set('hash:net,port', ['10.0.0.0/24,tcp:22'])], 'src,dst')).toBe(true);
    expect(holds([set('hash:net,port', ['10.0.0.0/24,tcp:22'])], 'src,src')).toBe(false);
    expect(holds([set('hash:net,port', ['10.0.0.0/24,udp:22'])], 'src,dst')).toBe(false);
    expect(holds([set('hash:net,port', ['10.0.0.0/24,tcp:22'])], 'src')).toBe(false);
  });

  test('two networks', () => {
    expect(holds([set('hash:net,net', ['10.0.0.0/24,10.0.0.0/16'])], 'src,dst')).toBe(true);
    expect(holds([set('hash:net,net', ['10.0.0.0/24,10.0.0.0/24'])], 'src,dst')).toBe(false);
  });

  test('the port of an ICMP packet is its type and code', () => {
    const { sourcePort: _, destinationPort: __, ...rest } = packet;
    const ping: Packet = { ...rest, protocol: 1, icmpType: 8, icmpCode: 0 };
    expect(holds([set('hash:ip,port', ['10.0.0.1,icmp:echo-request'])], 'src,src', ping)).toBe(true);
    expect(holds([set('hash:ip,port', ['10.0.0.1,icmp:8/1'])], 'src,src', ping)).toBe(false);
  });

  test('ports alone, for protocols that have them', () => {
    expect(holds([set('bitmap:port', ['22'])], 'dst')).toBe(true);
    expect(holds([set('bitmap:port', ['22'])], 'dst', { ...packet, protocol: 47 })).toBe(false);
  });

  test('MAC addresses in any letters', () => {
    expect(holds([set('hash:mac', ['fa:16:3e:00:00:01'], { family: null })], 'src')).toBe(true);
  });

  test('nothing of the other family', () => {
    expect(holds([set('hash:net', ['::/1', '8000::/1'], { family: 'inet6' })], 'src')).toBe(false);
  });

  test('what one of its sets holds, by the same directions', () => {
    const list = set('list:set', ['B', 'C']);
    const named = (name: string, members: readonly string[]) => ({ ...set('hash:ip', members), name });
    expect(holds([list, named('B', []), named('C', ['10.0.0.1'])], 'src')).toBe(true);
    expect(holds([list, named('B', [])], 'src')).toBe('unknown');
    expect(holds([list, named('B', []), named('C', [])], 'src')).toBe(false);
    expect(holds([set('list:set', ['A'])], 'src')).toBe('unknown');
  });

  test('a device, by its name or by how it begins; ports of a bridge are never found', () => {
    const of = (...members: readonly string[]) =>
      holds([set('hash:net,iface', members)], 'src,src', { ...packet, in: 'br0' });
    expect(of('10.0.0.0/24,br0')).toBe(true);
    expect(of('10.0.0.0/24,br1')).toBe(false);
    expect(of('10.0.0.0/24,br wildcard')).toBe(true);
    expect(of('10.0.0.0/24,physdev:tapA')).toBe(false);
    expect(holds([set('hash:net,iface', ['10.0.0.0/24,br0'])], 'src,dst')).toBe(false);
  });

  test('with a netmask addresses are cut to it', () => {
    const cut = set('hash:ip', ['10.0.0.0'], { options: ['netmask', '24'] });
    expect([holds([cut], 'src'), holds([cut], 'dst')]).toEqual([true, false]);
    expect(holds([set('hash:ip,port', ['10.0.5.0,tcp:22'], { options: ['netmask', '24'] })], 'dst,dst')).toBe(true);
  });

  test('a protocol without ports is looked up with port 0, and DCCP is one', () => {
    const ports = set('hash:ip,port', ['10.0.0.1,gre:0', '10.0.0.1,dccp:0']);
    expect(holds([ports], 'src,dst', { ...packet, protocol: 47 })).toBe(true);
    expect(holds([ports], 'src,dst', { ...packet, protocol: 33 })).toBe(true);
    expect(holds([ports], 'src,dst', { ...packet, protocol: 50 })).toBe(false);
    expect(holds([set('bitmap:port', ['22'])], 'dst', { ...packet, protocol: 132 })).toBe(false);
  });

  test('with --return-nomatch the exceptions, and nothing else', () => {
    const nets = [set('hash:net', ['10.0.0.0/8', '10.0.0.0/24 nomatch'])];
    expect([holds(nets, 'src', packet, '--return-nomatch'), holds(nets, 'dst', packet, '--return-nomatch')]).toEqual([
      true,
      false,
    ]);
    expect(holds([set('hash:ip', ['10.0.0.1'])], 'src', packet, '--return-nomatch')).toBe(true);
  });

  test('an address that waits for its MAC takes the first that comes', () => {
    const pairs = set('bitmap:ip,mac', ['10.0.0.1']);
    expect(holds([pairs], 'src,src')).toBe(true);
    expect(holds([set('bitmap:ip,mac', ['10.0.0.1,00:11:22:33:44:55'])], 'src,src')).toBe(false);
  });

  test('a comment may hold any words', () => {
    expect(holds([set('hash:net', ['10.0.0.0/24 comment "all nomatch of it"'])], 'src')).toBe(true);
  });

  test('what is not understood is unknown, not empty', () => {
    expect(holds([set('hash:ip,mark', ['10.0.0.1,0x1'])], 'src,src')).toBe('unknown');
    expect(holds([set('hash:ip', ['not-an-address'])], 'src')).toBe('unknown');
    expect(holds([set('hash:ip', ['10.0.0.0'], { options: ['bitmask', '255.0.255.0'] })], 'src')).toBe('unknown');
    expect(holds([set('hash:ip', ['10.0.0.1'])], 'src', packet, '--packets-gt 5')).toBe('unknown');
    expect(holds([], 'src')).toBe('unknown');
  });
});
