import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Family, printSave, printSets } from '../../../netfilter/index.ts';
import { evaluate } from '../../evaluate.ts';
import { holdsFor } from '../packet-point.ts';
import { scopeOf } from '../scope.ts';
import { arbitraryHost } from '../symbolic.arbitrary.ts';
import {
  answered,
  arbitraryConstraint,
  boxHas,
  isShortened,
  filterHost,
  meets,
  opened,
  statefulPackets,
} from '../symbolic.suite.ts';
import { search } from './search.ts';

const verdicts = ['accept', 'drop', 'reject', 'unknown'] as const;
const options = { steps: false, limits: { tests: 1e7, runs: 20_000 } };
const runs = Number(process.env['SYMBOLIC_RUNS'] ?? 20);

describe('looking for packets with a verdict', () => {
  test.each<Family>(['ipv4', 'ipv6'])('finds those that the evaluator has, of %s, and no others', (family) => {
    fc.assert(
      fc.property(
        arbitraryHost(family),
        arbitraryConstraint(family),
        statefulPackets(family),
        (host, constraint, packets) => {
          const analysis = opened(host);
          for (const verdict of verdicts) {
            const { found } = answered(search(analysis, { verdict, constraint, mostBoxes: 2000 }));
            for (const { path, example } of found) {
              expect(example.path).toBe(path);
              expect(meets(example, constraint), JSON.stringify(example)).toBe(true);
              expect(evaluate(host.rules, host.sets, example, options).verdict).toBe(verdict);
            }
            for (const packet of packets) {
              const scope = scopeOf(analysis.model, packet.path, constraint, 'possible', host.rules);
              if (!meets(packet, constraint) || !holdsFor(analysis.model, scope.real, packet)) continue;
              const here = found.find(({ path }) => path === packet.path);
              const isOf = evaluate(host.rules, host.sets, packet, options).verdict === verdict;
              if (isOf) expect(here).toBeDefined();
              if (!here?.region.isComplete) continue;
              const hasMore = here.region.boxes.some((box) => isShortened(box));
              const isIn = here.region.boxes.some((box) => boxHas(analysis.model, box, packet));
              if (!hasMore && isIn !== isOf) {
                const told = [
                  printSave(host.rules),
                  printSets(host.ipSets),
                  JSON.stringify({ constraint, packet, here }),
                ];
                throw new Error(`${told.join('\n')}\n${verdict}: evaluator ${isOf}, boxes ${isIn}`);
              }
            }
          }
        },
      ),
      { numRuns: runs },
    );
  });

  test('answers with a packet as one would write it, and with all of them', () => {
    const host = filterHost(
      ':FORWARD DROP [0:0]',
      '-A FORWARD -s 10.0.0.0/24 -p tcp -m tcp --dport 22 -j ACCEPT',
      '-A FORWARD -s 10.0.1.0/24 -p tcp -m tcp --dport 80:443 -j ACCEPT',
    );
    const constraint = {
      source: ['10.0.0.0/16'],
      destinationPort: [{ first: 0, last: 99 }],
      ctState: ['NEW'] as const,
    };
    expect(answered(search(opened(host), { verdict: 'accept', paths: ['routed'], constraint }))).toEqual({
      kind: 'search',
      found: [
        {
          path: 'routed',
          example: {
            family: 'ipv4',
            path: 'routed',
            in: 'other',
            out: 'other',
            source: '10.0.0.1',
            destination: '192.0.2.10',
            protocol: 6,
            sourcePort: 40_000,
            destinationPort: 22,
            tcpFlags: ['SYN'],
            macSource: 'fa:16:3e:00:00:01',
            macDestination: 'fa:16:3e:00:00:02',
            ttl: 64,
            length: 100,
            ctState: 'NEW',
          },
          region: {
            boxes: [
              {
                protocol: [{ first: 6, last: 6 }],
                destinationPort: [{ first: 22, last: 22 }],
                source: { values: ['10.0.0.0/24'], more: 0 },
              },
              {
                protocol: [{ first: 6, last: 6 }],
                destinationPort: [{ first: 80, last: 99 }],
                source: { values: ['10.0.1.0/24'], more: 0 },
              },
            ],
            isComplete: true,
          },
        },
      ],
    });
  });
});
