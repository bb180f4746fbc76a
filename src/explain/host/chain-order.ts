import type { Ruleset, Table } from '../../netfilter/index.ts';
import { type Hook, stopsOf } from '../hooks.ts';
import { jumpTarget } from '../mapping/port-chains.ts';

/** A chain, and the built-in one that it is first reached from; null: none leads to it. */
export interface ChainInOrder {
  readonly table: string;
  readonly chain: string;
  readonly hook: Hook | null;
}

/**
 * All chains of a ruleset in the order in which packets meet them: hook by hook and table by table as the kernel runs
 * them, and behind each built-in chain those that it leads to, as they are first named. Chains that nothing leads to
 * come last.
 */
export function chainsInOrder({ tables }: Ruleset): readonly ChainInOrder[] {
  const found: ChainInOrder[] = [];
  const seen = new Map<Table, Set<string>>();
  const visit = (table: Table, name: string, hook: Hook): void => {
    const own = seen.get(table) ?? new Set();
    seen.set(table, own);
    // Deepest first would be recursion: a hostile dump may be a chain of 100,000 chains.
    const waiting = [name];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const chain = table.chains.get(next);
      if (!chain || own.has(next)) continue;
      own.add(next);
      found.push({ table: table.name, chain: next, hook });
      for (const rule of chain.rules.toReversed()) {
        const to = jumpTarget(rule);
        if (to !== undefined && !own.has(to)) waiting.push(to);
      }
    }
  };
  for (const { table: name, hook } of builtInOrder) {
    const table = tables.get(name);
    if (table?.chains.has(hook)) visit(table, hook, hook);
  }
  for (const table of tables.values()) {
    for (const chain of table.chains.keys()) {
      if (!seen.get(table)?.has(chain)) found.push({ table: table.name, chain, hook: null });
    }
  }
  return found;
}

/** Built-in chains of every table, as a packet that is forwarded, one for the host and one of the host meet them. */
const builtInOrder = [
  ...new Map(
    [...stopsOf.bridged.filter(isBefore), ...stopsOf.localIn, ...stopsOf.localOut]
      .filter((stop) => stop !== 'conntrack')
      .map((stop) => [`${stop.table} ${stop.hook}`, stop]),
  ).values(),
];

/** POSTROUTING comes last, also for what the host sends. */
function isBefore(stop: (typeof stopsOf.bridged)[number]): boolean {
  return stop !== 'conntrack' && stop.hook !== 'POSTROUTING';
}
