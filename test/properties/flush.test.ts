import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Committed } from '../../src/agent/committed.ts';
import { type ConnectionFilter, revokedConnections } from '../../src/agent/revoked-connections.ts';
import {
  type CompiledHost,
  type Profile,
  createNeutronLayout,
  emptyMemory,
  zoneKey,
} from '../../src/compiler/index.ts';
import {
  type Connection,
  type Packet,
  type SetMembers,
  evaluate,
  indexSets,
  replyTo,
} from '../../src/explain/index.ts';
import { packets, poolOf } from '../../src/explain/packet.arbitrary.ts';
import {
  type HostState,
  cidrContains,
  cidrVersion,
  parseAddress,
  parseCidr,
  protocolNumber,
} from '../../src/model/index.ts';
import { hostSteps } from '../../src/model/host-state.arbitrary.ts';

const profiles: readonly Profile[] = ['caracal', 'zed', 'mitaka'];

/** What the kernel had before a change: the rules and a connection that they let through, both ways. */
interface Change {
  readonly before: HostState;
  readonly after: HostState;
  readonly some: readonly Packet[];
}

describe('after a change, no connection lets through what the new rules refuse', () => {
  test.each(profiles)('%s', (profile) => {
    const layout = createNeutronLayout({
      profile,
      layout: 'neutron',
      ipset: true,
      comments: true,
      prefix: 'neutron-linuxbridge-agent',
    });
    const seen = { established: 0, ended: 0, kept: 0 };
    const changes: fc.Arbitrary<Change> = hostSteps().chain(([before, after]) => {
      const { rulesets, sets } = layout.compile(before, emptyMemory);
      const pool = poolOf(
        [rulesets.ipv4, rulesets.ipv6],
        [...sets.values()].map(({ set }) => set),
      );
      return fc.record({
        before: fc.constant(before),
        after: fc.constant(after),
        some: fc.array(likely(packets(pool), before), { minLength: 30, maxLength: 40 }),
      });
    });
    fc.assert(
      fc.property(changes, ({ before, after, some }) => {
        const old = layout.compile(before, emptyMemory);
        const now = layout.compile(after, old.memory, old);
        const filters = revokedConnections({
          before,
          after,
          kernelBefore: committed(old),
          kernelAfter: committed(now),
          zoneOf: (port) => now.memory.zones.get(zoneKey(port.networkId)),
        });
        const [judgeOld, judgeNow] = [judgeOf(old), judgeOf(now)];
        for (const packet of some) {
          const connection = onBridgeOf(before, packet) && establish(judgeOld, packet);
          if (!connection) continue;
          seen.established += 1;
          if (filters.some((filter) => ends(filter, connection))) {
            seen.ended += 1;
            continue;
          }
          const moved = onBridgeOf(after, packet);
          if (!moved) continue;
          const open = judge(judgeNow, moved, [connection]);
          if (open.verdict !== 'accept' || open.ctState !== 'ESTABLISHED') continue;
          seen.kept += 1;
          if (judge(judgeNow, moved, []).verdict !== 'accept') {
            const reason = { packet, connection, filters: filters.map((f) => f.join(' ')) };
            throw new Error(`still let through: ${JSON.stringify(reason)}`);
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(Math.min(seen.established, seen.ended, seen.kept)).toBeGreaterThan(100);
  });
});

function committed({ rulesets, sets }: CompiledHost): Committed {
  return {
    rulesets,
    sets: new Map([...sets].map(([name, { set }]) => [name, set])),
    bridge: { tables: new Map(), settled: new Map() },
  };
}

/** A compiled host with its sets ready to be asked, once for all packets. */
interface Judge {
  readonly host: CompiledHost;
  readonly members: SetMembers;
}

function judgeOf(host: CompiledHost): Judge {
  return { host, members: indexSets([...host.sets.values()].map(({ set }) => set)) };
}

function judge({ host, members }: Judge, packet: Packet, connections: readonly Connection[]) {
  return evaluate(host.rulesets[packet.family], members, packet, { connections, steps: false });
}

/** The entry that a packet and the answer to it leave, if the rules let both through. */
function establish(host: Judge, packet: Packet): Connection | undefined {
  const first = judge(host, packet, []);
  if (first.verdict !== 'accept' || first.ctState !== 'NEW') return undefined;
  const { source, destination, protocol, sourcePort, destinationPort, icmpType, icmpId } = packet;
  const connection: Connection = {
    source,
    destination,
    protocol,
    ...(sourcePort !== undefined && { sourcePort }),
    ...(destinationPort !== undefined && { destinationPort }),
    ...(icmpType !== undefined && { icmpType }),
    ...(icmpId !== undefined && { icmpId }),
    zone: first.zone,
    replied: false,
  };
  const answer = judge(host, answerOf(packet), [connection]);
  return answer.verdict === 'accept' && answer.ctState === 'ESTABLISHED' ? { ...connection, replied: true } : undefined;
}

/** Comes back from where the packet went, with the MAC of the one who answers. */
function answerOf(packet: Packet): Packet {
  return { ...replyTo(packet), ...(packet.macDestination !== undefined && { macSource: packet.macDestination }) };
}

/** Whether `conntrack -D` with these words deletes the connection. */
function ends(filter: ConnectionFilter, connection: Connection): boolean {
  for (let i = 0; i < filter.length; i += 2) {
    const [option, value = ''] = [filter[i], filter[i + 1]];
    if (option === '-p' && protocolNumber(value) !== connection.protocol) return false;
    if (option === '-f' && (value === 'ipv6') !== connection.source.includes(':')) return false;
    if (option === '-w' && Number(value) !== (connection.zone ?? 0)) return false;
    if (option === '-s' && !isIn(connection.source, value)) return false;
    if (option === '-d' && !isIn(connection.destination, value)) return false;
    if (!['-p', '-f', '-w', '-s', '-d'].includes(option ?? '')) throw new Error(`no such option: ${option}`);
  }
  return true;
}

function isIn(address: string, prefix: string): boolean {
  const cidr = parseCidr(prefix);
  const parsed = parseAddress(address);
  return cidr !== undefined && parsed !== undefined && cidrContains(cidr, parsed);
}

/** Packets that could be the first of a connection: from a port with its own MAC and, mostly, its own address. */
function likely(random: fc.Arbitrary<Packet>, state: HostState): fc.Arbitrary<Packet> {
  const ports = [...state.ports.values()];
  const end = fc.constantFrom(undefined, ...ports);
  return fc.tuple(random, end, end, fc.nat(5)).map(([packet, from, to, turn]) => {
    const { ctState: _, tcpFlags: __, ...plain } = packet;
    const near = from ?? to;
    const bridge = near ? `brq${near.networkId.slice(0, 11)}` : 'brq';
    const addressOf = (port: typeof from) => {
      const version = packet.family === 'ipv4' ? 4 : 6;
      const texts = [...(port?.fixedIps ?? []), ...(port?.allowedAddressPairs ?? [])].map(({ ipAddress }) => ipAddress);
      const own = texts
        .flatMap((text) => parseAddress(text) ?? [])
        .filter((address) => cidrVersion(address) === version);
      return own[turn % Math.max(1, own.length)];
    };
    return {
      ...plain,
      path: 'bridged' as const,
      in: bridge,
      out: bridge,
      physdevIn: from ? `tap${from.id.slice(0, 11)}` : 'eth1',
      physdevOut: to ? `tap${to.id.slice(0, 11)}` : 'eth1',
      macSource: from?.macAddress ?? 'fa:16:3e:99:99:99',
      macDestination: to?.macAddress ?? 'fa:16:3e:99:99:98',
      source: (turn > 0 && addressOf(from)) || packet.source,
      destination: (turn > 0 && addressOf(to)) || packet.destination,
    };
  });
}

/** The packet on the bridge that its ports are on by then; undefined if no bridge has both. */
function onBridgeOf(state: HostState, packet: Packet): Packet | undefined {
  const ports = [...state.ports.values()];
  const networks = [packet.physdevIn, packet.physdevOut].flatMap(
    (device) => ports.find(({ id }) => device === `tap${id.slice(0, 11)}`)?.networkId ?? [],
  );
  if (new Set(networks).size > 1) return undefined;
  const bridge = networks[0] === undefined ? (packet.in ?? 'brq') : `brq${networks[0].slice(0, 11)}`;
  return { ...packet, in: bridge, out: bridge };
}
