import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HostMemory, type Layout, createNeutronLayout, emptyMemory } from '../../src/compiler/index.ts';
import { type Packet, type SetMembers, evaluate, indexSets, rulesMet } from '../../src/explain/index.ts';
import { type PacketPool, packets, poolOf } from '../../src/explain/packet.arbitrary.ts';
import { type HostState, parseAddress } from '../../src/model/index.ts';
import { hostStates } from '../../src/model/host-state.arbitrary.ts';
import { type OracleLayout, isAllowed } from './security-group-oracle.ts';

const layouts = (['caracal', 'zed', 'mitaka'] as const).flatMap((profile) =>
  [true, false].map((ipset): OracleLayout => ({ profile, ipset })),
);

describe('what a host state compiles to lets through what the security groups say', () => {
  test.each(layouts)('$profile, ipset $ipset', (layout) => {
    const compiler = createNeutronLayout({
      ...layout,
      layout: 'neutron',
      comments: true,
      prefix: 'neutron-linuxbridge-agent',
    });
    const verdicts = { accept: 0, drop: 0 };
    const cases = hostStates().chain((state) => {
      const { rulesets, sets } = compiled(compiler, state, emptyMemory);
      const pool = poolOf([rulesets.ipv4, rulesets.ipv6], sets.list);
      return fc.tuple(fc.constant(state), fc.array(bridgedPackets(pool, state), { minLength: 40, maxLength: 60 }));
    });
    fc.assert(
      fc.property(cases, ([state, some]) => {
        const { rulesets, sets } = compiled(compiler, state, emptyMemory);
        for (const packet of some) {
          const trace = evaluate(rulesets[packet.family], sets.index, packet);
          const allowed = isAllowed(state, layout, packet);
          if (trace.verdict !== (allowed ? 'accept' : 'drop')) {
            const met = rulesMet(trace).map(({ table, chain, rule }) => `${table} ${chain} ${rule}`);
            throw new Error(
              `the groups say ${allowed ? 'accept' : 'drop'}: ${JSON.stringify(packet)} ${trace.verdict}: ${met.join(', ')}`,
            );
          }
          verdicts[allowed ? 'accept' : 'drop'] += 1;
        }
      }),
      { numRuns: 150 },
    );
    expect(Math.min(verdicts.accept, verdicts.drop)).toBeGreaterThan(1000);
  });
});

function compiled(layout: Layout, state: HostState, memory: HostMemory) {
  const host = layout.compile(state, memory);
  const list = [...host.sets.values()].map(({ set }) => set);
  return { ...host, sets: { list, index: indexSets(list) satisfies SetMembers } };
}

/** Most go from or to a port of the host, over the bridge of one of its ports, with that port's own MAC or address. */
function bridgedPackets(pool: PacketPool, state: HostState): fc.Arbitrary<Packet> {
  const ports = [...state.ports.values()];
  const states = ['NEW', 'NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'] as const;
  const device = fc.constantFrom('eth1', ...ports.map(({ id }) => `tap${id.slice(0, 11)}`));
  return fc
    .tuple(packets(pool), device, device, fc.constantFrom(...states), fc.nat(3))
    .map(([packet, from, to, ctState, spoofs]) => {
      const sender = ports.find(({ id }) => from.endsWith(id.slice(0, 11)));
      // A frame is on the bridge of the port that it came from; what comes by an uplink on that of the port it goes to.
      const near = sender ?? ports.find(({ id }) => to.endsWith(id.slice(0, 11)));
      const bridge = near ? `brq${near.networkId.slice(0, 11)}` : 'brq';
      const own = sender?.fixedIps.find(({ ipAddress }) => ipAddress.includes(':') === (packet.family === 'ipv6'));
      return {
        ...packet,
        path: 'bridged' as const,
        in: bridge,
        out: bridge,
        physdevIn: from,
        physdevOut: to,
        ctState,
        ...(sender && spoofs > 0 && { macSource: sender.macAddress }),
        ...(own && spoofs > 1 && { source: parseAddress(own.ipAddress) ?? own.ipAddress }),
      };
    });
}
