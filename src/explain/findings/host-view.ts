import { bridgeName, tapName } from '../../netfilter/index.ts';
import type { Chain, Family, Match, Rule, Ruleset } from '../../netfilter/index.ts';
import type { Hook } from '../hooks.ts';
import type { RuleRef } from '../trace.ts';
import type { LookedOver } from './finding.ts';

/** A rule, its place, and the hooks that its chain can be reached from. */
export interface PlacedRule extends RuleRef {
  readonly matches: Rule['matches'];
  readonly target: Rule['target'];
  readonly hooks: ReadonlySet<Hook>;
}

/** A port of a bridge that rules of table filter lead to chains of its own, or to a common one. */
export interface GuardedPort {
  readonly device: string;
  /** What the port may be sent; undefined: nothing in FORWARD asks for it. */
  readonly toPort: PlacedRule | undefined;
  /** What it may send. */
  readonly fromPort: PlacedRule | undefined;
}

/** The rules of one family, ready to be looked over. */
export interface FamilyView {
  readonly family: Family;
  readonly ruleset: Ruleset;
  readonly rules: readonly PlacedRule[];
  /** The rules of each chain, by `chainKey`. */
  readonly chains: ReadonlyMap<string, readonly PlacedRule[]>;
  /** In the order in which the rules name them. */
  readonly ports: readonly GuardedPort[];
  readonly host: LookedOver;
}

export function familyViews(host: LookedOver): readonly FamilyView[] {
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const ruleset = host.rulesets[family];
    if (!ruleset) return [];
    const rules = [...ruleset.tables.values()].flatMap(({ name, chains }) => placed(name, chains));
    return [{ family, ruleset, rules, chains: byChain(rules), ports: guardedPorts(rules), host }];
  });
}

export function chainKey({ table, chain }: Pick<RuleRef, 'table' | 'chain'>): string {
  return `${table} ${chain}`;
}

/** Rules chain by chain, in the order in which the chains first occur. */
export function byChain(rules: readonly PlacedRule[]): ReadonlyMap<string, readonly PlacedRule[]> {
  const chains = new Map<string, PlacedRule[]>();
  for (const rule of rules) {
    const key = chainKey(rule);
    const own = chains.get(key);
    if (own) own.push(rule);
    else chains.set(key, [rule]);
  }
  return chains;
}

/** The rules of a chain that a rule of the same table leads to. */
export function rulesBehind(rule: PlacedRule, { chains }: FamilyView): readonly PlacedRule[] {
  const chain = leadsTo(rule);
  return (chain !== undefined && chains.get(chainKey({ table: rule.table, chain }))) || [];
}

export function refOf({ table, chain, rule }: RuleRef): RuleRef {
  return { table, chain, rule };
}

/** The match of a kind, if the rule has one. */
export function matchOf<K extends Match['kind']>(rule: Pick<Rule, 'matches'>, kind: K): MatchOf<K> | undefined {
  return rule.matches.find((match): match is Match & MatchOf<K> => match.kind === kind);
}

/** Some members of the union share kinds that are alike. */
type MatchOf<K> = Match extends infer M
  ? M extends { readonly kind: infer T }
    ? K extends T
      ? M
      : never
    : never
  : never;

/** The device that a rule asks for by `--physdev-in` or `--physdev-out`, if it names just one. */
export function namedPort(rule: Pick<Rule, 'matches'>, side: 'in' | 'out'): string | undefined {
  const named = matchOf(rule, 'physdev')?.[side];
  return named && !named.negated && !named.name.endsWith('+') ? named.name : undefined;
}

/** The chain that a rule leads to. */
export function leadsTo({ target }: Pick<Rule, 'target'>): string | undefined {
  return target?.kind === 'jump' || target?.kind === 'goto' ? target.chain : undefined;
}

/** The bridge of a port: as the control plane has it, else as the zone rules of the raw table do. Undefined: not told. */
export function bridgeOf(device: string, { host, rules }: FamilyView): string | undefined {
  for (const port of host.state?.ports.values() ?? []) {
    if (tapName(port.id) === device) return bridgeName(port.networkId);
  }
  const zoneRule = rules.findIndex((rule) => rule.table === 'raw' && namedPort(rule, 'in') === device);
  const before = rules[zoneRule - 1];
  const named = before?.table === 'raw' ? matchOf(before, 'inInterface') : undefined;
  return named && !named.negated ? named.name : undefined;
}

/** Ports of one layout are alike: what does not show with so many shows with none. */
export const mostTried = 50;

/** A jump to a chain that lets go by MAC, and drops the rest: the check of the source. */
export function checksSource(rule: PlacedRule, view: FamilyView): boolean {
  if (rule.target?.kind !== 'jump') return false;
  const own = rulesBehind(rule, view);
  return own.at(-1)?.target?.kind === 'drop' && own.some(({ matches }) => matches.some(({ kind }) => kind === 'mac'));
}

/** "1, 3, 5", and of a long list the first ones. */
export function numbersOf(rules: readonly RuleRef[]): string {
  const numbers = rules.map(({ rule }) => rule);
  return numbers.length > 6 ? `${numbers.slice(0, 5).join(', ')}, …` : numbers.join(', ');
}

function placed(table: string, chains: ReadonlyMap<string, Chain>): readonly PlacedRule[] {
  const hooks = hooksOf(chains);
  return [...chains.values()].flatMap(({ name, rules }) =>
    rules.map(({ matches, target }, index) => ({
      table,
      chain: name,
      rule: index + 1,
      matches,
      target,
      hooks: hooks.get(name) ?? new Set<Hook>(),
    })),
  );
}

const builtIn: readonly Hook[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

/** The hooks that each chain can be reached from, whatever the rules on the way ask for. */
function hooksOf(chains: ReadonlyMap<string, Chain>): ReadonlyMap<string, ReadonlySet<Hook>> {
  const found = new Map<string, Set<Hook>>();
  for (const hook of builtIn) {
    const waiting = chains.has(hook) ? [hook as string] : [];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const hooks = found.get(name) ?? new Set();
      if (hooks.has(hook)) continue;
      found.set(name, hooks.add(hook));
      for (const rule of chains.get(name)?.rules ?? []) {
        const next = leadsTo(rule);
        if (next !== undefined) waiting.push(next);
      }
    }
  }
  return found;
}

function guardedPorts(rules: readonly PlacedRule[]): readonly GuardedPort[] {
  const found = new Map<string, GuardedPort>();
  for (const rule of rules) {
    if (rule.table !== 'filter' || !rule.hooks.has('FORWARD') || leadsTo(rule) === undefined) continue;
    // The jump that stands deepest leads to the port's own chain, where there is one: later rules overwrite.
    for (const [side, key] of [
      ['in', 'fromPort'],
      ['out', 'toPort'],
    ] as const) {
      const device = namedPort(rule, side);
      if (device === undefined) continue;
      const before = found.get(device) ?? { device, toPort: undefined, fromPort: undefined };
      const isDeeper = before[key] === undefined || leadsTo(before[key]) === rule.chain;
      found.set(device, isDeeper ? { ...before, [key]: rule } : before);
    }
  }
  return [...found.values()];
}
