import fc from 'fast-check';
import { addressFromNumber, cidrParts, parseCidr, protocolNumber } from '../model/index.ts';
import type { Family, IpSet, Match, Ruleset } from '../netfilter/index.ts';
import type { Packet, TcpFlag } from './packet.ts';

/** What the rules at hand ask for, and what lies right beside it: packets drawn from it meet the edges of rules. */
export interface PacketPool {
  readonly addresses: { readonly [f in Family]: readonly string[] };
  readonly protocols: readonly number[];
  readonly ports: readonly number[];
  /** Types and codes. */
  readonly icmp: readonly (readonly [number, number])[];
  readonly macs: readonly string[];
  /** Ports of bridges. */
  readonly devices: readonly string[];
  readonly bridges: readonly string[];
}

/** The pool of some rules and sets. Always holds one stranger of each kind, so that no pool is empty. */
export function poolOf(rulesets: Iterable<Ruleset>, sets: Iterable<IpSet> = []): PacketPool {
  const found = {
    ipv4: new Set(['198.51.100.77', '255.255.255.255', '0.0.0.0']),
    ipv6: new Set(['2001:db8:99::77', 'ff02::1', '::', 'fe80::77']),
    protocols: new Set([6, 17, 1, 58, 47]),
    ports: new Set([67, 68, 546, 547, 40_000]),
    icmp: new Map<string, readonly [number, number]>([['8/0', [8, 0]]]),
    macs: new Set(['fa:16:3e:99:99:99']),
    devices: new Set(['tapstranger', 'eth1']),
    bridges: new Set(['br0']),
  };
  const addCidr = (text: string) => {
    for (const address of edgesOf(text)) found[address.includes(':') ? 'ipv6' : 'ipv4'].add(address);
  };
  const addPorts = (first: number, last: number) => {
    for (const port of [first - 1, first, last, last + 1]) if (port >= 0 && port <= 65_535) found.ports.add(port);
  };
  const addMatch = (match: Match) => {
    switch (match.kind) {
      case 'source':
      case 'destination':
        return addCidr(match.cidr);
      case 'protocol':
        return void found.protocols.add(protocolNumber(match.protocol) ?? 253);
      case 'inInterface':
      case 'outInterface':
        return void found.bridges.add(match.name.replace('+', 'x'));
      case 'physdev':
        for (const side of [match.in, match.out]) if (side) found.devices.add(side.name.replace('+', 'x'));
        return;
      case 'ports':
        for (const range of [match.source, match.destination]) if (range) addPorts(range.first, range.last);
        return;
      case 'multiport':
        for (const range of match.ranges) addPorts(range.first, range.last);
        return;
      case 'icmp':
        for (const [type, code] of [
          [match.type ?? 255, match.code ?? 0],
          [(match.type ?? 7) + 1, match.code ?? 1],
          [match.type ?? 3, (match.code ?? 2) + 1],
        ] as const) {
          if (type <= 255 && code <= 255) found.icmp.set(`${type}/${code}`, [type, code]);
        }
        return;
      case 'mac':
        return void found.macs.add(match.address);
      case 'set':
      case 'state':
      case 'ctstate':
      case 'fragment':
      case 'comment':
      case 'other':
    }
  };
  for (const ruleset of rulesets) {
    for (const table of ruleset.tables.values()) {
      for (const chain of table.chains.values()) {
        for (const rule of chain.rules) rule.matches.forEach(addMatch);
      }
    }
  }
  for (const set of sets) for (const member of set.members) addCidr(member.split(' ')[0] ?? '');
  return {
    addresses: { ipv4: [...found.ipv4], ipv6: [...found.ipv6] },
    protocols: [...found.protocols],
    ports: [...found.ports],
    icmp: [...found.icmp.values()],
    macs: [...found.macs],
    devices: [...found.devices],
    bridges: [...found.bridges],
  };
}

/** First and last address of a prefix and the ones right outside; nothing for what is no prefix. */
function edgesOf(text: string): readonly string[] {
  const cidr = parseCidr(text);
  if (cidr === undefined) return [];
  const { version, first, length } = cidrParts(cidr);
  const bits = version === 4 ? 32 : 128;
  const last = first + (1n << BigInt(bits - length)) - 1n;
  return [first - 1n, first, last, last + 1n]
    .filter((number) => number >= 0n && number < 1n << BigInt(bits))
    .map((number) => addressFromNumber(number, version));
}

const flags: readonly (readonly TcpFlag[])[] = [
  ['SYN'],
  ['SYN', 'ACK'],
  ['ACK'],
  ['ACK', 'PSH'],
  ['FIN', 'ACK'],
  ['RST'],
];

/** Packets, most of them bridged, others for the host; half come with their conntrack state. */
export function packets(pool: PacketPool, families: readonly Family[] = ['ipv4', 'ipv6']): fc.Arbitrary<Packet> {
  return fc.constantFrom(...families).chain((family) =>
    fc
      .record({
        path: fc.constantFrom('bridged' as const, 'bridged' as const, 'bridged' as const, 'localIn' as const),
        source: fc.constantFrom(...pool.addresses[family]),
        destination: fc.constantFrom(...pool.addresses[family]),
        content: contents(pool),
        mac: fc.constantFrom(...pool.macs),
        devices: fc.tuple(fc.constantFrom(...pool.devices), fc.constantFrom(...pool.devices)),
        bridge: fc.constantFrom(...pool.bridges),
        ctState: fc.constantFrom(
          undefined,
          undefined,
          undefined,
          undefined,
          'NEW',
          'ESTABLISHED',
          'RELATED',
          'INVALID',
        ),
      })
      .map(({ path, source, destination, content, mac, devices, bridge, ctState }): Packet => {
        const isBridged = path === 'bridged';
        return {
          family,
          path,
          source,
          destination,
          ...content,
          in: bridge,
          physdevIn: devices[0],
          ...(isBridged && { out: bridge, physdevOut: devices[1] }),
          macSource: mac,
          ttl: 64,
          length: 100,
          ...(ctState !== undefined && { ctState: ctState as NonNullable<Packet['ctState']> }),
        };
      }),
  );
}

type Content = Pick<
  Packet,
  'protocol' | 'sourcePort' | 'destinationPort' | 'icmpType' | 'icmpCode' | 'icmpId' | 'tcpFlags'
>;

function contents(pool: PacketPool): fc.Arbitrary<Content> {
  const port = fc.constantFrom(...pool.ports);
  return fc.constantFrom(...pool.protocols).chain((protocol): fc.Arbitrary<Content> => {
    if (protocol === 1 || protocol === 58) {
      return fc.constantFrom(...pool.icmp).map(([icmpType, icmpCode]) => ({ protocol, icmpType, icmpCode, icmpId: 1 }));
    }
    if (![6, 17, 33, 132, 136].includes(protocol)) return fc.constant({ protocol });
    return fc.record({
      protocol: fc.constant(protocol),
      sourcePort: port,
      destinationPort: port,
      ...(protocol === 6 && { tcpFlags: fc.constantFrom(...flags) }),
    });
  });
}
