import type { Ruleset } from '../../../netfilter/index.ts';

/** The chains of table filter that packets of instances come through: FORWARD, and all that it leads to. */
export function forwardChains({ tables }: Ruleset): ReadonlySet<string> {
  const chains = tables.get('filter')?.chains;
  const reached = new Set<string>();
  const queue = ['FORWARD'];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const chain = chains?.get(name);
    if (chain === undefined || reached.has(name)) continue;
    reached.add(name);
    for (const { target } of chain.rules) {
      if (target?.kind === 'jump' || target?.kind === 'goto') queue.push(target.chain);
    }
  }
  return reached;
}

/** Filter first: what most is about. */
const tableOrder = ['filter', 'raw', 'nat', 'mangle', 'security'];

export function inReadingOrder(tables: Iterable<string>): readonly string[] {
  const place = (table: string) => (tableOrder.indexOf(table) + 1 || tableOrder.length + 1) - 1;
  return [...new Set(tables)].sort((a, b) => place(a) - place(b));
}
