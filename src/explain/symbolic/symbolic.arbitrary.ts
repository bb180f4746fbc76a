import fc from 'fast-check';
import type { Chain, Family, Flag, IpSet, Match, Policy, Rule, Ruleset, Table, Target } from '../../netfilter/index.ts';
import type { Packet, Path, TcpFlag } from '../packet.ts';
import { indexSets } from '../set-members.ts';
import type { SymbolicHost } from './symbolic-host.ts';

/**
 * Hosts and packets from small pools of values, so that rules overlap, exclude and repeat each other and packets meet
 * their edges: every kind of match and target that is modelled, several that are not, sets of all shapes, marks, TTL,
 * zones, missing chains.
 */
export const arbitraryHost = (
  family: Family,
  kinds: Kinds = 'modelled',
): fc.Arbitrary<SymbolicHost & { readonly ipSets: readonly IpSet[] }> =>
  fc.record({ rules: arbitraryRules(family, kinds), ipSets: arbitrarySets(family) }).map(({ rules, ipSets }) => ({
    rules,
    sets: indexSets(ipSets),
    ipSets,
  }));

/** `modelled`: what sets of packets answer as sharply as the evaluator does. `all`: what they leave open, besides. */
type Kinds = 'modelled' | 'all';

const addresses: { readonly [f in Family]: readonly string[] } = {
  ipv4: [
    '10.0.0.0',
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.3',
    '10.0.0.7',
    '10.0.1.1',
    '192.0.2.9',
    '255.255.255.255',
    '0.0.0.0',
  ],
  ipv6: [
    '2001:db8::',
    '2001:db8::1',
    '2001:db8::2',
    '2001:db8::3',
    '2001:db8::7',
    '2001:db8:0:1::1',
    'fe80::9',
    'ff02::1',
    '::',
  ],
};
const prefixes: { readonly [f in Family]: readonly string[] } = {
  ipv4: [
    '10.0.0.0/24',
    '10.0.0.0/30',
    '10.0.0.2/31',
    '10.0.0.1/32',
    '10.0.0.2/32',
    '10.0.0.0/8',
    '0.0.0.0/1',
    '0.0.0.0/0',
    '2001:db8::/32',
    'gateway.example/32',
  ],
  ipv6: [
    '2001:db8::/64',
    '2001:db8::/126',
    '2001:db8::2/127',
    '2001:db8::1/128',
    '2001:db8::/32',
    '8000::/1',
    '::/0',
    '10.0.0.0/8',
  ],
};
const ports = [0, 22, 23, 67, 68, 80, 1024, 65_535];
const devices = ['tapA', 'tapB', 'tapC', 'tapAB', 'eth0'];
const patterns = ['tapA', 'tapB', 'tap+', 'tapA+', 'eth+', '+', 'eth0', 'br0'];
const macs = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02', 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01'];
const icmpPairs: readonly (readonly [number, number])[] = [
  [0, 0],
  [3, 1],
  [3, 3],
  [8, 0],
  [8, 1],
  [11, 0],
  [128, 0],
  [129, 0],
  [133, 0],
  [134, 0],
  [135, 0],
  [255, 0],
];
const setNames = ['A', 'B', 'C', 'L', 'missing'];
const chainNames = ['c1', 'c2', 'c3', 'c4'];

const negated = fc.boolean();
const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const range = fc
  .tuple(pick(...ports), pick(...ports))
  .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const negatableRange = fc.option(
  fc.tuple(range, negated).map(([one, not]) => ({ ...one, negated: not })),
  { nil: null },
);
const negatableName = fc.option(fc.record({ name: pick(...patterns), negated }), { nil: null });
const flag = pick<Flag>('absent', 'absent', 'yes', 'no');
const states = fc.subarray(['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'], { minLength: 1 });

function arbitraryMatch(family: Family, kinds: Kinds): fc.Arbitrary<readonly Match[]> {
  const one = (match: fc.Arbitrary<Match>) => match.map((only) => [only]);
  const other = (module: string, ...texts: readonly string[]) =>
    one(pick(...texts).map((text): Match => ({ kind: 'other', module, text })));
  const [a, b] = [addresses[family][1] ?? '', addresses[family][3] ?? ''];
  const modelled = [
    one(fc.record({ kind: pick('source' as const, 'destination' as const), cidr: pick(...prefixes[family]), negated })),
    one(fc.record({ kind: pick('inInterface' as const, 'outInterface' as const), name: pick(...patterns), negated })),
    one(
      fc.record({
        kind: fc.constant('protocol' as const),
        protocol: pick('tcp', 'udp', 'icmp', 'ipv6-icmp', 'gre', 'all', '132', 'nonsense'),
        negated,
      }),
    ),
    one(fc.record({ kind: fc.constant('fragment' as const), negated })),
    one(
      fc.record({
        kind: fc.constant('ports' as const),
        module: pick('tcp' as const, 'tcp' as const, 'udp' as const, 'sctp' as const, 'dccp' as const),
        source: negatableRange,
        destination: negatableRange,
        rest: pick(
          '',
          '',
          '',
          '--tcp-flags FIN,SYN,RST,ACK SYN',
          '! --tcp-flags SYN,ACK SYN,ACK',
          '--tcp-flags ALL NONE',
          '--tcp-option 8',
        ),
      }),
    ),
    one(
      fc.record({
        kind: fc.constant('multiport' as const),
        side: pick('source' as const, 'destination' as const, 'either' as const),
        ranges: fc.array(range, { minLength: 1, maxLength: 3 }),
        negated,
      }),
    ),
    one(
      fc.tuple(pick('icmp' as const, 'icmp6' as const), pick(...icmpPairs), pick('any', 'type', 'both'), negated).map(
        ([module, [type, code], asks, not]): Match => ({
          kind: 'icmp',
          module,
          type: asks === 'any' ? null : type,
          code: asks === 'both' ? code : null,
          negated: not,
        }),
      ),
    ),
    one(
      fc.record({
        kind: fc.constant('physdev' as const),
        in: negatableName,
        out: negatableName,
        isIn: flag,
        isOut: flag,
        isBridged: flag,
      }),
    ),
    one(
      fc.record({
        kind: fc.constant('set' as const),
        name: pick(...setNames),
        flags: fc.array(pick('src' as const, 'dst' as const), { minLength: 1, maxLength: 3 }),
        negated,
        rest: pick('', '', '', '--return-nomatch', '! --update-counters', '--packets-gt 3'),
      }),
    ),
    one(
      fc.record({
        kind: pick('state' as const, 'ctstate' as const),
        states: kinds === 'all' ? fc.oneof(states, fc.constant(['DNAT'])) : states,
        negated,
      }),
    ),
    one(fc.record({ kind: fc.constant('mac' as const), address: pick(...macs), negated })),
    one(fc.constant<Match>({ kind: 'comment', text: 'x' })),
    other('mark', '--mark 0x1', '! --mark 0x1/0x3', '--mark 0x0', '--mark 0x2/0x2'),
    other('ttl', '--ttl-eq 64', '--ttl-lt 10', '! --ttl-gt 63', '--ttl-gt 9'),
    other('length', '--length 40:100', '! --length 100', '--length :99'),
    other('pkttype', '--pkt-type broadcast', '! --pkt-type unicast', '--pkt-type multicast'),
    other(
      'iprange',
      `--src-range ${a}-${b}`,
      `! --dst-range ${a}-${b}`,
      `--src-range ${a}-${b} ! --dst-range ${b}-${b}`,
      '--src-range x',
    ),
    other('conntrack', '! --ctstate NEW', '--ctstate NEW,RELATED'),
  ];
  const open = fc.oneof(
    other('limit', '--limit 5/sec', '--limit 1/min'),
    other('u32', '--u32 0=0', '! --u32 0=0', '--u32 1=1'),
    other('time', '--timestart 09:00'),
  );
  const sharper = [
    other('conntrack', '--ctstate NEW --ctstate RELATED', '--ctdir ORIGINAL', '--ctstate NEW --ctdir REPLY'),
    other('dscp', '--dscp 0x04', '! --dscp 0x00'),
    other('connmark', '--mark 0x1', '! --mark 0x0'),
    other('', '-s 10.0.0.0/255.0.255.0'),
  ];
  if (kinds === 'all') modelled.push(...sharper);
  return fc.oneof(...modelled.map((arbitrary) => ({ arbitrary, weight: 2 })), { arbitrary: open, weight: 1 });
}

function arbitraryTarget(table: string, chains: readonly string[], kinds: Kinds): fc.Arbitrary<Target | null> {
  const other = (name: string, text = ''): Target => ({ kind: 'other', name, text });
  const plain = pick<Target | null>(
    { kind: 'accept' },
    { kind: 'accept' },
    { kind: 'drop' },
    { kind: 'return' },
    { kind: 'reject', with: null },
    null,
  );
  const choices: fc.Arbitrary<Target | null>[] = [
    plain,
    plain,
    plain,
    pick(
      other('LOG'),
      other('LOG'),
      other('LOG', '--log-prefix x'),
      other('NFQUEUE', '--queue-num 0'),
      other('NFQUEUE', '--queue-num 0 --queue-bypass'),
      other('STRANGE'),
    ),
  ];
  if (chains.length > 0) {
    const jump = fc.record({ kind: pick('jump' as const, 'goto' as const), chain: pick(...chains) });
    choices.push(jump, jump);
  }
  if (table === 'raw') {
    choices.push(
      pick<Target>(
        { kind: 'ct', zone: null, notrack: true },
        { kind: 'ct', zone: 7, notrack: false },
        { kind: 'ct', zone: 8, notrack: false },
        other('CT', '--helper ftp'),
        other('NOTRACK'),
      ),
    );
  }
  if (table === 'mangle') {
    choices.push(
      pick(
        other('MARK', '--set-xmark 0x1/0xffffffff'),
        other('MARK', '--set-xmark 0x2/0x2'),
        other('MARK', '--xor-mark 0x1'),
        other('TTL', '--ttl-dec 60'),
        other('TTL', '--ttl-set 9'),
        other('HL', '--hl-inc 1'),
      ),
    );
  }
  if (kinds === 'all') {
    if (table === 'raw') choices.push(fc.constant(other('CT', '--zone mark')));
    if (table === 'mangle') {
      choices.push(
        pick(
          other('CONNMARK', '--restore-mark'),
          other('SET', '--add-set A src'),
          other('SET', '--del-set B dst --exist'),
          other('TOS', '--set-tos 0x10/0x3f'),
          other('TCPMSS', '--clamp-mss-to-pmtu'),
          other('ECN', '--ecn-tcp-remove'),
        ),
      );
    }
  }
  if (table === 'nat' && kinds === 'all')
    choices.push(pick(other('DNAT', '--to-destination 10.0.0.9'), other('MASQUERADE')));
  return fc.oneof(...choices);
}

function arbitraryRule(family: Family, table: string, chains: readonly string[], kinds: Kinds): fc.Arbitrary<Rule> {
  return (
    fc
      .tuple(
        fc.array(arbitraryMatch(family, kinds), { minLength: 1, maxLength: 3 }),
        arbitraryTarget(table, chains, kinds),
        fc.nat(9),
      )
      // Few rules hold for everything: what comes behind one is never seen.
      .map(([matches, target, tenth]) => ({ matches: tenth === 0 ? [] : matches.flat(), target }))
  );
}

const builtIns: { readonly [table: string]: readonly string[] } = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

function arbitraryTable(family: Family, name: string, kinds: Kinds): fc.Arbitrary<Table> {
  const chain = (own: string, policy: fc.Arbitrary<Policy | null>, to: readonly string[]): fc.Arbitrary<Chain> =>
    fc.record({
      name: fc.constant(own),
      policy,
      rules: fc.array(arbitraryRule(family, name, to, kinds), { maxLength: 5 }),
    });
  const policy = fc.nat(15).map((n): Policy | null => (n < 12 ? 'ACCEPT' : n < 14 ? 'DROP' : n < 15 ? 'QUEUE' : null));
  return fc
    .tuple(
      ...(builtIns[name] ?? []).map((own) => chain(own, policy, [...chainNames, 'missing'])),
      // Rules jump only to later chains: no circles.
      ...chainNames.map((own, at) => chain(own, fc.constant(null), chainNames.slice(at + 1))),
    )
    .map((chains) => ({ name, chains: new Map(chains.map((one) => [one.name, one])) }));
}

function arbitraryRules(family: Family, kinds: Kinds): fc.Arbitrary<Ruleset> {
  return fc
    .tuple(
      arbitraryTable(family, 'filter', kinds),
      ...['raw', 'mangle', 'nat'].map((name) => fc.option(arbitraryTable(family, name, kinds), { nil: null })),
    )
    .map((tables) => ({
      family,
      tables: new Map(tables.filter((table) => table !== null).map((table) => [table.name, table])),
    }));
}

function arbitrarySets(family: Family): fc.Arbitrary<readonly IpSet[]> {
  const inet = family === 'ipv4' ? 'inet' : 'inet6';
  const address = pick(...addresses[family]);
  const net = pick(
    ...prefixes[family].filter((prefix) => !prefix.endsWith('/0') && !/example|db8.*example/.test(prefix)),
  );
  const port = pick(
    'tcp:22',
    'udp:67',
    'udp:68',
    'icmp:echo-request',
    'icmp:3/1',
    'sctp:80',
    'ipv6-icmp:echo-request',
    'dccp:22',
  );
  const except = pick('', '', ' nomatch');
  const list = (of: fc.Arbitrary<string>) =>
    fc.uniqueArray(of, { maxLength: 6, selector: (text) => text.split(' ')[0] });
  const set = (type: string, members: fc.Arbitrary<string>, own: IpSet['family'] = inet) =>
    list(members).map((made) => ({ type, family: own, options: [] as string[], members: made }));
  const ofFamily = net.filter((prefix) => prefix.includes(':') === (family === 'ipv6'));
  const withExcept = fc.tuple(ofFamily, except).map(([prefix, not]) => prefix + not);
  const any = fc.oneof(
    set('hash:net', withExcept),
    set('hash:ip', address),
    set(
      'hash:ip,port',
      fc.tuple(address, port).map((parts) => parts.join()),
    ),
    set(
      'hash:net,port',
      fc.tuple(ofFamily, port).map((parts) => parts.join()),
    ),
    set(
      'hash:ip,port,net',
      fc.tuple(address, port, ofFamily, except).map(([i, p, n, not]) => `${i},${p},${n}${not}`),
    ),
    set(
      'hash:net,net',
      fc.tuple(ofFamily, ofFamily).map((parts) => parts.join()),
    ),
    set('hash:mac', pick(...macs), null),
    set('bitmap:port', pick(...ports.map(String)), null),
    set(
      'bitmap:ip,mac',
      fc.tuple(address, pick(...macs)).map((parts) => parts.join()),
      null,
    ),
    set(
      'hash:net,iface',
      fc.tuple(ofFamily, pick('eth0')).map((parts) => parts.join()),
    ),
    set('hash:net', withExcept, family === 'ipv4' ? 'inet6' : 'inet'),
  );
  return fc.tuple(any, any, any, fc.subarray(['A', 'B', 'C', 'missing', 'L'])).map(([a, b, c, listed]) => [
    { name: 'A', ...a },
    { name: 'B', ...b },
    { name: 'C', ...c },
    { name: 'L', type: 'list:set', family: null, options: [], members: listed },
  ]);
}

const flagLists: readonly (readonly TcpFlag[])[] = [
  ['SYN'],
  ['SYN', 'ACK'],
  ['ACK'],
  ['ACK', 'PSH'],
  ['FIN', 'ACK'],
  ['RST'],
  [],
  ['SYN', 'FIN'],
];

/**
 * Packets with all that the model has, on any path; half of them come with their state. Routed ones have a hop left, and a
 * fragment that conntrack would join comes without a state.
 */
export function arbitraryPacket(family: Family): fc.Arbitrary<Packet> {
  const port = pick(...ports, 40_000);
  return fc
    .record({
      path: pick<Path>('bridged', 'bridged', 'routed', 'localIn', 'localOut'),
      source: pick(...addresses[family]),
      destination: pick(...addresses[family]),
      protocol: pick(6, 6, 17, 1, 58, 47, 132, 33, 136),
      sourcePort: port,
      destinationPort: port,
      icmp: pick(...icmpPairs),
      tcpFlags: pick(...flagLists),
      laterFragment: pick(false, false, false, true),
      bridge: pick('br0', 'eth0', 'tapB'),
      other: pick('br0', 'br1', 'tapAB'),
      port: fc.option(pick(...devices, 'tapstranger', 'uplink'), { nil: undefined, freq: 4 }),
      toPort: pick(...devices, 'tapstranger', 'uplink'),
      macSource: pick(...macs, 'fa:16:3e:00:00:09'),
      macDestination: pick(...macs, 'fa:16:3e:00:00:09'),
      ttl: pick(1, 9, 10, 63, 64, 65),
      length: pick(39, 40, 99, 100, 101),
      ctState: pick(
        undefined,
        undefined,
        undefined,
        'NEW' as const,
        'ESTABLISHED' as const,
        'RELATED' as const,
        'INVALID' as const,
        'UNTRACKED' as const,
      ),
    })
    .map(({ icmp, bridge, other, port, toPort, ctState, sourcePort, destinationPort, tcpFlags, ...rest }): Packet => {
      const { path, protocol } = rest;
      const hasPorts = [6, 17, 132, 33, 136].includes(protocol);
      return {
        family,
        ...rest,
        ttl: path === 'routed' ? Math.max(2, rest.ttl) : rest.ttl,
        ...(hasPorts && { sourcePort, destinationPort }),
        ...(protocol === 6 && { tcpFlags }),
        ...((protocol === 1 || protocol === 58) && { icmpType: icmp[0], icmpCode: icmp[1], icmpId: 1 }),
        ...(path !== 'localOut' && { in: bridge }),
        ...(path !== 'localIn' && { out: path === 'bridged' ? bridge : other }),
        ...(path === 'bridged' && { physdevIn: port ?? 'uplink', physdevOut: toPort }),
        ...((path === 'routed' || path === 'localIn') && port !== undefined && { physdevIn: port }),
        ...(ctState !== undefined && !rest.laterFragment && { ctState }),
      };
    });
}
