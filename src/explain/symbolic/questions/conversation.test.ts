import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printSave } from '../../../netfilter/index.ts';
import { evaluate } from '../../evaluate.ts';
import { type Packet, replyTo } from '../../packet.ts';
import { articleHost, articlePort } from '../article-host.suite.ts';
import { arbitraryHost } from '../symbolic.arbitrary.ts';
import { answered, filterHost, hostFrom, opened } from '../symbolic.suite.ts';
import { type ConversationQuestion, conversation } from './conversation.ts';

const runs = Number(process.env['SYMBOLIC_RUNS'] ?? 20);
const pass = { from: 'tapA', to: 'tapB', bridge: 'br0' };

const first = (more: Partial<Packet>): Packet => ({
  family: 'ipv4',
  path: 'bridged',
  in: 'br0',
  out: 'br0',
  physdevIn: 'tapA',
  physdevOut: 'tapB',
  macSource: 'fa:16:3e:00:00:01',
  macDestination: 'fa:16:3e:00:00:02',
  source: '10.0.0.1',
  destination: '10.0.0.2',
  protocol: 6,
  sourcePort: 1024,
  destinationPort: 22,
  tcpFlags: ['SYN'],
  ttl: 64,
  length: 100,
  ...more,
});

describe('a conversation', () => {
  test('works if the evaluator lets the first packet through and, knowing it, the answer', () => {
    fc.assert(
      fc.property(
        arbitraryHost('ipv4'),
        fc.constantFrom(
          first({}),
          first({ protocol: 17, sourcePort: 68, destinationPort: 67 }),
          first({ source: '10.0.0.3', destination: '10.0.1.1' }),
        ),
        (host, packet) => {
          const question: ConversationQuestion = {
            passes: [pass],
            constraint: {
              source: [packet.source],
              destination: [packet.destination],
              protocol: [packet.protocol],
              sourcePort: [packet.sourcePort ?? 0],
              destinationPort: [packet.destinationPort ?? 0],
              macSource: ['fa:16:3e:00:00:01'],
              macDestination: ['fa:16:3e:00:00:02'],
            },
          };
          const { works, unanswered } = answered(conversation(opened(host), question));
          const options = { steps: false, limits: { tests: 1e6, runs: 2000 } };
          const there = evaluate(host.rules, host.sets, packet, options);
          // Conntrack knows the connection in the zone that the raw table put its first packet into.
          const connections = there.ctState === 'UNTRACKED' ? [] : [{ ...packet, replied: false, zone: there.zone }];
          const answer = { ...replyTo(packet), macSource: 'fa:16:3e:00:00:02', macDestination: 'fa:16:3e:00:00:01' };
          const back = evaluate(host.rules, host.sets, answer, { ...options, connections });
          const isOpen = [...there.unknowns, ...back.unknowns, ...there.obstacles, ...back.obstacles].length > 0;
          if (isOpen) return;
          const isWorking = there.verdict === 'accept' && back.verdict === 'accept';
          const found = [works.surely.example, works.possibly.example, unanswered.example].map((one) => one !== null);
          // Rules on TTL and length may treat other packets of the connection differently: then it is only possible.
          const asksMore = /--ttl|--hl|--length/.test(printSave(host.rules));
          if (!asksMore) {
            const told = `${printSave(host.rules)}\n${JSON.stringify(packet)}`;
            const expected = [isWorking, isWorking, there.verdict === 'accept' && !isWorking];
            if (found.join() !== expected.join()) throw new Error(`${told}\nfound ${found}, expected ${expected}`);
          } else if (isWorking) {
            expect(found[1]).toBe(true);
          }
        },
      ),
      { numRuns: runs },
    );
  });

  test('of a member of the group with an instance works for what the group admits', () => {
    const answer = answered(
      conversation(opened(articleHost), {
        passes: [{ from: 'uplink', to: articlePort.device, bridge: articlePort.bridge }],
        constraint: { destination: articlePort.addresses, protocol: [6], macDestination: articlePort.macs },
      }),
    );
    expect(answer.works.surely.region).toEqual({
      boxes: [
        {
          destinationPort: [{ first: 22, last: 22 }],
          source: { values: ['172.16.15.24/31', '172.16.15.30'], more: 0 },
        },
      ],
      isComplete: true,
    });
    expect(answer.unanswered).toEqual({ region: { boxes: [], isComplete: true }, example: null, answer: null });
    expect(answer.errors.surely.region.boxes).toEqual([
      { source: { values: ['172.16.15.31'], more: 0 }, macSource: { values: ['fa:16:3e:05:b8:03'], more: 0 } },
    ]);
  });

  test('that opens but is not answered is shown with the answer that is refused', () => {
    const host = filterHost(
      ':FORWARD DROP [0:0]',
      '-A FORWARD -m physdev --physdev-in tapA -p tcp -m tcp --dport 22 -j ACCEPT',
      '-A FORWARD -m physdev --physdev-in tapB -m state --state ESTABLISHED -s 10.0.0.0/24 -j ACCEPT',
      '-A FORWARD -m state --state RELATED -p icmp -m icmp --icmp-type 3 -j ACCEPT',
    );
    const { works, unanswered, errors } = answered(conversation(opened(host), { passes: [pass] }));
    expect(works.surely.region.boxes).toMatchObject([{ destination: { values: ['10.0.0.0/24'], more: 0 } }]);
    expect(unanswered.example).toMatchObject({ physdevIn: 'tapA', destinationPort: 22, ctState: 'NEW' });
    expect(unanswered.answer).toMatchObject({
      physdevIn: 'tapB',
      sourcePort: 22,
      tcpFlags: ['SYN', 'ACK'],
      ctState: 'ESTABLISHED',
    });
    expect(errors.surely.region.boxes).toMatchObject([{ icmp: [{ type: 3, codes: { first: 0, last: 255 } }] }]);
  });

  test('is not found by conntrack in another zone', () => {
    const zones = (back: number) =>
      hostFrom(
        [
          '*raw',
          '-A PREROUTING -m physdev --physdev-in tapA -j CT --zone 7',
          `-A PREROUTING -m physdev --physdev-in tapB -j CT --zone ${back}`,
          'COMMIT',
          '*filter',
          ':FORWARD DROP [0:0]',
          '-A FORWARD -m state --state ESTABLISHED -j ACCEPT',
          '-A FORWARD -m physdev --physdev-in tapA -p tcp -j ACCEPT',
          'COMMIT',
          '',
        ]
          .join('\n')
          .replace('*raw', '*raw\n:PREROUTING ACCEPT [0:0]'),
      );
    const isWorking = (back: number) =>
      answered(conversation(opened(zones(back)), { passes: [pass] })).works.surely.example !== null;
    expect([isWorking(7), isWorking(8)]).toEqual([true, false]);
  });

  test('over two hosts needs both', () => {
    const open = filterHost('-A FORWARD -p udp -j DROP');
    const closed = filterHost(
      ':FORWARD DROP [0:0]',
      '-A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT',
      '-A FORWARD -p tcp -m state --state ESTABLISHED -j ACCEPT',
    );
    const answer = answered(
      conversation(opened(open, closed), {
        passes: [
          { host: 0, from: 'tapA', to: 'vxlan-1', bridge: 'brq1' },
          { host: 1, from: 'vxlan-1', to: 'tapB', bridge: 'brq1' },
        ],
      }),
    );
    expect(answer.works.surely.region.boxes).toMatchObject([
      { protocol: [{ first: 6, last: 6 }], destinationPort: [{ first: 80, last: 80 }] },
    ]);
  });
});
