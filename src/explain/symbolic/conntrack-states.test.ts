import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Connection, lookUp } from '../conntrack.ts';
import { type Packet, inverted } from '../packet.ts';
import { trackedAlike } from './conntrack-states.ts';
import { arbitraryPacket } from './symbolic.arbitrary.ts';
import { flagsNumber } from './tcp-flags.ts';

function alikeOf(packet: Packet) {
  const value = packet.protocol === 6 ? flagsNumber(packet.tcpFlags ?? []) : (packet.icmpType ?? 0) * 256;
  return trackedAlike(packet.path).filter(
    ({ protocols, field, intervals }) =>
      protocols.some(({ first, last }) => first <= packet.protocol && packet.protocol <= last) &&
      (!field || intervals.some(({ first, last }) => first <= value && value <= last)),
  );
}

describe('what conntrack can say of a packet', () => {
  test('is known once for each packet, with what it says knowing nothing', () => {
    fc.assert(
      fc.property(arbitraryPacket('ipv4'), (packet) => {
        expect(alikeOf(packet).map(({ first }) => first)).toEqual([lookUp(packet, [], 0).state]);
      }),
    );
  });

  test('has all that it says with any connections', () => {
    fc.assert(
      fc.property(arbitraryPacket('ipv4'), fc.boolean(), fc.boolean(), (packet, replied, isBack) => {
        const flow = isBack ? inverted(packet) : packet;
        const opening: Packet = { ...packet, ...flow, tcpFlags: ['SYN'] };
        fc.pre(lookUp(opening, [], 0).state === 'NEW');
        const known: Connection = { ...flow, replied };
        const [alike] = alikeOf(packet);
        expect(alike?.possible).toContain(lookUp(packet, [known], 0).state);
      }),
    );
  });
});
