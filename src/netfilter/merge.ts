import { isBuiltIn } from './built-in-chains.ts';
import { ruleKey } from './diff-chain.ts';
import type { Chain, ChainName, Family, Rule, Ruleset, Table, TableName } from './ruleset.ts';

/** Which chains, and which rules of built-in chains, are ours to change. All others belong to somebody else. */
export interface Owner {
  owns(table: TableName, chain: ChainName): boolean;
  ownsRule(table: TableName, chain: ChainName, rule: Rule): boolean;
}

/**
 * What the kernel should hold: the observed ruleset with our chains as desired. In built-in chains, and in desired
 * chains that are not ours alone, our rules come first, in the desired order, then those of others, untouched and in their order (so does Neutron's agent). Policies
 * of built-in chains stay. A chain of ours that is not desired any more stays, but empty, while a rule of somebody
 * else names it: the kernel would refuse to remove it.
 */
export function merge(observed: Ruleset, desired: Ruleset, owner: Owner): Ruleset {
  const tables = new Map<TableName, Table>();
  for (const name of new Set([...observed.tables.keys(), ...desired.tables.keys()])) {
    const table = mergeTable(name, observed.tables.get(name), desired.tables.get(name), observed.family, owner);
    if (table !== undefined) tables.set(name, table);
  }
  return { family: observed.family, tables };
}

function mergeTable(
  name: TableName,
  observed: Table | undefined,
  desired: Table | undefined,
  family: Family,
  owner: Owner,
): Table | undefined {
  if (observed === undefined && desired === undefined) return undefined;
  const chains = new Map<ChainName, Chain>();
  const gone: Chain[] = [];
  for (const chain of observed?.chains.values() ?? []) {
    const wanted = desired?.chains.get(chain.name);
    if (isBuiltIn(name, chain.name)) {
      chains.set(chain.name, mergeShared(name, chain, wanted, family, owner));
    } else if (!owner.owns(name, chain.name)) {
      chains.set(chain.name, wanted === undefined ? chain : mergeShared(name, chain, wanted, family, owner));
    } else if (wanted === undefined) {
      gone.push(chain);
    } else {
      chains.set(chain.name, wanted);
    }
  }
  for (const chain of desired?.chains.values() ?? []) {
    if (chains.has(chain.name)) continue;
    if (owner.owns(name, chain.name)) {
      chains.set(chain.name, chain);
    } else {
      const policy = isBuiltIn(name, chain.name) ? 'ACCEPT' : null;
      chains.set(chain.name, mergeShared(name, { name: chain.name, policy, rules: [] }, chain, family, owner));
    }
  }
  keepNamed(chains, gone);
  return { name, chains };
}

/** A chain that we write into beside others: a built-in one, or one that several programs share. */
function mergeShared(
  table: TableName,
  observed: Chain,
  desired: Chain | undefined,
  family: Family,
  owner: Owner,
): Chain {
  const ours = desired?.rules.filter((rule) => owner.ownsRule(table, observed.name, rule)) ?? [];
  const others = observed.rules.filter((rule) => !owner.ownsRule(table, observed.name, rule));
  const rules = [...ours, ...others];
  const same =
    rules.length === observed.rules.length &&
    rules.every((rule, index) => {
      const old = observed.rules[index];
      return old === rule || (old !== undefined && ruleKey(old, family) === ruleKey(rule, family));
    });
  return same ? observed : { ...observed, rules };
}

function keepNamed(chains: Map<ChainName, Chain>, gone: readonly Chain[]): void {
  if (gone.length === 0) return;
  const named = new Set<ChainName>();
  for (const chain of chains.values()) {
    for (const { target } of chain.rules) {
      if (target?.kind === 'jump' || target?.kind === 'goto') named.add(target.chain);
    }
  }
  for (const chain of gone) {
    if (named.has(chain.name)) chains.set(chain.name, { ...chain, rules: [] });
  }
}
