import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Chain, type Family, type Rule, type Ruleset, printSave } from '../../../netfilter/index.ts';
import { evaluate } from '../../evaluate.ts';
import type { Packet } from '../../packet.ts';
import { indexSets } from '../../set-members.ts';
import { holdsFor } from '../packet-point.ts';
import { scopeOf } from '../scope.ts';
import { arbitraryHost } from '../symbolic.arbitrary.ts';
import type { SymbolicHost } from '../symbolic-host.ts';
import { answered, boxHas, filterHost, hostFrom, isShortened, opened, statefulPackets } from '../symbolic.suite.ts';
import { diff, equivalent } from './compare.ts';

const runs = Number(process.env['SYMBOLIC_RUNS'] ?? 20);
const options = { steps: false, limits: { tests: 1e6, runs: 2000 } };

/** The host with another rule here and there. */
const edited = (host: SymbolicHost, other: SymbolicHost): fc.Arbitrary<SymbolicHost> => {
  const spots = [...host.rules.tables.values()].flatMap((table) =>
    [...table.chains.values()].map((chain) => ({ table: table.name, chain: chain.name, length: chain.rules.length })),
  );
  const edit = fc.constantFrom(...spots).chain((spot) =>
    fc.record({
      spot: fc.constant(spot),
      at: fc.nat(spot.length),
      kind: fc.constantFrom('remove' as const, 'insert' as const, 'policy' as const),
    }),
  );
  return fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => {
    let { rules } = host;
    for (const { spot, at, kind } of edits) {
      const source: readonly Rule[] = other.rules.tables.get(spot.table)?.chains.get(spot.chain)?.rules ?? [];
      const [added] = source;
      rules = withChain(rules, spot.table, spot.chain, (chain) => {
        if (kind === 'policy')
          return { ...chain, policy: chain.policy && (chain.policy === 'DROP' ? 'ACCEPT' : 'DROP') };
        if (kind === 'remove') return { ...chain, rules: chain.rules.toSpliced(at, 1) };
        return added ? { ...chain, rules: chain.rules.toSpliced(at, 0, added) } : chain;
      });
    }
    return { ...host, rules };
  });
};

function withChain(rules: Ruleset, table: string, name: string, change: (chain: Chain) => Chain): Ruleset {
  const found = rules.tables.get(table);
  const chain = found?.chains.get(name);
  if (!found || !chain) return rules;
  const chains = new Map(found.chains).set(name, change(chain));
  return { ...rules, tables: new Map(rules.tables).set(table, { ...found, chains }) };
}

const pairs = (family: Family) =>
  fc
    .tuple(arbitraryHost(family), arbitraryHost(family), fc.nat(5))
    .chain(([host, other, kind]) =>
      fc.tuple(
        fc.constant<SymbolicHost>(host),
        kind === 0
          ? fc.constant<SymbolicHost>(other)
          : kind === 1
            ? fc.constant<SymbolicHost>({ rules: host.rules, sets: other.sets })
            : edited(host, other),
      ),
    );

describe('two hosts', () => {
  test.each<Family>(['ipv4', 'ipv6'])(
    'differ in just the packets that the evaluator judges differently, of %s',
    (family) => {
      fc.assert(
        fc.property(pairs(family), statefulPackets(family), ([before, after], packets) => {
          const analysis = opened(before, after);
          const { changes } = answered(diff(analysis, { mostBoxes: 500 }));
          const same = answered(equivalent(analysis));
          const verdictOf = (host: SymbolicHost, packet: Packet) => {
            const { verdict, obstacles } = evaluate(host.rules, host.sets, packet, options);
            // More readings than can be tried: no answer to compare with.
            return obstacles.some(({ kind }) => kind === 'tooManyUnknowns') ? undefined : verdict;
          };
          for (const change of changes) {
            expect([change.before, undefined]).toContain(verdictOf(before, change.example));
            expect([change.after, undefined]).toContain(verdictOf(after, change.example));
          }
          const isShort = changes.some(({ region }) => !region.isComplete || region.boxes.some(isShortened));
          for (const packet of packets) {
            const rules = [before.rules, after.rules];
            const scope = scopeOf(analysis.model, packet.path, { fragments: 'any' }, 'possible', ...rules);
            if (!holdsFor(analysis.model, scope.real, packet)) continue;
            const [was, is] = [verdictOf(before, packet), verdictOf(after, packet)];
            if (!was || !is) continue;
            const here = changes.filter(({ path }) => path === packet.path);
            const found = here
              .filter(({ region }) => region.boxes.some((box) => boxHas(analysis.model, box, packet)))
              .map((one) => `${one.before} ${one.after}`)
              .join();
            const isFound = isShort || found === (was === is ? '' : `${was} ${is}`);
            const isTold = (was === 'accept') === (is === 'accept') || !same.isEquivalent;
            if (isFound && isTold && (was === is || here.length > 0)) continue;
            const hosts = [before, after].map((host) => printSave(host.rules));
            throw new Error([...hosts, JSON.stringify(packet), `${was} ${is}, found ${found}`].join('\n'));
          }
        }),
        { numRuns: runs },
      );
    },
  );

  test('are the same, whatever the spelling and the order that does not matter', () => {
    const one = filterHost(
      ':FORWARD DROP [0:0]',
      ':web - [0:0]',
      '-A FORWARD -p tcp -m multiport --dports 80,443 -j web',
      '-A web -s 10.0.0.0/24 -j ACCEPT',
      '-A web -s 10.0.1.0/24 -j ACCEPT',
    );
    const other = filterHost(
      '-A FORWARD -p tcp -m tcp --dport 443 -s 10.0.0.0/23 -j ACCEPT',
      '-A FORWARD -p tcp -m tcp --dport 80 -s 10.0.0.0/23 -j ACCEPT',
      '-A FORWARD -j DROP',
    );
    const answer = answered(equivalent(opened(one, other)));
    expect(answer).toMatchObject({ isEquivalent: true, changes: [], openElsewise: [] });
    expect(answer.rules.before).toHaveLength(3);
    expect(answered(diff(opened(one, other))).changes).toEqual([]);
  });

  test('that refuse in two ways let the same packets pass', () => {
    const one = filterHost('-A FORWARD -p udp -j DROP');
    const other = filterHost('-A FORWARD -p udp -j REJECT --reject-with icmp-port-unreachable');
    const analysis = opened(one, other);
    expect(answered(equivalent(analysis)).isEquivalent).toBe(true);
    const { changes } = answered(diff(analysis, { paths: ['routed'] }));
    expect(changes).toMatchObject([
      {
        path: 'routed',
        before: 'drop',
        after: 'reject',
        region: { boxes: [{ protocol: [{ first: 17, last: 17 }] }], isComplete: true },
        decidedBy: {
          before: [{ table: 'filter', chain: 'FORWARD', rule: 1 }],
          after: [{ table: 'filter', chain: 'FORWARD', rule: 1 }],
        },
      },
    ]);
  });

  test('are told apart by one member of a set, with the rules that ask it', () => {
    const rules = '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m set --match-set A src -j ACCEPT\nCOMMIT\n';
    const one = hostFrom(rules, 'create A hash:net family inet\nadd A 10.0.0.0/24\n');
    const other = hostFrom(rules, 'create A hash:net family inet\nadd A 10.0.0.0/24\nadd A 10.0.1.7\n');
    expect(answered(diff(opened(one, other), { paths: ['routed'] }))).toMatchObject({
      changes: [{ before: 'drop', after: 'accept', region: { boxes: [{ source: { values: ['10.0.1.7'] } }] } }],
      rules: { before: [], after: [] },
    });
  });

  test('that hang on different questions are equivalent only as far as can be told', () => {
    const one = filterHost(':FORWARD DROP [0:0]', '-A FORWARD -m time --timestart 09:00 -j ACCEPT');
    const other = filterHost(':FORWARD DROP [0:0]', '-A FORWARD -m time --timestart 10:00 -j ACCEPT');
    const answer = answered(equivalent(opened(one, other)));
    expect(answer.isEquivalent).toBe(true);
    expect(answer.openElsewise.map(({ path }) => path)).toEqual(['bridged', 'routed']);
    expect(answered(equivalent(opened(one, { ...one, sets: indexSets([]) }))).openElsewise).toEqual([]);
  });

  test('with a thousand ports are compared port by port where they differ', () => {
    const lines = (blocked: number) => [
      ...Array.from({ length: 400 }, (_, n) => `:i${n} - [0:0]`),
      ...Array.from({ length: 400 }, (_, n) => `:o${n} - [0:0]`),
      ...Array.from({ length: 400 }, (_, n) => [
        `-A FORWARD -m physdev --physdev-out tap${n} --physdev-is-bridged -j i${n}`,
        `-A FORWARD -m physdev --physdev-in tap${n} --physdev-is-bridged -j o${n}`,
        `-A i${n} -p tcp -m tcp --dport ${n === blocked ? 9 : n + 1000} -j RETURN`,
        `-A i${n} -j DROP`,
        `-A o${n} -s 10.0.${n >> 8}.${n & 255}/32 -j RETURN`,
        `-A o${n} -j DROP`,
      ]).flat(),
    ];
    const answer = answered(diff(opened(filterHost(...lines(-1)), filterHost(...lines(77))), { mostBoxes: 1 }));
    expect(answer.changes.map(({ before, after, example }) => [before, after, example.physdevOut])).toEqual([
      ['accept', 'drop', 'tap77'],
      ['drop', 'accept', 'tap77'],
    ]);
    expect(answer.rules).toEqual({
      before: [{ table: 'filter', chain: 'i77', rule: 1 }],
      after: [{ table: 'filter', chain: 'i77', rule: 1 }],
    });
  });
});
