import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Family } from '../../../netfilter/index.ts';
import { evaluate } from '../../evaluate.ts';
import { rulesMet } from '../../trace.ts';
import { articleHost, articlePort } from '../article-host.suite.ts';
import { arbitraryHost } from '../symbolic.arbitrary.ts';
import { answered, arbitraryConstraint, filterHost, meets, opened } from '../symbolic.suite.ts';
import { openAnalysis } from '../analysis.ts';
import { defaultSymbolicLimits } from '../too-large.ts';
import { reach } from './reach.ts';

const runs = Number(process.env['SYMBOLIC_RUNS'] ?? 20);

describe('who reaches a port, and whom it reaches', () => {
  test.each<Family>(['ipv4', 'ipv6'])('is told with packets that the evaluator judges so, of %s', (family) => {
    let met = 0;
    fc.assert(
      fc.property(
        arbitraryHost(family),
        arbitraryConstraint(family),
        fc.constantFrom('to' as const, 'from' as const, 'both' as const),
        (host, asked, end) => {
          const { physdevIn: _in, physdevOut: _out, ...constraint } = asked;
          const ends = { ...(end !== 'from' && { to: 'tapA' }), ...(end !== 'to' && { from: 'tapB' }) };
          const { paths } = answered(reach(opened(host), { ...ends, constraint }));
          for (const { path, groups, rules } of paths) {
            for (const { surely, possibly } of groups) {
              for (const [found, verdicts] of [
                [surely, ['accept']],
                [possibly, ['accept', 'unknown']],
              ] as const) {
                if (!found.example) continue;
                expect(found.example).toMatchObject({
                  path,
                  ...(end !== 'from' && { physdevOut: 'tapA' }),
                  ...(end !== 'to' && { physdevIn: 'tapB' }),
                });
                expect(meets(found.example, constraint)).toBe(true);
                expect(verdicts).toContain(evaluate(host.rules, host.sets, found.example).verdict);
              }
            }
            for (const { rule, example } of rules) {
              if (!example) continue;
              const trace = evaluate(host.rules, host.sets, example);
              expect(['accept', 'unknown']).toContain(trace.verdict);
              // Where something is open the packet meets the rule in one of the readings.
              if (trace.unknowns.length > 0) continue;
              expect(rulesMet(trace)).toContainEqual(rule);
              met += 1;
            }
          }
        },
      ),
      { numRuns: runs },
    );
    expect(met).toBeGreaterThan(0);
  });

  test('names the rules of a security group, for packets that open connections', () => {
    const analysis = opened(articleHost);
    const { paths } = answered(
      reach(analysis, { to: articlePort.device, constraint: { ctState: ['NEW'], tcpFlags: [['SYN']] } }),
    );
    const [path] = paths;
    const strangers = { names: [articlePort.bridge], prefixes: [''], none: false };
    const number = (one: number) => [{ first: one, last: one }];
    const members = { values: ['172.16.15.24/31', '172.16.15.30'], more: 0 };
    const region = {
      boxes: [
        {
          physdevIn: strangers,
          protocol: number(17),
          destinationPort: number(68),
          sourcePort: number(67),
          destination: { values: ['172.16.15.31', '255.255.255.255'], more: 0 },
        },
        { physdevIn: strangers, protocol: number(1), source: members },
        { physdevIn: strangers, protocol: number(6), destinationPort: number(22), source: members },
      ],
      isComplete: true,
    };
    expect(path?.groupCount).toBe(1);
    expect(path?.groups[0]?.surely.region).toEqual(region);
    expect(path?.groups[0]?.possibly.region).toEqual(region);
    expect(path?.rules.map(({ rule }) => `${rule.chain} ${rule.rule}`)).toEqual([
      'neutron-linuxbri-sg-chain 3',
      'neutron-linuxbri-ie68040f5-c 2',
      'neutron-linuxbri-ie68040f5-c 3',
      'neutron-linuxbri-ie68040f5-c 4',
      'neutron-linuxbri-ie68040f5-c 5',
    ]);
  });

  test('says that no rule of a group is asked about what an instance sends to its own host', () => {
    const { paths } = answered(reach(opened(articleHost), { from: articlePort.device }));
    const rulesOn = paths.map(({ path, rules }) => [
      path,
      ...rules.map(({ rule }) => `${rule.table} ${rule.chain} ${rule.rule}`),
    ]);
    expect(rulesOn).toEqual([
      [
        'bridged',
        'filter neutron-linuxbri-sg-chain 3',
        'filter neutron-linuxbri-oe68040f5-c 1',
        'filter neutron-linuxbri-oe68040f5-c 3',
        'filter neutron-linuxbri-oe68040f5-c 5',
        'filter neutron-linuxbri-oe68040f5-c 6',
        'filter neutron-linuxbri-se68040f5-c 1',
      ],
      ['routed', 'filter FORWARD 0'],
      ['localIn', 'filter INPUT 0'],
    ]);
    expect(paths.slice(1).map(({ groups }) => groups[0]?.surely.region)).toEqual([
      { boxes: [{}], isComplete: true },
      { boxes: [{}], isComplete: true },
    ]);
  });

  test('stops at a limit and says so', () => {
    const rules = Array.from(
      { length: 200 },
      (_, n) => `-A FORWARD -s 10.${n}.0.0/16 -d 10.${(n * 7) % 256}.0.0/16 -j DROP`,
    );
    const small = answered(openAnalysis([filterHost(...rules)], { ...defaultSymbolicLimits, steps: 3000 }));
    expect(reach(small, { paths: ['routed'] })).toEqual({ kind: 'tooLarge', exhausted: 'steps', limit: 3000 });
    expect(reach(small, { paths: ['localOut'] })).toMatchObject({ kind: 'reach' });
  });
});
