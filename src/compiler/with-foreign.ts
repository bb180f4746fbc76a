import {
  type Chain,
  type ChainName,
  type Rule,
  type Ruleset,
  type Table,
  builtInChains,
  isBuiltIn,
  printRule,
} from '../netfilter/index.ts';

/**
 * What an apply of Neutron's agent makes of the rules that it found. Lines that contain the prefix are its own and
 * go, whatever they are; all others stay in their order, behind its own in the chains that both use. Policies stay. Of
 * equal lines the last one stays.
 */
export function withForeign(found: Ruleset, ours: Ruleset, prefix: string): Ruleset {
  if (found.tables.size === 0) return ours;
  const names = new Set([...found.tables.keys(), ...ours.tables.keys()]);
  return {
    family: ours.family,
    tables: new Map(
      [...names].map((name) => [name, mergeTable(name, found.tables.get(name), ours.tables.get(name), prefix)]),
    ),
  };
}

function mergeTable(name: string, found: Table | undefined, ours: Table | undefined, prefix: string): Table {
  const chains = new Map<ChainName, Chain>();
  const order = [...(builtInChains.get(name) ?? []), ...(found?.chains.keys() ?? []), ...(ours?.chains.keys() ?? [])];
  for (const chain of new Set(order)) {
    const old = found?.chains.get(chain);
    const own = ours?.chains.get(chain);
    if (!own && chain.includes(prefix)) continue;
    const policy = isBuiltIn(name, chain) ? (old?.policy ?? 'ACCEPT') : null;
    const rules = [...(own?.rules ?? []), ...foreignRules(chain, old?.rules ?? [], own?.rules ?? [], prefix)];
    chains.set(chain, { name: chain, policy, rules });
  }
  return { name, chains };
}

function foreignRules(chain: ChainName, found: readonly Rule[], own: readonly Rule[], prefix: string): readonly Rule[] {
  const seen = new Set(own.map((rule) => printRule(chain, rule)));
  const kept: Rule[] = [];
  for (const rule of found.toReversed()) {
    const text = printRule(chain, rule);
    if (text.includes(prefix) || seen.has(text)) continue;
    seen.add(text);
    kept.push(rule);
  }
  return kept.reverse();
}
