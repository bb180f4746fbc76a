import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Packet } from '../../src/explain/index.ts';
import { framesOf } from './evaluator/frames.ts';
import { places } from './evaluator/places.ts';
import { type Counts, type RoutingHost, openRoutingHost } from './evaluator/routing-host.ts';
import { describeInNamespace } from './namespace.ts';

/*
 * What docs/explanation/what-experts-overlook.md says of the kernel and is not about packets that rules see (those are
 * in evaluator.test.ts, and recorded in test/golden/trace).
 */

const [from, to] = places;
const packet: Packet = {
  family: 'ipv4',
  path: 'bridged',
  source: from?.addresses.ipv4[0] ?? '',
  destination: to?.addresses.ipv4[0] ?? '',
  protocol: 17,
  sourcePort: 40_000,
  destinationPort: 53,
};
const frame = framesOf(packet, { payload: 20 }, from?.mac ?? '', to?.mac ?? '')[0] ?? Buffer.alloc(0);

/** The frame with something before what it carries, and another type. */
const within = (type: number, head: readonly number[]): Buffer =>
  Buffer.concat([frame.subarray(0, 12), Buffer.from([type >> 8, type & 255, ...head]), frame.subarray(14)]);
const tagged = within(0x8100, [0, 7, 0x08, 0x00]);
const pppoe = within(0x8864, [0x11, 0, 0, 1, 0, frame.length - 12, 0x00, 0x21]);
const arp = within(0x0806, [0, 1, 8, 0, 6, 4, 0, 1]);

describeInNamespace('what the kernel does that is easily overlooked', () => {
  describe.each(['nft', 'legacy'] as const)('%s', (backend) => {
    let host: RoutingHost;
    beforeAll(async () => {
      host = await openRoutingHost(backend, '');
    });
    afterAll(() => host.close());

    const load = (...rules: readonly string[]) =>
      host.load(
        'ipv4',
        ['*filter', ':INPUT ACCEPT', ':FORWARD ACCEPT', ':OUTPUT ACCEPT', ...rules, 'COMMIT', ''].join('\n'),
      );
    const counted = (before: Counts, after: Counts) => [...after].filter(([rule, count]) => count !== before.get(rule));

    /** Whether frames arrive, and which counters they move. */
    async function pass(...frames: readonly Buffer[]) {
      const [{ counts }, had] = [await host.know('ipv4'), await host.received('b')];
      await host.send('a', frames);
      await expect
        .poll(() => host.received('b'), { interval: 10, timeout: 500 })
        .toBeGreaterThan(had)
        .catch(() => {});
      const moved = counted(counts, (await host.know('ipv4')).counts);
      const rules = moved.map(([rule]) => rule).filter((rule) => rule.startsWith('filter/'));
      return { arrived: (await host.received('b')) - had, moved: rules };
    }

    test('a frame with a VLAN tag, PPPoE and ARP pass where the same packet is dropped, and no rule counts them', async () => {
      await load('-A FORWARD -m physdev --physdev-is-bridged -j DROP');
      expect(await pass(frame)).toEqual({ arrived: 0, moved: ['filter/FORWARD/1'] });
      expect(await pass(tagged, pppoe, arp)).toEqual({ arrived: 3, moved: [] });
    });

    test('a range that excludes every port is printed as no range, and lost by the nft tools', async () => {
      await load('-A FORWARD -p udp -m udp ! --sport 0:65535');
      const printed = (await host.save('ipv4')).split('\n').filter((line) => line.startsWith('-A'));
      expect(printed).toEqual([backend === 'nft' ? '-A FORWARD -p udp' : '-A FORWARD -p udp -m udp']);
      const { moved } = await pass(frame);
      expect(moved.includes('filter/FORWARD/1')).toBe(backend === 'nft');
    });
  });
});
