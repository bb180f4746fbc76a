import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Layout, createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../../src/compiler/index.ts';
import {
  type Cloud,
  type GroupRefusal,
  type Packet,
  type PassJudgement,
  applyFix,
  evaluate,
  indexSets,
  judgePass,
  mapHost,
  plainNames,
  suggestFixes,
  suggestPair,
} from '../../src/explain/index.ts';
import { type BoundPort, type HostState, emptyHostState, parseAddress } from '../../src/model/index.ts';
import { hostStates } from '../../src/model/host-state.arbitrary.ts';
import { bridgeName, tapName } from '../../src/netfilter/index.ts';

const profiles = ['caracal', 'zed', 'mitaka'] as const;

/** A host of random ports, all filtered, whose groups have the members that the ports make. */
const clouds: fc.Arbitrary<Cloud> = hostStates({ ports: 5, groups: 4, rules: 5 }).map(
  ({ ports, groups, addressGroups }) => ({
    ports: new Map(
      [...ports].map(([id, port]) => [
        id,
        { ...port, portSecurityEnabled: true, deviceOwner: 'compute:nova', allowedAddressPairs: [] },
      ]),
    ),
    groups: new Map([...groups].map(([id, group]) => [id, { ...group, stateful: true }])),
    addressGroups,
  }),
);

const flows = fc.constantFrom<Pick<Packet, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmpType' | 'icmpCode'>>(
  { protocol: 6, sourcePort: 40_000, destinationPort: 22 },
  { protocol: 6, sourcePort: 40_000, destinationPort: 443 },
  { protocol: 17, sourcePort: 40_000, destinationPort: 80 },
  { protocol: 132, sourcePort: 40_000, destinationPort: 22 },
  { protocol: 1, icmpType: 8, icmpCode: 0 },
  { protocol: 47 },
);

interface Asked {
  readonly cloud: Cloud;
  readonly packet: Packet;
  readonly from: BoundPort;
  readonly to: BoundPort;
}

/** A packet from one port of the cloud to another, under their own addresses. */
const questions: fc.Arbitrary<Asked> = fc
  .tuple(clouds, flows, fc.nat(), fc.nat(), fc.constantFrom('ipv4' as const, 'ipv6' as const))
  .map(([cloud, flow, a, b, family]) => {
    const addressOf = (port: BoundPort) =>
      port.fixedIps.find(({ ipAddress }) => ipAddress.includes(':') === (family === 'ipv6'))?.ipAddress;
    const ports = [...cloud.ports.values()].filter((port) => addressOf(port) !== undefined);
    const from = ports[a % ports.length];
    const to = ports.filter((port) => port !== from)[b % Math.max(1, ports.length - 1)];
    if (!from || !to) return undefined;
    const icmp = flow.protocol === 1 && family === 'ipv6' ? { protocol: 58, icmpType: 128, icmpCode: 0 } : {};
    const packet: Packet = {
      family,
      path: 'bridged',
      in: bridgeName(from.networkId),
      out: bridgeName(from.networkId),
      physdevIn: tapName(from.id),
      physdevOut: tapName(to.id),
      macSource: from.macAddress,
      source: parseAddress(addressOf(from) ?? '') ?? '',
      destination: parseAddress(addressOf(to) ?? '') ?? '',
      ...flow,
      ...icmp,
    };
    return { cloud, packet, from, to };
  })
  .filter((asked) => asked !== undefined);

function stateOf(cloud: Cloud): HostState {
  return { ...emptyHostState('h'), ...cloud };
}

function judge(layout: Layout, cloud: Cloud, packet: Packet): PassJudgement {
  const state = stateOf(cloud);
  const compiled = layout.compile(state, emptyMemory);
  const sets = indexSets([...compiled.sets.values()].map(({ set }) => set));
  const trace = evaluate(compiled.rulesets[packet.family], sets, packet);
  return judgePass({ packet, trace, sets, map: mapHost(compiled.rulesets, { state, ...compiled }) }, plainNames);
}

/** Undefined: not the groups refuse it. */
function refusalOf({ reason }: PassJudgement, { packet, from, to }: Asked, cloud: Cloud): GroupRefusal | undefined {
  const isIngress = reason.code === 'SECURITY_GROUP_INGRESS';
  if (!isIngress && reason.code !== 'SECURITY_GROUP_EGRESS') return undefined;
  const [port, peer] = (isIngress ? [to, from] : [from, to]).map((each) => cloud.ports.get(each.id));
  if (!port || !peer) throw new Error('the ports are gone');
  return { direction: isIngress ? 'ingress' : 'egress', family: packet.family, flow: packet, port, peer };
}

describe.each(profiles)('what is suggested against a drop (%s)', (profile) => {
  const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });

  test('lets the packet through, each fix by itself, once it is applied and compiled', () => {
    let fixed = 0;
    fc.assert(
      fc.property(questions, (asked) => {
        const before = judge(layout, asked.cloud, asked.packet);
        const refusal = refusalOf(before, asked, asked.cloud);
        if (!refusal) return;
        const fixes = suggestFixes(refusal, asked.cloud);
        if (refusal.port.securityGroups.length > 0) expect(fixes.length).toBeGreaterThan(0);
        for (const { fix } of fixes) {
          const cloud = applyFix(asked.cloud, fix);
          const after = judge(layout, cloud, asked.packet);
          if (after.verdict === 'accept') {
            fixed += 1;
            continue;
          }
          // The other end may refuse it as well: then that is what is left.
          const next = refusalOf(after, asked, cloud);
          expect(next?.direction, JSON.stringify({ fix, reason: after.reason })).not.toBe(refusal.direction);
          const [second] = next ? suggestFixes(next, cloud) : [];
          if (!second) continue;
          expect(judge(layout, applyFix(cloud, second.fix), asked.packet).verdict).toBe('accept');
          fixed += 1;
        }
      }),
      { numRuns: 50 },
    );
    expect(fixed).toBeGreaterThan(5);
  });
});

describe.each(profiles)('what is suggested against the check of sources (%s)', (profile) => {
  const layout = createNeutronLayout({ ...defaultLayoutOptions, profile });

  test('lets the port send from the address, with its own MAC or another', () => {
    let fixed = 0;
    const strange = fc.record({ own: fc.boolean(), mac: fc.constantFrom('fa:16:3e:77:77:77', 'FA:16:3E:77:77:78') });
    fc.assert(
      fc.property(questions, strange, (asked, { own, mac }) => {
        const source = asked.packet.family === 'ipv4' ? '198.51.100.9' : '2001:db8:77::9';
        const packet = { ...asked.packet, source, ...(!own && { macSource: mac }) };
        const before = judge(layout, asked.cloud, packet);
        const code = before.reason.code;
        if (code !== 'ADDRESS_PAIR_MISSING' && code !== 'ANTI_SPOOFING') return;
        expect(code).toBe(own ? 'ADDRESS_PAIR_MISSING' : 'ANTI_SPOOFING');
        const { fix } = suggestPair(asked.from, source, packet.macSource, asked.cloud);
        const after = judge(layout, applyFix(asked.cloud, fix), packet);
        expect(['ADDRESS_PAIR_MISSING', 'ANTI_SPOOFING']).not.toContain(after.reason.code);
        fixed += 1;
      }),
      { numRuns: 40 },
    );
    expect(fixed).toBeGreaterThan(5);
  });
});

describe('what is counted beside a suggested rule', () => {
  const layout = createNeutronLayout(defaultLayoutOptions);

  test('is what it opens, between all ports that there are', () => {
    let counted = 0;
    fc.assert(
      fc.property(questions, (asked) => {
        const refusal = refusalOf(judge(layout, asked.cloud, asked.packet), asked, asked.cloud);
        if (refusal?.direction !== 'ingress') return;
        for (const { fix, exposure } of suggestFixes(refusal, asked.cloud)) {
          if (fix.kind !== 'addRule') continue;
          const opened = openedPairs(layout, asked, applyFix(asked.cloud, fix));
          expect({ pairs: exposure.pairs, fix }).toEqual({ pairs: opened, fix });
          counted += 1;
        }
      }),
      { numRuns: 20 },
    );
    expect(counted).toBeGreaterThan(2);
  });
});

/** Pairs of ports between which the packet's service newly gets in, found by asking the rules of both clouds. */
function openedPairs(layout: Layout, { cloud, packet }: Asked, changed: Cloud): number {
  const getsIn = (in_: Cloud, source: string, to: BoundPort) => {
    const { macSource: _, ...rest } = packet;
    const arriving = { ...rest, source, physdevIn: 'eth1', physdevOut: tapName(to.id) };
    return judge(layout, in_, arriving).verdict === 'accept';
  };
  let pairs = 0;
  for (const to of cloud.ports.values()) {
    for (const from of cloud.ports.values()) {
      if (from.id === to.id) continue;
      const isNew = from.fixedIps.some(({ ipAddress }) => {
        const source = parseAddress(ipAddress);
        if (source === undefined || source.includes(':') !== (packet.family === 'ipv6')) return false;
        return !getsIn(cloud, source, to) && getsIn(changed, source, to);
      });
      if (isNew) pairs += 1;
    }
  }
  return pairs;
}
