import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Connection, type Packet, evaluate, indexSets, noSets } from '../../src/explain/index.ts';
import { parseSave, parseSets } from '../../src/netfilter/index.ts';
import { dice } from '../kernel/evaluator/dice.ts';
import { Conversation } from '../kernel/evaluator/packets.ts';
import { hostFacts } from '../kernel/evaluator/places.ts';
import { randomRuleset } from '../kernel/evaluator/rulesets.ts';
import { sets } from '../kernel/evaluator/sets.ts';

/*
 * Who is told less may answer "unknown", but never otherwise: whatever of a packet, of its connections, of the host and
 * of the sets is left out, the verdict with all of it is among the outcomes without.
 */

const members = indexSets(parseSets(sets).sets);

/** What rules ask for and a packet need not say. */
const optional = [
  'ttl',
  'tos',
  'length',
  'macSource',
  'macDestination',
  'owner',
  'sourcePort',
  'destinationPort',
] as const;

function without(packet: Packet, parts: readonly (typeof optional)[number][]): Packet {
  return Object.fromEntries(
    Object.entries(packet).filter(([key]) => !parts.some((part) => part === key)),
  ) as unknown as Packet;
}

test('less knowledge never makes another verdict', () => {
  let open = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.constantFrom('ipv4' as const, 'ipv6' as const),
      fc.subarray([...optional]),
      fc.record({ sets: fc.boolean(), facts: fc.boolean() }),
      (seed, family, parts, keeps) => {
        const draw = dice(seed);
        const { ruleset } = parseSave(randomRuleset(family, draw), family);
        const conversation = new Conversation(family, true, draw);
        const connections: Connection[] = [];
        for (let i = 0; i < 5; i += 1) {
          const { packet } = conversation.next(connections);
          const told = evaluate(ruleset, members, { ...packet, time: 0 }, { connections, host: hostFacts });
          // Ports tell to which connection a packet belongs: only what opens one can do without them.
          const kept = connections.length > 0 ? parts.filter((part) => !part.endsWith('Port')) : parts;
          const less = evaluate(ruleset, keeps.sets ? members : noSets, without(packet, kept), {
            connections,
            ...(keeps.facts && { host: hostFacts }),
          });
          if (less.verdict === 'unknown') open += 1;
          // Who does not say how many hops are left, or where an address is, means neither.
          if (told.endedBy) continue;
          const isPossible =
            less.outcomes.some(({ verdict }) => verdict === told.verdict || verdict === 'unknown') ||
            less.outcomes.length > 1 ||
            less.assumptions.includes('pathStands');
          expect({ packet, told: told.verdict, less: less.outcomes, isPossible }).toMatchObject({ isPossible: true });
          if (told.ctState === 'NEW' && told.verdict === 'accept' && packet.protocol === 17) {
            connections.push({ ...packet, replied: false, zone: told.zone });
          }
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(open).toBeGreaterThan(0);
});
