import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Family } from '../../../netfilter/index.ts';
import { evaluate } from '../../evaluate.ts';
import type { Packet } from '../../packet.ts';
import { addressPointOf, prefixIntervals, rangeInterval } from '../address-intervals.ts';
import { arbitraryHost } from '../symbolic.arbitrary.ts';
import { answered, filterHost, opened } from '../symbolic.suite.ts';
import { type MatrixAnswer, matrix } from './matrix.ts';

const runs = Number(process.env['SYMBOLIC_RUNS'] ?? 20);
const service = {
  protocol: [6],
  destinationPort: [22],
  sourcePort: [40_000],
  tcpFlags: [['SYN' as const]],
  ctState: ['NEW' as const],
};

const addresses: { readonly [f in Family]: readonly string[] } = {
  ipv4: ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.1.1', '192.0.2.1', '255.255.255.255'],
  ipv6: ['2001:db8::', '2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8::4', 'fe80::9', 'ff02::1'],
};

function classOf({ classes }: MatrixAnswer, address: string, family: Family): number {
  const point = addressPointOf(address, family) ?? 0;
  const found = classes.flatMap(({ addresses: texts }, number) => {
    const intervals = texts.flatMap((text) => prefixIntervals(text, family) ?? rangeInterval(text, family) ?? []);
    return intervals.some(({ first, last }) => first <= point && point <= last) ? [number] : [];
  });
  expect(found, address).toHaveLength(1);
  return found[0] ?? -1;
}

describe('who reaches whom with a service', () => {
  test.each<Family>(['ipv4', 'ipv6'])('is as the evaluator says for each pair of %s addresses', (family) => {
    fc.assert(
      fc.property(arbitraryHost(family), (host) => {
        const analysis = opened(host);
        // What else a packet has is fixed, so that one packet stands for each pair.
        const constraint = {
          ...service,
          in: ['br0'],
          out: ['br1'],
          physdevIn: ['uplink'],
          macSource: ['fa:16:3e:00:00:01'],
        };
        const ask = (sense: 'surely' | 'possibly') =>
          answered(
            matrix(analysis, {
              path: 'routed',
              constraint: { ...constraint, macDestination: ['fa:16:3e:00:00:02'] },
              sense,
            }),
          );
        const [surely, possibly] = [ask('surely'), ask('possibly')];
        for (const source of addresses[family]) {
          for (const destination of addresses[family]) {
            const packet: Packet = {
              family,
              path: 'routed',
              in: 'br0',
              out: 'br1',
              physdevIn: 'uplink',
              source,
              destination,
              protocol: 6,
              sourcePort: 40_000,
              destinationPort: 22,
              tcpFlags: ['SYN'],
              macSource: 'fa:16:3e:00:00:01',
              macDestination: 'fa:16:3e:00:00:02',
              ttl: 64,
              length: 100,
              ctState: 'NEW',
            };
            const reaches = (answer: MatrixAnswer) =>
              answer.edges.some(
                ([from, to]) => from === classOf(answer, source, family) && to === classOf(answer, destination, family),
              );
            const { outcomes } = evaluate(host.rules, host.sets, packet, { steps: false });
            // TTL and length are not asked for by most rules, but where they are, some other packet may pass.
            if (outcomes.every(({ verdict }) => verdict === 'accept')) expect(reaches(surely)).toBe(true);
            if (outcomes.some(({ verdict }) => verdict === 'accept')) expect(reaches(possibly)).toBe(true);
            if (!reaches(possibly)) expect(outcomes.some(({ verdict }) => verdict === 'accept')).toBe(false);
          }
        }
        for (const answer of [surely, possibly]) expectLeast(answer);
      }),
      { numRuns: runs },
    );
  });

  test('needs no more classes than there are different rows and columns', () => {
    const host = filterHost(
      ':FORWARD DROP [0:0]',
      '-A FORWARD -s 10.0.0.0/24 -d 10.0.1.0/24 -p tcp -m tcp --dport 22 -j ACCEPT',
      '-A FORWARD -s 10.0.2.0/24 -d 10.0.1.0/24 -p tcp -m tcp --dport 22 -j ACCEPT',
      '-A FORWARD -s 10.0.3.0/24 -d 10.0.1.0/24 -p tcp -m tcp --dport 80 -j ACCEPT',
      '-A FORWARD -s 10.0.1.7/32 -p tcp -j ACCEPT',
    );
    const answer = answered(matrix(opened(host), { path: 'routed', constraint: service, sense: 'surely' }));
    const byName = new Map(answer.classes.map(({ addresses: texts }, number) => [number, texts[0]]));
    expect(answer.classes).toHaveLength(4);
    expect(answer.edges.map(([from, to]) => `${byName.get(from)} -> ${byName.get(to)}`).sort()).toEqual([
      '10.0.0.0/24 -> 10.0.1.0-10.0.1.6',
      '10.0.0.0/24 -> 10.0.1.7',
      '10.0.1.7 -> 0.0.0.0-9.255.255.255',
      '10.0.1.7 -> 10.0.0.0/24',
      '10.0.1.7 -> 10.0.1.0-10.0.1.6',
      '10.0.1.7 -> 10.0.1.7',
    ]);
  });
});

/** No two classes have the same edges. */
function expectLeast({ classes, edges }: MatrixAnswer): void {
  const all = new Set(edges.map(([from, to]) => `${from} ${to}`));
  const signatures = classes.map((_, own) =>
    classes.map((_other, number) => `${all.has(`${own} ${number}`)}/${all.has(`${number} ${own}`)}`).join(),
  );
  expect(new Set(signatures).size).toBe(classes.length);
}
