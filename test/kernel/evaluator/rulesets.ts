import type { Family } from '../../../src/netfilter/index.ts';
import type { Dice } from './dice.ts';
import { networks, places } from './places.ts';
import { setNames } from './sets.ts';

/** What the rules of a chain may ask for, since the tools refuse the rest. */
interface Ground {
  readonly in: boolean;
  readonly out: boolean;
  readonly mac: boolean;
  readonly owner: boolean;
  /** Reached from OUTPUT, where a leaving port may only be asked for together with `--physdev-is-bridged`. */
  readonly isOutput: boolean;
}

type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

const grounds: { readonly [hook in Hook]: Ground } = {
  PREROUTING: { in: true, out: false, mac: true, owner: false, isOutput: false },
  INPUT: { in: true, out: false, mac: true, owner: false, isOutput: false },
  FORWARD: { in: true, out: true, mac: true, owner: false, isOutput: false },
  OUTPUT: { in: false, out: true, mac: false, owner: true, isOutput: true },
  POSTROUTING: { in: false, out: true, mac: false, owner: true, isOutput: false },
};
/** Chains of one's own are reached from INPUT and FORWARD: they may ask for all that is not refused in both. */
const shared: Ground = { in: true, out: true, mac: true, owner: false, isOutput: false };

const builtIn: { readonly [table: string]: readonly Hook[] } = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/**
 * Rules of all tables of one family. The first rule of raw counts every packet, before anything else sees it. A third
 * of the rulesets do without conntrack.
 */
export function randomRuleset(family: Family, dice: Dice): string {
  const isTracking = dice.chance(0.75);
  const draw = (chain: string, ground: Ground, targets: readonly string[], most: number): string[] =>
    Array.from({ length: dice.below(most + 1) }, () => {
      const target = dice.pick(targets);
      const conditions = conditionsOf(family, ground, isTracking, dice);
      const fitting = target.startsWith('-p ') ? conditions.filter((text) => !text.includes('-p ')) : conditions;
      return ['-A', chain, ...fitting, target].filter((part) => part !== '').join(' ');
    });
  const table = (name: string, more: readonly string[], rules: readonly string[]): string[] => [
    `*${name}`,
    ...(builtIn[name] ?? []).map(
      (hook) => `:${hook} ${name === 'filter' && dice.chance(0.3) ? 'DROP' : 'ACCEPT'} [0:0]`,
    ),
    ...more.map((chain) => `:${chain} - [0:0]`),
    ...rules,
    'COMMIT',
  ];
  const reject = family === 'ipv4' ? 'icmp-port-unreachable' : 'icmp6-port-unreachable';
  const verdicts = ['-j ACCEPT', '-j DROP', '-j RETURN', `-j REJECT --reject-with ${reject}`, ''];
  const tracking = isTracking
    ? [
        '-j CT --zone 5',
        '-j CT --zone 4097',
        '-j CT --notrack',
        '-j CT --zone-orig 7',
        '-j CT --zone-reply 7',
        '-j CT --zone mark',
      ]
    : ['-j CT --notrack'];
  const changing = changes(family, isTracking);
  const nat = natTargets(family);
  return [
    ...table(
      'raw',
      [],
      [
        '-A PREROUTING',
        '-A OUTPUT',
        ...draw(
          'PREROUTING',
          grounds.PREROUTING,
          [...tracking, '-j MARK --set-xmark 0x7/0xffffffff', '-j DROP', ''],
          3,
        ),
        ...draw('OUTPUT', grounds.OUTPUT, [...tracking, ''], 2),
      ],
    ),
    ...table(
      'mangle',
      ['m0'],
      [
        ...draw('PREROUTING', grounds.PREROUTING, [...changing, '-j m0', ''], 4),
        ...draw('INPUT', grounds.INPUT, [...changing, ''], 2),
        ...draw('FORWARD', grounds.FORWARD, [...changing, '-j m0', '-g m0', ''], 3),
        ...draw('OUTPUT', grounds.OUTPUT, [...changing, ''], 2),
        ...draw('POSTROUTING', grounds.POSTROUTING, [...changing, ''], 3),
        ...draw('m0', shared, [...changing, '-j RETURN', ''], 3),
      ],
    ),
    ...(isTracking && dice.chance(0.8)
      ? table(
          'nat',
          [],
          [
            ...draw('PREROUTING', grounds.PREROUTING, [...nat.destination, '-j ACCEPT', '-j RETURN', ''], 3),
            ...draw('INPUT', grounds.INPUT, [...nat.input, '-j ACCEPT', ''], 2),
            ...draw('OUTPUT', grounds.OUTPUT, [...nat.output, ''], 2),
            ...draw('POSTROUTING', grounds.POSTROUTING, [...nat.source, '-j ACCEPT', ''], 3),
          ],
        )
      : []),
    ...table(
      'filter',
      ['u0', 'u1', 'u2', 'o0'],
      [
        ...draw('FORWARD', grounds.FORWARD, ['-j u0', '-j u1', '-g u2', '-j ACCEPT', ''], 6),
        ...draw('INPUT', grounds.INPUT, ['-j u0', '-g u1', '-j DROP', ''], 4),
        ...draw('OUTPUT', grounds.OUTPUT, ['-j o0', '-g o0', '-j DROP', ''], 4),
        ...draw('u0', shared, ['-j u1', '-g u2', ...verdicts], 5),
        ...draw('u1', shared, ['-j u2', '-g u2', ...verdicts], 5),
        ...draw('u2', shared, verdicts, 5),
        // No REJECT: the host would tell itself, and be heard.
        ...draw('o0', grounds.OUTPUT, ['-j ACCEPT', '-j DROP', '-j RETURN', ''], 4),
      ],
    ),
    ...(dice.chance(0.3)
      ? table(
          'security',
          [],
          [
            ...draw('FORWARD', { ...grounds.FORWARD, in: false }, ['-j ACCEPT', ''], 2),
            ...draw('OUTPUT', grounds.OUTPUT, ['-j ACCEPT', ''], 2),
          ],
        )
      : []),
    '',
  ].join('\n');
}

/** Targets that change what later rules see. */
function changes(family: Family, isTracking: boolean): readonly string[] {
  return [
    '-j MARK --set-xmark 0x1/0xffffffff',
    '-j MARK --set-xmark 0x2/0x3',
    '-j MARK --set-mark 0x4/0xc',
    '-j MARK --and-mark 0xe',
    '-j MARK --or-mark 0x10',
    '-j MARK --xor-mark 0x5',
    '-j DSCP --set-dscp 0x2e',
    '-j TOS --set-tos 0x10/0x3f',
    '-j TOS --or-tos 0x08',
    ...(family === 'ipv4'
      ? ['-j TTL --ttl-set 5', '-j TTL --ttl-dec 1', '-j TTL --ttl-inc 200']
      : ['-j HL --hl-set 5', '-j HL --hl-dec 1', '-j HL --hl-inc 200']),
    ...(isTracking
      ? [
          '-j CONNMARK --set-xmark 0x3/0xffffffff',
          '-j CONNMARK --or-mark 0x20',
          '-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff',
          '-j CONNMARK --save-mark --nfmask 0xf --ctmask 0xff',
          '-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff',
          '-j CONNMARK --restore-mark --nfmask 0xff --ctmask 0x3',
        ]
      : []),
  ];
}

interface NatTargets {
  readonly destination: readonly string[];
  readonly output: readonly string[];
  readonly source: readonly string[];
  readonly input: readonly string[];
}

function natTargets(family: Family): NatTargets {
  const own = networks.map(({ address }) => address[family]);
  const others = places.flatMap(({ addresses }) => addresses[family].slice(0, 1));
  const withPort = (address: string, port: number) =>
    family === 'ipv4' ? `${address}:${port}` : `[${address}]:${port}`;
  const dnat = [...own, ...others].map((address) => `-j DNAT --to-destination ${address}`);
  const mapped = family === 'ipv4' ? '10.1.0.0/16' : 'fd00:1::/64';
  return {
    destination: [
      ...dnat,
      ...others.slice(0, 2).map((address) => `-p tcp -j DNAT --to-destination ${withPort(address, 8080)}`),
      `-p udp -j DNAT --to-destination ${withPort(own[0] ?? '', 53)}`,
      '-j REDIRECT',
      '-p tcp -j REDIRECT --to-ports 3128',
      `-j NETMAP --to ${mapped}`,
    ],
    output: [...dnat.slice(networks.length), `-j NETMAP --to ${mapped}`],
    source: [
      '-j MASQUERADE',
      '-p tcp -j MASQUERADE --to-ports 60000-61000',
      ...own.map((address) => `-j SNAT --to-source ${address}`),
      `-p udp -j SNAT --to-source ${withPort(own[0] ?? '', 61_234)}`,
    ],
    input: others.slice(0, 2).map((address) => `-j SNAT --to-source ${address}`),
  };
}

/** At most three conditions. Of the options that need no module each may stand once, and a protocol may come with one. */
function conditionsOf(family: Family, ground: Ground, isTracking: boolean, dice: Dice): readonly string[] {
  const wanted = dice.pick([0, 1, 1, 1, 2, 2, 3]);
  const drawn = Array.from({ length: wanted }, () => dice.pick(conditions(family, ground, isTracking))(dice));
  return drawn.filter((text, index) => {
    const options = basicOptions(text);
    return drawn.slice(0, index).every((before) => basicOptions(before).every((option) => !options.includes(option)));
  });
}

function basicOptions(text: string): readonly string[] {
  return text.match(/(?<= |^)-[sdiopf](?= |$)/g) ?? [];
}

type Condition = (dice: Dice) => string;

function conditions(family: Family, ground: Ground, isTracking: boolean): readonly Condition[] {
  const not = (dice: Dice) => (dice.chance(0.3) ? '! ' : '');
  const option = (module: string, name: string, values: readonly string[]): Condition => {
    return (dice) => `${module === '' ? '' : `-m ${module} `}${not(dice)}${name} ${dice.pick(values)}`;
  };
  const fixed =
    (...texts: readonly string[]): Condition =>
    (dice) =>
      dice.pick(texts);
  const addresses = addressPool[family];
  const devices = [...networks.map(({ device }) => device), 'brq+', 'eth+', 'lo', 'tap+'];
  const ports = [...places.map(({ port }) => port), 'tap+', 'tapb+', 'eth9', 'brq11111111-11', '+'];
  const icmp = family === 'ipv4' ? 'icmp' : 'ipv6-icmp';
  const hops = family === 'ipv4' ? 'ttl' : 'hl';
  const prefixes = addresses.filter((address) => !address.includes('/255'));
  return [
    option('', '-s', addresses),
    option('', '-d', addresses),
    ...(ground.in ? [option('', '-i', devices)] : []),
    ...(ground.out ? [option('', '-o', devices)] : []),
    option('', '-p', ['tcp', 'udp', icmp, 'sctp', 'dccp', 'udplite', '47', '200']),
    ...(family === 'ipv4' ? [fixed('-f', '! -f')] : []),
    ...(['tcp', 'udp', 'sctp', 'dccp'] as const).map(
      (protocol): Condition =>
        (dice) =>
          `-p ${protocol} -m ${protocol} ${not(dice)}${dice.pick(['--dport', '--sport'])} ${dice.pick(['22', '53:80', '1:1024', '40000:65535', '0:1', '30000:50000'])}`,
    ),
    (dice) => `-p udp -m udp ${not(dice)}--sport 1024:40000 ${not(dice)}--dport 53`,
    (dice) =>
      `-p ${dice.pick(['tcp', 'udp', 'udplite', 'sctp', 'dccp'])} -m multiport ${not(dice)}${dice.pick(['--dports', '--sports', '--ports'])} ${dice.pick(['22,53', '1:30,8080', '65535', '0:1023,30000:50000,443', '0:65535'])}`,
    fixed(
      '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN',
      '-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN',
      '-p tcp -m tcp --tcp-flags ALL NONE',
      '-p tcp -m tcp --tcp-flags ALL FIN,PSH,URG',
      '-p tcp -m tcp ! --tcp-flags SYN,RST SYN',
      '-p tcp -m tcp --tcp-flags ACK ACK ! --dport 22',
    ),
    ...(family === 'ipv4'
      ? [
          fixed(
            '-p icmp -m icmp --icmp-type 8',
            '-p icmp -m icmp --icmp-type 8/1',
            '-p icmp -m icmp ! --icmp-type 3/1',
            '-p icmp -m icmp ! --icmp-type 8',
            '-p icmp -m icmp --icmp-type any',
          ),
        ]
      : [
          fixed(
            '-p ipv6-icmp -m icmp6 --icmpv6-type 128',
            '-p ipv6-icmp -m icmp6 --icmpv6-type 1/1',
            '-p ipv6-icmp -m icmp6 ! --icmpv6-type 135',
            '-p ipv6-icmp -m icmp6 --icmpv6-type 255',
          ),
        ]),
    option('physdev', '--physdev-in', ports),
    (dice) => `-m physdev ${not(dice)}--physdev-out ${dice.pick(ports)} --physdev-is-bridged`,
    ...(ground.isOutput
      ? []
      : [
          option('physdev', '--physdev-out', ports),
          fixed('-m physdev --physdev-is-out', '-m physdev ! --physdev-is-out'),
          (dice: Dice) =>
            `-m physdev ${not(dice)}--physdev-in ${dice.pick(ports)} ${not(dice)}--physdev-out ${dice.pick(ports)}`,
        ]),
    fixed(
      '-m physdev --physdev-is-bridged',
      '-m physdev ! --physdev-is-bridged',
      '-m physdev --physdev-is-in',
      '-m physdev ! --physdev-is-in',
    ),
    option('set', '--match-set', setNames[family]),
    option('set', '--match-set', setNames[family]),
    fixed(`-m set --match-set ${family === 'ipv4' ? 'A' : 'A6'} src --return-nomatch`),
    ...(ground.mac
      ? [
          option(
            'mac',
            '--mac-source',
            places.map(({ mac }) => mac),
          ),
        ]
      : []),
    option('pkttype', '--pkt-type', ['unicast', 'multicast', 'broadcast']),
    option('mark', '--mark', ['0x1', '0x1/0x1', '0x2/0xf', '0x0', '0x10/0xf0', '0x7']),
    option('iprange', '--src-range', rangePool[family]),
    option('iprange', '--dst-range', rangePool[family]),
    (dice) =>
      `-m iprange ${not(dice)}--src-range ${dice.pick(rangePool[family])} ${not(dice)}--dst-range ${dice.pick(rangePool[family])}`,
    option('length', '--length', ['0:60', '28', '40:100', '85', '100:65535']),
    fixed(
      ...['eq 64', 'eq 63', 'lt 64', 'gt 63', 'gt 5', 'lt 2'].map((text) => `-m ${hops} --${hops}-${text}`),
      `-m ${hops} ! --${hops}-eq 64`,
    ),
    option('dscp', '--dscp', ['0x2e', '0x00', '0x04']),
    option('tos', '--tos', ['0x10/0x3f', '0x00/0xff', '0xb8/0xfc', '0x02/0x02']),
    option('ecn', '--ecn-ip-ect', ['0', '2', '3']),
    (dice) => `-p tcp -m ecn ${not(dice)}${dice.pick(['--ecn-tcp-cwr', '--ecn-tcp-ece'])}`,
    option(
      'addrtype',
      '--dst-type',
      family === 'ipv4'
        ? ['LOCAL', 'UNICAST', 'BROADCAST', 'LOCAL,BROADCAST', 'MULTICAST']
        : ['LOCAL', 'UNICAST', 'MULTICAST'],
    ),
    option('addrtype', '--src-type', family === 'ipv4' ? ['LOCAL', 'UNICAST', 'UNICAST,LOCAL'] : ['LOCAL', 'UNICAST']),
    ...(ground.in && !ground.out && family === 'ipv4'
      ? [fixed('-m addrtype --dst-type LOCAL --limit-iface-in', '-m addrtype ! --dst-type LOCAL --limit-iface-in')]
      : []),
    ...(ground.owner
      ? [
          fixed(
            '-m owner --uid-owner 0',
            '-m owner ! --uid-owner 0',
            '-m owner --gid-owner 0-0',
            '-m owner ! --gid-owner 0',
            '-m owner --socket-exists',
            '-m owner ! --socket-exists',
          ),
        ]
      : []),
    ...(ground.in && !ground.out ? [option('devgroup', '--src-group', ['0x5', '0x6', '0x0', '0x4/0x4'])] : []),
    ...(ground.out && !ground.in ? [option('devgroup', '--dst-group', ['0x5', '0x6', '0x0', '0x4/0x4'])] : []),
    fixed('-m comment --comment "-j DROP"'),
    fixed(
      '-m time --datestart 2001-01-01T00:00:00 --datestop 2037-01-01T00:00:00',
      '-m time --timestart 00:00:00 --timestop 23:59:59 --weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun',
      '-m time --datestop 2001-01-01T00:00:00',
    ),
    ...(isTracking ? trackingConditions(family, option, fixed, prefixes) : []),
  ];
}

function trackingConditions(
  family: Family,
  option: (module: string, name: string, values: readonly string[]) => Condition,
  fixed: (...texts: readonly string[]) => Condition,
  prefixes: readonly string[],
): readonly Condition[] {
  const states = ['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'UNTRACKED', 'NEW,UNTRACKED', 'INVALID,NEW'];
  const detail = (names: readonly string[], values: readonly string[]): Condition => {
    return (dice) => option('conntrack', dice.pick(names), values)(dice);
  };
  return [
    option('state', '--state', states),
    option('state', '--state', states),
    option('conntrack', '--ctstate', [...states, 'DNAT', 'SNAT', 'SNAT,ESTABLISHED', 'DNAT,NEW']),
    fixed('-m conntrack --ctdir ORIGINAL', '-m conntrack --ctdir REPLY'),
    option('conntrack', '--ctproto', ['6', '17', family === 'ipv4' ? '1' : '58', '47', '132']),
    detail(['--ctorigsrc', '--ctorigdst', '--ctreplsrc', '--ctrepldst'], prefixes),
    detail(
      ['--ctorigsrcport', '--ctorigdstport', '--ctreplsrcport', '--ctrepldstport'],
      ['22', '53:80', '1024:65535', '2048', '0'],
    ),
    option('conntrack', '--ctstatus', ['SEEN_REPLY', 'CONFIRMED', 'EXPECTED', 'CONFIRMED,EXPECTED', 'NONE']),
    fixed(
      '-m conntrack --ctstate NEW --ctproto 6 --ctdir ORIGINAL',
      '-m conntrack --ctstate INVALID --ctproto 6',
      '-m conntrack ! --ctstate NEW ! --ctproto 6',
      '-m conntrack --ctstate ESTABLISHED,UNTRACKED --ctdir REPLY',
    ),
    option('connmark', '--mark', ['0x0', '0x3', '0x1/0x1', '0x20/0xf0']),
    fixed('-m helper --helper ftp', '-m helper ! --helper ftp'),
  ];
}

const addressPool: { readonly [f in Family]: readonly string[] } = {
  ipv4: [
    '10.0.0.1',
    '10.0.0.0/30',
    '10.0.0.8/29',
    '10.0.1.2',
    '10.0.0.0/8',
    '10.0.1.0/24',
    '10.0.9.9',
    '10.1.0.0/16',
    '10.2.0.1',
    '10.0.0.1/255.0.255.255',
    '10.1.0.0/255.255.0.3',
  ],
  ipv6: [
    'fd00::1',
    'fd00::/126',
    'fd00::1:0/112',
    'fd00::/64',
    'fd00::9:9',
    'fd00:1::/64',
    'fd00:2::1',
    'fd00::/16',
    'fd00::1/ffff:0:ffff:ffff:ffff:ffff:ffff:ffff',
  ],
};
const rangePool: { readonly [f in Family]: readonly string[] } = {
  ipv4: ['10.0.0.2-10.0.1.1', '10.0.0.1-10.0.0.1', '10.0.9.0-10.1.0.1'],
  ipv6: ['fd00::2-fd00::1:1', 'fd00::1-fd00::1', 'fd00::9:0-fd00:1::1'],
};
