import fc from 'fast-check';
import { parseCidr } from '../model/index.ts';
import { builtInChains } from './built-in-chains.ts';
import type { Flag, Match, NegatableName, NegatableRange, PortModule } from './match.ts';
import { printedCidr } from './printed-address.ts';
import type { Chain, ChainName, Counters, Family, Rule, Ruleset, Table, TableName } from './ruleset.ts';
import type { Target } from './target.ts';

/**
 * Rules as the kernel accepts them in a chain of one's own and as iptables-save prints them back. `sets` are the names
 * that set matches may use, `chains` those that rules may jump to.
 */
export interface RuleWorld {
  readonly family: Family;
  readonly table: TableName;
  readonly chains: readonly ChainName[];
  readonly sets: readonly string[];
}

export function arbitraryRule(world: RuleWorld): fc.Arbitrary<Rule> {
  return fc
    .tuple(
      optional(arbitraryAddress('source', world.family)),
      optional(arbitraryAddress('destination', world.family)),
      optional(arbitraryInterface('inInterface')),
      arbitraryProtocolPart(world.family),
      fc
        .subarray(['physdev', 'set', 'state', 'ctstate', 'mac', 'other'] as const, { maxLength: 2 })
        .chain((kinds) =>
          fc.tuple(
            ...kinds.filter((kind) => kind !== 'set' || world.sets.length > 0).map((kind) => modules(kind, world)),
          ),
        ),
      optional(arbitraryComment),
      arbitraryTarget(world),
    )
    .map(([source, destination, inInterface, protocol, rest, comment, target]) => ({
      matches: [source, destination, inInterface, ...protocol, ...rest, comment].filter((match) => match !== null),
      target,
    }));
}

/** A table with its built-in chains and some of its own; rules jump only to chains later in the table, so no loops. */
export function arbitraryTable(
  family: Family,
  name: TableName,
  options: { readonly sets?: readonly string[]; readonly chains?: readonly ChainName[] } = {},
): fc.Arbitrary<Table> {
  const chainNames = options.chains === undefined ? arbitraryChainNames : fc.shuffledSubarray([...options.chains]);
  return chainNames.chain((own) => {
    const sets = options.sets ?? ['NIPv4group', 'NIPv6group'];
    const builtIn = (builtInChains.get(name) ?? []).map((chain) =>
      fc.record({
        name: fc.constant(chain),
        policy: fc.constantFrom('ACCEPT' as const, 'DROP' as const),
        rules: fc.array(
          arbitraryTarget({ family, table: name, chains: senders.has(chain) ? [] : own, sets }).map((target) => ({
            matches: [],
            target,
          })),
          { maxLength: 4 },
        ),
      }),
    );
    const chains = own.map((chain, index) =>
      fc.record({
        name: fc.constant(chain),
        policy: fc.constant(null),
        rules: fc.array(arbitraryRule({ family, table: name, chains: own.slice(index + 1), sets }), { maxLength: 6 }),
      }),
    );
    return fc
      .tuple(...builtIn, ...chains)
      .map((all) => ({ name, chains: new Map(all.map((chain): [ChainName, Chain] => [chain.name, chain])) }));
  });
}

export function arbitraryRuleset(
  family: Family,
  options: { readonly sets?: readonly string[]; readonly chains?: readonly ChainName[] } = {},
): fc.Arbitrary<Ruleset> {
  return fc
    .tuple(arbitraryTable(family, 'filter', options), optional(arbitraryTable(family, 'raw', options)))
    .map(([filter, raw]) => ({
      family,
      tables: new Map([raw, filter].filter((table) => table !== null).map((table) => [table.name, table])),
    }));
}

/** Hooks in which the kernel takes no rule that looks at the source MAC, nor a chain that has one. */
const senders: ReadonlySet<ChainName> = new Set(['OUTPUT', 'POSTROUTING']);

/** The same ruleset with counters on every chain and rule. */
export function withCounters(ruleset: Ruleset, counters: () => Counters): Ruleset {
  const tables = [...ruleset.tables.values()].map((table): [TableName, Table] => [
    table.name,
    {
      name: table.name,
      chains: new Map(
        [...table.chains.values()].map((chain) => [
          chain.name,
          {
            ...chain,
            counters: chain.policy === null ? { packets: 0n, bytes: 0n } : counters(),
            rules: chain.rules.map((rule) => ({ ...rule, counters: counters() })),
          },
        ]),
      ),
    },
  ]);
  return { family: ruleset.family, tables: new Map(tables) };
}

export const arbitraryFamily: fc.Arbitrary<Family> = fc.constantFrom('ipv4', 'ipv6');

export const arbitraryCounters: fc.Arbitrary<Counters> = fc.record({
  packets: fc.bigInt(0n, 2n ** 64n - 1n),
  bytes: fc.bigInt(0n, 2n ** 64n - 1n),
});

/** A prefix as iptables-save prints it, not `/0`. */
export function arbitraryCidr(family: Family): fc.Arbitrary<string> {
  const text =
    family === 'ipv4'
      ? fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }))
      : fc.tuple(fc.ipV6(), fc.integer({ min: 1, max: 128 }));
  return text.map(([address, length]) => {
    const cidr = parseCidr(`${address}/${length}`);
    if (cidr === undefined) throw new Error(`no prefix: ${address}/${length}`);
    return printedCidr(cidr);
  });
}

function optional<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(value, { nil: null, freq: 2 });
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

const arbitraryName = (prefix: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength }).map((name) => `${prefix}${name}`);

const arbitraryChainNames = fc.uniqueArray(arbitraryName('c-', 12), { maxLength: 5 });

const arbitraryDevice = fc.oneof(
  arbitraryName('tap', 11),
  arbitraryName('brq', 11),
  arbitraryName('e', 3).map((name) => `${name}+`),
);

const negated = fc.boolean();

function arbitraryAddress(kind: 'source' | 'destination', family: Family): fc.Arbitrary<Match> {
  return fc.record({ kind: fc.constant(kind), cidr: arbitraryCidr(family), negated });
}

function arbitraryInterface(kind: 'inInterface'): fc.Arbitrary<Match> {
  return fc.record({ kind: fc.constant(kind), name: arbitraryDevice, negated });
}

/** Never the range that leaves nothing out: iptables-save does not print it. */
const arbitraryRange: fc.Arbitrary<NegatableRange> = fc
  .tuple(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 1, max: 65_534 }), negated)
  .map(([one, other, not]) => ({ first: Math.min(one, other), last: Math.max(one, other), negated: not }));

function protocol(name: string, not = false): Match {
  return { kind: 'protocol', protocol: name, negated: not };
}

/** Nothing, `-p`, or `-p` with what the protocol allows. */
function arbitraryProtocolPart(family: Family): fc.Arbitrary<readonly Match[]> {
  const icmp =
    family === 'ipv4'
      ? ({ name: 'icmp', module: 'icmp', most: 254 } as const)
      : ({ name: 'ipv6-icmp', module: 'icmp6', most: 255 } as const);
  return fc.oneof(
    fc.constant([]),
    fc
      .tuple(fc.constantFrom('tcp', 'udp', 'gre', 'esp', 'vrrp', '253', '113'), negated)
      .map(([name, not]) => [protocol(name, not)]),
    fc
      .tuple(
        fc.constantFrom<PortModule>('tcp', 'udp', 'sctp', 'dccp'),
        optional(arbitraryRange),
        optional(arbitraryRange),
      )
      .filter(([, source, destination]) => source !== null || destination !== null)
      .map(([module, source, destination]): readonly Match[] => [
        protocol(module),
        { kind: 'ports', module, source, destination, rest: '' },
      ]),
    fc
      .tuple(
        fc.constantFrom('tcp', 'udp', 'sctp', 'dccp', 'udplite'),
        fc.constantFrom('source' as const, 'destination' as const, 'either' as const),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 65_535 })), {
          minLength: 1,
          maxLength: 7,
        }),
        negated,
      )
      .map(([name, side, pairs, not]): readonly Match[] => [
        protocol(name),
        {
          kind: 'multiport',
          side,
          ranges: pairs.map(([one, other]) => ({ first: Math.min(one, other), last: Math.max(one, other) })),
          negated: not,
        },
      ]),
    fc
      .tuple(
        fc.integer({ min: 0, max: icmp.most }),
        fc.option(fc.integer({ min: 0, max: 255 }), { nil: null }),
        negated,
      )
      .map(([type, code, not]): readonly Match[] => [
        protocol(icmp.name),
        { kind: 'icmp', module: icmp.module, type, code, negated: not },
      ]),
  );
}

function modules(
  kind: 'physdev' | 'set' | 'state' | 'ctstate' | 'mac' | 'other',
  world: RuleWorld,
): fc.Arbitrary<Match> {
  switch (kind) {
    case 'physdev':
      return arbitraryPhysdev;
    case 'set':
      return fc.record({
        kind: fc.constant('set' as const),
        name: fc.constantFrom(...world.sets),
        flags: fc.constantFrom(['src'] as const, ['dst'] as const),
        negated,
        rest: fc.constant(''),
      });
    case 'state':
    case 'ctstate':
      return fc.record({
        kind: fc.constant(kind),
        states: fc.subarray(['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'], { minLength: 1 }),
        negated,
      });
    case 'mac':
      return fc.record({
        kind: fc.constant('mac' as const),
        address: fc
          .array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 })
          .map((octets) => octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':')),
        negated,
      });
    case 'other':
      return fc.constantFrom<Match>(
        { kind: 'other', module: 'pkttype', text: '--pkt-type broadcast' },
        { kind: 'other', module: 'limit', text: '--limit 5/sec --limit-burst 10' },
        { kind: 'other', module: 'mark', text: '! --mark 0x10/0xf0' },
      );
  }
}

const arbitraryFlag = fc.constantFrom<Flag>('absent', 'absent', 'yes', 'no');

const arbitraryNegatableDevice: fc.Arbitrary<NegatableName> = fc.record({ name: arbitraryDevice, negated });

/** The kernel refuses `--physdev-out` for packets that it routes, so that goes with `--physdev-is-bridged`. */
const arbitraryPhysdev: fc.Arbitrary<Match> = fc
  .record({
    kind: fc.constant('physdev' as const),
    in: optional(arbitraryNegatableDevice),
    out: optional(arbitraryNegatableDevice),
    isIn: arbitraryFlag,
    isOut: fc.constant<Flag>('absent'),
    isBridged: fc.constantFrom<Flag>('absent', 'yes'),
  })
  .map((match) => (match.out === null ? match : { ...match, isBridged: 'yes' as const }))
  .filter((match) => match.in !== null || match.out !== null || match.isIn !== 'absent' || match.isBridged === 'yes');

const arbitraryComment: fc.Arbitrary<Match> = fc
  .oneof(
    fc.constantFrom('-j', '! -s', 'say "hi"', "it's", 'a\\b', '--comment', 'Allow DHCP client traffic.', 'x'),
    fc.string({ minLength: 1, maxLength: 40 }),
  )
  .map((text) => ({ kind: 'comment', text }));

function arbitraryTarget(world: RuleWorld): fc.Arbitrary<Target | null> {
  const plain = fc.constantFrom<Target | null>({ kind: 'accept' }, { kind: 'drop' }, { kind: 'return' }, null);
  const choices: fc.Arbitrary<Target | null>[] = [plain];
  if (world.chains.length > 0) {
    const chain = fc.constantFrom(...world.chains);
    choices.push(fc.record({ kind: fc.constantFrom('jump' as const, 'goto' as const), chain }));
  }
  if (world.table === 'raw') {
    choices.push(
      fc.constant<Target>({ kind: 'ct', zone: null, notrack: true }),
      fc.integer({ min: 1, max: 65_535 }).map((zone) => ({ kind: 'ct', zone, notrack: false })),
    );
  }
  if (world.table === 'filter') {
    choices.push(
      fc.constant<Target>({ kind: 'reject', with: `icmp${world.family === 'ipv6' ? '6' : ''}-port-unreachable` }),
    );
  }
  return fc.oneof(...choices);
}
