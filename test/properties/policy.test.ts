import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Packet } from '../../src/explain/index.ts';
import { type BoundPort, type HostState, parseAddress } from '../../src/model/index.ts';
import { crowds } from '../../src/policy/crowd.arbitrary.ts';
import { everyService, hasService, isOfNetwork, policyViews, servicesBetween } from '../../src/policy/index.ts';
import { isAllowed } from './security-group-oracle.ts';

// What instances may do by the sets of the policy, and by the words of the API, packet by packet.
test('two instances may do what security groups say of each packet between them', () => {
  const seen = { allowed: 0, refused: 0 };
  fc.assert(
    fc.property(crowds(), fc.array(fc.nat(100_000), { minLength: 20, maxLength: 20 }), (state, dice) => {
      const views = policyViews([state], { ipv4: everyService, ipv6: everyService });
      const ports = [...state.ports.values()].filter((port) => !isOfNetwork(port));
      const services = servicesIn(state);
      for (const die of dice) {
        const [from, to] = [ports[die % ports.length], ports[(die >> 3) % ports.length]];
        const service = services[die % services.length];
        if (!from || !to || !service || from === to || from.networkId !== to.networkId) continue;
        for (const family of ['ipv4', 'ipv6'] as const) {
          const set = servicesBetween(views, 0, from, to, family);
          const packets = packetsBetween(from, to, family, service);
          if (packets.length === 0) continue;
          const wanted = packets.some((packet) => isAllowed(state, { profile: 'caracal', ipset: true }, packet));
          expect([service, hasService(set, ...service)]).toEqual([service, wanted]);
          seen[wanted ? 'allowed' : 'refused'] += 1;
        }
      }
    }),
    { numRuns: 100 },
  );
  expect(Math.min(seen.allowed, seen.refused)).toBeGreaterThan(40);
});

type Service = readonly [protocol: number, number: number];

/** Services at and beside the borders of the rules. DHCP and neighbour discovery have rules of their own. */
function servicesIn(state: HostState): readonly Service[] {
  const borders = [...state.groups.values()]
    .flatMap((group) => group.rules)
    .flatMap(({ portRangeMin: min, portRangeMax: max }) => [min, max, (min ?? 0) - 1, (max ?? 0) + 1])
    .filter((number): number is number => number !== null && number >= 0 && number <= 65_535);
  const numbers = [22, 80, ...borders].filter((number) => ![67, 68, 546, 547].includes(number));
  return [
    ...numbers.flatMap((number) => [6, 17, 132].map((protocol): Service => [protocol, number])),
    ...numbers.map((number): Service => [1, (number % 256) * 256 + (number % 3)]),
    [47, 0],
    [94, 0],
    [4, 0],
  ];
}

function packetsBetween(from: BoundPort, to: BoundPort, family: Packet['family'], [protocol, number]: Service) {
  const own = (port: BoundPort) =>
    port.fixedIps
      .map(({ ipAddress }) => parseAddress(ipAddress) ?? ipAddress)
      .filter((address) => address.includes(':') === (family === 'ipv6'));
  const isIcmp = protocol === 1;
  return own(from).flatMap((source) =>
    own(to).map(
      (destination): Packet => ({
        family,
        path: 'bridged',
        in: `brq${to.networkId.slice(0, 11)}`,
        out: `brq${to.networkId.slice(0, 11)}`,
        physdevIn: `tap${from.id.slice(0, 11)}`,
        physdevOut: `tap${to.id.slice(0, 11)}`,
        macSource: from.macAddress,
        source,
        destination,
        protocol,
        ctState: 'NEW',
        ...(isIcmp
          ? { icmpType: number >> 8, icmpCode: number & 255 }
          : { sourcePort: 40_000, destinationPort: number }),
      }),
    ),
  );
}
