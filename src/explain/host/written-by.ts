import { jumpTarget } from '../mapping/port-chains.ts';
import { programOf } from '../mapping/unowned.ts';
import type { ExplainedChain, WrittenBy } from './explained-host.ts';
import type { HostLayer } from './host-layers.ts';

/** Who wrote the chains of one's own and the rules of a host, as names and content tell it; most rules first. */
export function writtenBy(layers: readonly HostLayer[], chains: readonly ExplainedChain[]): readonly WrittenBy[] {
  const counts = new Map<WrittenBy['program'], { chains: number; rules: number }>();
  const of = (program: WrittenBy['program']) => {
    const found = counts.get(program) ?? { chains: 0, rules: 0 };
    counts.set(program, found);
    return found;
  };
  for (const { layer, family, table, chain, meaning, policy, rules } of chains) {
    const isForeign = meaning.role === 'foreign';
    const owner = isForeign ? programOf([chain]) : null;
    if (policy === null) of(isForeign ? owner : 'layout').chains += 1;
    const own = layers[layer]?.rulesets[family].tables.get(table)?.chains.get(chain)?.rules ?? [];
    for (const [index, rule] of rules.entries()) {
      if (rule.meaning.certainty !== 'none') of('layout').rules += 1;
      else if (isForeign) of(owner).rules += 1;
      else {
        // Rules in chains that all share are told by where they lead.
        const full = own[index];
        const to = full && jumpTarget(full);
        of(to === undefined ? null : programOf([to])).rules += 1;
      }
    }
  }
  return [...counts]
    .map(([program, count]) => ({ program, ...count }))
    .sort((a, b) => b.rules - a.rules || b.chains - a.chains);
}
