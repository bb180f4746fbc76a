import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../../src/compiler/index.ts';
import {
  type JourneyHost,
  type JourneyQuestion,
  type PortEnd,
  evaluateBridged,
  evaluateJourney,
  indexSets,
  mapHost,
  plainNames,
} from '../../src/explain/index.ts';
import { type BoundPort, type HostState, emptyHostState, parseAddress } from '../../src/model/index.ts';
import { hostStates } from '../../src/model/host-state.arbitrary.ts';
import { bridgeName, tapName } from '../../src/netfilter/index.ts';

const profiles = ['caracal', 'zed', 'mitaka'] as const;

interface Asked {
  readonly hosts: ReadonlyMap<string, JourneyHost>;
  readonly question: JourneyQuestion;
}

const flows = fc.constantFrom<JourneyQuestion['flow']>(
  { protocol: 6, sourcePort: 40_000, destinationPort: 22 },
  { protocol: 17, sourcePort: 40_000, destinationPort: 80 },
  { protocol: 1, icmpType: 8, icmpCode: 0, icmpId: 1 },
  { protocol: 47 },
);

/** Ports of one network on one host or on two; members of groups are those of both hosts. */
function asked(profile: (typeof profiles)[number], hostCount: 1 | 2): fc.Arbitrary<Asked> {
  const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });
  const drawn = fc.tuple(hostStates(), flows, fc.nat(), fc.nat()).map(([state, flow, a, b]): Asked | undefined => {
    const all = [...state.ports.values()];
    const network = all[0]?.networkId;
    const ports = all.map((port): BoundPort => ({ ...port, networkId: network ?? port.networkId, adminStateUp: true }));
    const addressOf = ({ fixedIps }: BoundPort) =>
      fixedIps.map(({ ipAddress }) => parseAddress(ipAddress)).find((address) => address?.includes(':') === false);
    const ends = ports.filter((port) => addressOf(port) !== undefined);
    const from = ends[a % ends.length];
    const others = ends.filter((port) => port !== from);
    const to = others[b % others.length];
    if (!from || !to) return undefined;
    const whole: HostState = {
      ...emptyHostState('h'),
      groups: new Map([...state.groups].map(([id, group]) => [id, { ...group, stateful: true }])),
      addressGroups: state.addressGroups,
      ports: new Map(ports.map((port) => [port.id, port])),
    };
    const hostOf = (port: BoundPort) => (hostCount === 1 || port === from ? 'A' : 'B');
    const members = new Map(
      [...whole.groups.keys()].map((id) => [
        id,
        ports
          .filter((port) => port.securityGroups.includes(id) && port.fixedIps.length > 0)
          .flatMap((port) => [...port.fixedIps, ...port.allowedAddressPairs].map(({ ipAddress }) => ipAddress)),
      ]),
    );
    const hosts = new Map(
      ['A', 'B'].slice(0, hostCount).map((name): [string, JourneyHost] => {
        const own = {
          ...whole,
          members,
          ports: new Map(ports.filter((p) => hostOf(p) === name).map((p) => [p.id, p])),
        };
        const compiled = layout.compile(own, emptyMemory);
        const sets = indexSets([...compiled.sets.values()].map(({ set }) => set));
        const map = mapHost(compiled.rulesets, { state: own, ...compiled });
        const none = { isLive: false, expected: null, differences: 0, agent: null, hidesRules: false };
        return [name, { name, map, sets, ...none }];
      }),
    );
    const end = (port: BoundPort): PortEnd => ({
      kind: 'port',
      name: port.id,
      device: tapName(port.id),
      host: hostOf(port),
      bridge: bridgeName(port.networkId),
      uplink: 'vxlan-1042',
      network: { id: port.networkId, type: 'vxlan', segment: 1042 },
      address: addressOf(port) ?? '',
      mac: port.macAddress,
      port,
      trouble: null,
    });
    const tunnel = hostCount === 1 ? null : { from: '10.88.0.1', to: '10.88.0.2', port: 8472 };
    return { hosts, question: { from: end(from), to: end(to), family: 'ipv4', flow, tunnel } };
  });
  return drawn.filter((each) => each !== undefined);
}

describe.each(profiles)('a journey (%s)', (profile) => {
  test.each([1, 2] as const)('over %i host(s) ends as the bridges between them let it', (hostCount) => {
    fc.assert(
      fc.property(asked(profile, hostCount), ({ hosts, question }) => {
        const journey = evaluateJourney(question, hosts, plainNames);
        const place = ({ host, bridge, device }: PortEnd) => {
          const known = hosts.get(host ?? '');
          if (!known) throw new Error('no such host');
          return { host: { rulesets: known.map.rulesets, sets: known.sets }, bridge: bridge ?? '', device };
        };
        const { from, to, flow, family } = question;
        if (from.kind !== 'port' || to.kind !== 'port') throw new Error('ends are ports');
        const uplinks = hostCount === 1 ? {} : { uplinks: { from: 'vxlan-1042', to: 'vxlan-1042' } };
        const packet = {
          family,
          source: from.address,
          destination: to.address,
          ...flow,
          macSource: from.mac ?? '',
          macDestination: to.mac ?? '',
        };
        const direct = evaluateBridged({ from: place(from), to: place(to), ...uplinks }, packet);
        expect(journey.verdict).toBe(direct.verdict);
        // Whatever stops it is shown as one of the three steps, and what passes has no such step.
        const stops = journey.hops.filter(({ mark }) => mark === 'stops').length;
        expect(stops > 0).toBe(journey.verdict !== 'accept');
      }),
      { numRuns: 25 },
    );
  });

  test('that passes has an answer that passes, and what follows passes too', () => {
    let passed = 0;
    fc.assert(
      fc.property(fc.oneof(asked(profile, 1), asked(profile, 2)), ({ hosts, question }) => {
        if (evaluateJourney(question, hosts, plainNames).verdict !== 'accept') return;
        const reply = evaluateJourney(question, hosts, plainNames, 'reply');
        const later = evaluateJourney(question, hosts, plainNames, 'later');
        const sourceOfReply = reply.reason.code;
        if (sourceOfReply === 'ADDRESS_PAIR_MISSING' || sourceOfReply === 'ANTI_SPOOFING') return;
        expect([reply.verdict, reply.ctState, later.verdict, later.ctState]).toEqual([
          'accept',
          'ESTABLISHED',
          'accept',
          'ESTABLISHED',
        ]);
        passed += 1;
      }),
      { numRuns: 40 },
    );
    expect(passed).toBeGreaterThan(0);
  });
});
