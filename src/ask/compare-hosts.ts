import {
  type Chain,
  type ChainName,
  type Family,
  type IpSet,
  type Owner,
  type Rule,
  type SetOwner,
  type TableName,
  diffChain,
  isBuiltIn,
  normalise,
  printRule,
  settableMembers,
  sortedMembers,
} from '../netfilter/index.ts';
import type { HostRules } from './host-rules.ts';

/** What differs between two moments of a host; empty lists if nothing does. */
export interface HostDifference {
  readonly chains: readonly ChainChange[];
  readonly sets: readonly SetChange[];
}

export interface ChainChange {
  readonly family: Family;
  readonly table: TableName;
  readonly chain: ChainName;
  /** `changed`: it is there before and after. */
  readonly kind: 'added' | 'removed' | 'changed';
  /** Rules as iptables-save prints them, in their order: those gone, and those that came. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export interface SetChange {
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Everything is looked at, whoever wrote it. */
export const everything: Owner & SetOwner = { owns: () => true, ownsRule: () => true, ownsSet: () => true };

/**
 * Compares what the owner owns: its chains, its rules in built-in chains, its sets. Spelling that means the same to
 * the kernel is no difference, nor are counters, nor the order of a set's members.
 */
export function compareHosts(before: HostRules, after: HostRules, owner: Owner & SetOwner): HostDifference {
  const families: readonly Family[] = ['ipv4', 'ipv6'];
  return {
    chains: families.flatMap((family) => compareFamily(family, before, after, owner)),
    sets: compareSets(before.sets, after.sets, owner),
  };
}

export function isDifferent(difference: HostDifference): boolean {
  return difference.chains.length > 0 || difference.sets.length > 0;
}

function compareFamily(family: Family, before: HostRules, after: HostRules, owner: Owner): readonly ChainChange[] {
  const old = normalise(before.rulesets[family]).tables;
  const now = normalise(after.rulesets[family]).tables;
  return unionOf(old, now).flatMap((table) => {
    const oldChains = old.get(table)?.chains ?? noChains;
    const nowChains = now.get(table)?.chains ?? noChains;
    return unionOf(oldChains, nowChains).flatMap((chain) => {
      const change = compareChain(family, table, oldChains.get(chain), nowChains.get(chain), owner);
      return change === undefined ? [] : [{ family, table, chain, ...change }];
    });
  });
}

const noChains: ReadonlyMap<ChainName, Chain> = new Map();

function compareChain(
  family: Family,
  table: TableName,
  old: Chain | undefined,
  now: Chain | undefined,
  owner: Owner,
): Pick<ChainChange, 'kind' | 'removed' | 'added'> | undefined {
  const name = (old ?? now)?.name ?? '';
  const isOurs = !isBuiltIn(table, name);
  if (isOurs && !owner.owns(table, name)) return undefined;
  const ours = (chain: Chain | undefined): readonly Rule[] => {
    return isOurs ? (chain?.rules ?? []) : (chain?.rules ?? []).filter((rule) => owner.ownsRule(table, name, rule));
  };
  const [oldRules, nowRules] = [ours(old), ours(now)];
  const { gone, added } = diffChain(oldRules, nowRules, family);
  const print = (rules: readonly Rule[]) => (index: number) => {
    const rule = rules[index];
    return rule === undefined ? [] : [printRule(name, rule)];
  };
  const change = { removed: gone.flatMap(print(oldRules)), added: added.flatMap(print(nowRules)) };
  // A built-in chain is always there; that a table was not looked at before it was used is no change of ours.
  if (isOurs && old === undefined) return { kind: 'added', ...change };
  if (isOurs && now === undefined) return { kind: 'removed', ...change };
  return change.removed.length + change.added.length === 0 ? undefined : { kind: 'changed', ...change };
}

/** Members that came and went, of the sets that the owner owns. */
export function compareSets(before: readonly IpSet[], after: readonly IpSet[], owner: SetOwner): readonly SetChange[] {
  const ours = (sets: readonly IpSet[]) =>
    new Map(
      sets
        .filter((set) => owner.ownsSet(set.name))
        .map((set) => [set.name, sortedMembers(settableMembers(set.members))]),
    );
  const [old, now] = [ours(before), ours(after)];
  return unionOf(old, now).flatMap((name): SetChange[] => {
    const [oldMembers, nowMembers] = [old.get(name), now.get(name)];
    const had = new Set(oldMembers);
    const has = new Set(nowMembers);
    const change = { removed: [...had].filter((m) => !has.has(m)), added: [...has].filter((m) => !had.has(m)) };
    if (oldMembers === undefined) return [{ name, kind: 'added', ...change }];
    if (nowMembers === undefined) return [{ name, kind: 'removed', ...change }];
    return change.removed.length + change.added.length === 0 ? [] : [{ name, kind: 'changed', ...change }];
  });
}

/** Keys of both, those of the second first where it has them: the order of what is there now. */
function unionOf<V>(old: ReadonlyMap<string, V>, now: ReadonlyMap<string, V>): readonly string[] {
  return [...new Set([...now.keys(), ...old.keys()])];
}
