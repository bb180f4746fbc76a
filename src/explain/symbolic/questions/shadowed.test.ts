import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Chain, type Family, type Table, printSave } from '../../../netfilter/index.ts';
import { evaluate } from '../../evaluate.ts';
import { rulesMet } from '../../trace.ts';
import { articleHost } from '../article-host.suite.ts';
import { holdsFor } from '../packet-point.ts';
import { existing, packetsOn } from '../possible-packets.ts';
import { arbitraryHost } from '../symbolic.arbitrary.ts';
import type { SymbolicHost } from '../symbolic-host.ts';
import { answered, filterHost, hostFrom, opened, statefulPackets } from '../symbolic.suite.ts';
import { type IdleRule, type ShadowedAnswer, shadowed } from './shadowed.ts';

const runs = Number(process.env['SYMBOLIC_RUNS'] ?? 20);

const inspect = (host: SymbolicHost): ShadowedAnswer => answered(shadowed(opened(host)));
const told = ({ rule, why }: IdleRule) => `${rule.chain} ${rule.rule}: ${why.kind}`;

/** The host without these rules. */
function without(host: SymbolicHost, idle: readonly IdleRule[]): SymbolicHost {
  const gone = new Set(idle.map(({ rule }) => `${rule.table} ${rule.chain} ${rule.rule}`));
  const tables = [...host.rules.tables.values()].map((table): [string, Table] => {
    const chains = [...table.chains.values()].map((chain): [string, Chain] => [
      chain.name,
      { ...chain, rules: chain.rules.filter((_, at) => !gone.has(`${table.name} ${chain.name} ${at + 1}`)) },
    ]);
    return [table.name, { ...table, chains: new Map(chains) }];
  });
  return { ...host, rules: { ...host.rules, tables: new Map(tables) } };
}

describe('rules that might as well not be there', () => {
  test.each<Family>(['ipv4', 'ipv6'])('are met by no packet, or make no difference to any, of %s', (family) => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(arbitraryHost(family), statefulPackets(family), (host, packets) => {
        const analysis = opened(host);
        const { model } = analysis;
        const answer = answered(shadowed(analysis));
        for (const { why } of answer.rules) kinds.set(why.kind, (kinds.get(why.kind) ?? 0) + 1);
        const dead = answer.rules.filter(({ why }) => why.kind !== 'changesNothing');
        const isDead = new Set(dead.map(({ rule }) => `${rule.table} ${rule.chain} ${rule.rule}`));
        const rest = without(host, answer.rules);
        for (const packet of packets) {
          const real = model.bdd.and(
            packetsOn(model, packet.path),
            existing(model, packet.path, 'possible', [host.rules]),
          );
          if (!holdsFor(model, real, packet)) continue;
          const trace = evaluate(host.rules, host.sets, packet);
          const met = rulesMet(trace).filter(({ table, chain, rule }) => isDead.has(`${table} ${chain} ${rule}`));
          const { verdict } = evaluate(rest.rules, rest.sets, packet);
          if (met.length === 0 && verdict === trace.verdict) continue;
          const lines = [
            printSave(host.rules),
            JSON.stringify(packet),
            JSON.stringify(met),
            answer.rules.map(told).join(),
          ];
          throw new Error(`${lines.join('\n')}\n${trace.verdict}, without them ${verdict}`);
        }
      }),
      { numRuns: runs },
    );
    if (process.env['SYMBOLIC_RUNS']) console.log(kinds);
    for (const kind of ['neverMatches', 'shadowed', 'neverReached', 'changesNothing']) {
      expect(kinds.get(kind), kind).toBeGreaterThan(0);
    }
  });

  test('are named with the rules that take their packets', () => {
    const host = filterHost(
      '-A FORWARD -s 10.0.0.0/9 -j ACCEPT',
      '-A FORWARD -p tcp -j RETURN',
      '-A FORWARD -s 10.128.0.0/9 -j DROP',
      '-A FORWARD -p udp -j DROP',
      '-A FORWARD -s 10.0.0.0/8 -j ACCEPT',
    );
    expect(inspect(host).rules).toEqual([
      {
        rule: { table: 'filter', chain: 'FORWARD', rule: 5 },
        why: {
          kind: 'shadowed',
          by: [1, 2, 3].map((rule) => ({ table: 'filter', chain: 'FORWARD', rule })),
        },
      },
    ]);
  });

  test('never match where their matches exclude each other, or ask what is not seen there', () => {
    const host = filterHost(
      ':FORWARD DROP [0:0]',
      '-A FORWARD -p tcp -m udp --dport 53 -j ACCEPT',
      '-A FORWARD -s 10.0.0.0/24 ! -s 10.0.0.0/8 -j ACCEPT',
      '-A INPUT -m physdev --physdev-in tap1 --physdev-is-bridged -j DROP',
      '-A INPUT -o eth0 -j DROP',
      '-A OUTPUT -p icmp -m icmp --icmp-type 8 -m state --state RELATED -j DROP',
    );
    const found = inspect(host).rules.map(({ rule, why }) => [
      rule.chain,
      rule.rule,
      why.kind === 'neverMatches' ? why.match : why.kind,
    ]);
    expect(found).toEqual([
      ['INPUT', 1, 0],
      ['INPUT', 2, 0],
      ['FORWARD', 1, 1],
      ['FORWARD', 2, 1],
    ]);
  });

  test('include the one that Neutron wrote for traffic to the host, which is never bridged', () => {
    const { rules, chains } = inspect(articleHost);
    const out = (rule: number) => ({ table: 'filter', chain: 'neutron-linuxbri-oe68040f5-c', rule });
    expect(rules.filter(({ why }) => why.kind !== 'changesNothing')).toEqual([
      {
        rule: { table: 'filter', chain: 'neutron-linuxbri-INPUT', rule: 1 },
        why: { kind: 'neverMatches', match: 0, seenFrom: [{ path: 'localIn', hook: 'INPUT' }] },
      },
      // Everything may leave by a rule of the group; what Neutron writes behind it is for groups that let less out.
      { rule: out(7), why: { kind: 'shadowed', by: [1, 2, 3, 4, 6].map(out) } },
      { rule: out(8), why: { kind: 'shadowed', by: [1, 2, 3, 4, 5, 6].map(out) } },
    ]);
    expect(chains).toEqual([]);
  });

  test('may change nothing although packets meet them, and can then all be left out together', () => {
    const host = filterHost(
      '-A FORWARD -s 10.0.0.1/32 -j ACCEPT',
      '-A FORWARD -s 10.0.0.0/24 -j ACCEPT',
      '-A FORWARD -p tcp -j DROP',
      '-A FORWARD -j ACCEPT',
    );
    expect(inspect(host).rules.map(told)).toEqual(['FORWARD 1: changesNothing', 'FORWARD 4: changesNothing']);
    const twice = filterHost('-A FORWARD -p tcp -j DROP', '-A FORWARD -p tcp -j DROP');
    expect(inspect(twice).rules.map(told)).toEqual(['FORWARD 2: shadowed']);
  });

  test('are kept apart from what was only never counted', () => {
    const host = hostFrom(
      [
        '*filter',
        ':FORWARD ACCEPT [9:900]',
        '[0:0] -A FORWARD -p tcp -j DROP',
        '[9:900] -A FORWARD -p udp -j DROP',
        'COMMIT',
        '',
      ].join('\n'),
    );
    expect(inspect(host)).toEqual({
      kind: 'shadowed',
      rules: [],
      chains: [],
      neverCounted: [{ table: 'filter', chain: 'FORWARD', rule: 1 }],
      undecided: [],
    });
  });

  test('are not looked for in chains that nothing leads to', () => {
    const host = filterHost(
      ':a - [0:0]',
      ':b - [0:0]',
      ':c - [0:0]',
      '-A a -j b',
      '-A b -p tcp -p udp -j DROP',
      '-A FORWARD -j c',
    );
    expect(inspect(host)).toMatchObject({
      rules: [{ rule: { chain: 'FORWARD', rule: 1 }, why: { kind: 'changesNothing' } }],
      chains: [
        { table: 'filter', chain: 'a', isNamed: false },
        { table: 'filter', chain: 'b', isNamed: true },
      ],
    });
  });

  test('are found on a host with more ports than can be looked at in pairs', () => {
    const lines = Array.from({ length: 100 }, (_, n) => [
      `-A FORWARD -m physdev --physdev-out tap${n} --physdev-is-bridged -j i${n}`,
      `-A FORWARD -m physdev --physdev-in tap${n} --physdev-is-bridged -j o${n}`,
      `-A INPUT -m physdev --physdev-in tap${n} --physdev-is-bridged -j o${n}`,
      `-A i${n} -p tcp -m tcp --dport ${n + 1000} -j RETURN`,
      ...(n === 7 ? [`-A i${n} -p tcp -m tcp --dport ${n + 1000} -s 10.0.0.0/8 -j RETURN`] : []),
      `-A i${n} -j DROP`,
      `-A o${n} -s 10.0.0.${n}/32 -j RETURN`,
      ...(n === 9 ? [`-A o${n} -m physdev --physdev-in tap8 --physdev-is-bridged -j RETURN`] : []),
      `-A o${n} -j DROP`,
    ]).flat();
    const chains = Array.from({ length: 100 }, (_, n) => [`:i${n} - [0:0]`, `:o${n} - [0:0]`]).flat();
    const { rules, undecided } = inspect(filterHost(...chains, ...lines));
    const others = rules.filter(({ rule }) => rule.chain !== 'INPUT');
    expect(others.map(told)).toEqual(['i7 2: shadowed', 'o9 2: neverReached']);
    expect(rules.length - others.length).toBe(100);
    expect(undecided).toEqual([]);
  });
});
