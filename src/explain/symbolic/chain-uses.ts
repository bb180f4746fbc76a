import { type ChainName, type Table, isBuiltIn } from '../../netfilter/index.ts';
import { stopsOf } from '../hooks.ts';
import type { Path } from '../packet.ts';
import { leadsTo } from './chain-graph.ts';
import { type View, viewAt } from './view.ts';

/** The chains of a table by the places from which a packet can come to them as the rules lead, whatever they ask. */
export interface ChainUses {
  readonly views: ReadonlyMap<ChainName, readonly View[]>;
  /** Chains of one's own that no built-in chain leads to; `isNamed`: some rule leads to it. */
  readonly unused: readonly { readonly chain: ChainName; readonly isNamed: boolean }[];
}

export function usesOf(table: Table, paths: readonly Path[]): ChainUses {
  const views = new Map<ChainName, View[]>();
  for (const path of paths) {
    for (const stop of stopsOf[path]) {
      if (stop === 'conntrack' || stop.table !== table.name) continue;
      for (const name of reachableFrom(table, stop.hook)) {
        const list = views.get(name);
        const view = viewAt(path, stop.hook);
        if (list) list.push(view);
        else views.set(name, [view]);
      }
    }
  }
  const named = new Set([...table.chains.values()].flatMap(({ rules }) => rules.map(leadsTo)));
  const unused = [...table.chains.keys()]
    .filter((name) => !views.has(name) && !isBuiltIn(table.name, name))
    .map((chain) => ({ chain, isNamed: named.has(chain) }));
  return { views, unused };
}

function reachableFrom(table: Table, hook: ChainName): ReadonlySet<ChainName> {
  const found = new Set<ChainName>();
  const waiting = table.chains.has(hook) ? [hook] : [];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const rule of table.chains.get(name)?.rules ?? []) {
      const to = leadsTo(rule);
      if (to !== undefined && table.chains.has(to)) waiting.push(to);
    }
  }
  return found;
}
