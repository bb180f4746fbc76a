import type { Family, Ruleset } from '../../netfilter/index.ts';
import { type HostMap, mapHost } from '../mapping/host-map.ts';
import type { Backend, ReadHost, ReadRuleset } from '../reader/host-text.ts';

/**
 * Rules that one part of the kernel holds. A host that has both backends of iptables loaded runs both, and a packet has
 * to pass each of them; so does one whose texts show a table twice, as far as can be told.
 */
export interface HostLayer {
  /** Null: no text says it. */
  readonly backend: Backend | null;
  /** Families that a text shows; the ruleset of the other one is empty. */
  readonly shown: ReadonlySet<Family>;
  readonly rulesets: { readonly [f in Family]: Ruleset };
  readonly map: HostMap;
}

/** The layers of a host, those of the first texts first. None: the texts hold no rules. */
export function hostLayers({ rulesets }: Pick<ReadHost, 'rulesets'>): readonly HostLayer[] {
  const drafts: Draft[] = [];
  for (const read of rulesets) {
    const fits = (draft: Draft) =>
      !draft.rulesets.has(read.family) &&
      (draft.backend === undefined || read.backend === undefined || draft.backend === read.backend);
    let draft = drafts.find(fits);
    if (!draft) drafts.push((draft = { backend: undefined, rulesets: new Map() }));
    draft.backend ??= read.backend;
    draft.rulesets.set(read.family, read.ruleset);
  }
  return drafts.map(({ backend, rulesets: own }) => {
    const of = (family: Family): Ruleset => own.get(family) ?? { family, tables: new Map() };
    const both = { ipv4: of('ipv4'), ipv6: of('ipv6') };
    return { backend: backend ?? null, shown: new Set(own.keys()), rulesets: both, map: mapHost(both) };
  });
}

interface Draft {
  backend: ReadRuleset['backend'];
  readonly rulesets: Map<Family, Ruleset>;
}
