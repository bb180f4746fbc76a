import { type Chain, type Rule, type Ruleset, isBuiltIn } from '../../netfilter/index.ts';
import type { LayoutNames } from './layout-names.ts';
import type { ChainMeaning, ChainRole } from './meaning.ts';

/** What the rules of one table show of the layout. */
export interface InferredTable {
  readonly chains: ReadonlyMap<string, ChainMeaning>;
  /** Devices of ports that may talk to the host itself without a filter: those whose port security is off. */
  readonly unfiltered: ReadonlySet<string>;
}

/**
 * Reads the roles of chains off the jumps: a rule of the group chain that asks for `--physdev-out tapX` leads into tapX, one
 * that asks for `--physdev-in tapX` comes from it. The chain's name has only ten characters of the port's id, so it is
 * asked last, and two ports that share them show as two devices of one chain.
 */
export function inferFilter(ruleset: Ruleset, names: LayoutNames): InferredTable {
  const chains = ruleset.tables.get('filter')?.chains ?? new Map<string, Chain>();
  const unfiltered = new Set<string>();
  const devices = new Map<string, Map<'ingress' | 'egress', Set<string>>>();
  const lead = (chain: string, side: 'ingress' | 'egress', device: string) => {
    const sides = devices.get(chain) ?? new Map<'ingress' | 'egress', Set<string>>();
    devices.set(chain, sides);
    sides.set(side, (sides.get(side) ?? new Set()).add(device));
  };
  for (const chain of chains.values()) {
    const own = names.ownPart(chain.name);
    if (own === 'INPUT') for (const device of acceptedDevices(chain.rules)) unfiltered.add(device);
    if (own !== 'sg-chain') continue;
    for (const rule of chain.rules) {
      const to = jumpTarget(rule);
      if (to === undefined || !names.isOwn(to)) continue;
      for (const match of rule.matches) {
        if (match.kind !== 'physdev') continue;
        if (match.out && !match.out.negated) lead(to, 'ingress', match.out.name);
        if (match.in && !match.in.negated) lead(to, 'egress', match.in.name);
      }
    }
  }
  const meanings = new Map<string, ChainMeaning>();
  for (const { name } of chains.values()) {
    const sides = devices.get(name);
    const role = sides?.has('ingress') ? 'ingress' : sides?.has('egress') ? 'egress' : roleOf('filter', name, names);
    const own = role === 'ingress' || role === 'egress' ? [...(sides?.get(role) ?? [])] : [];
    meanings.set(name, { certainty: role === 'foreign' ? 'none' : 'inferred', role, devices: own });
  }
  // The check of sources has no device of its own in its rules: it is that of the chain that leads there.
  for (const chain of chains.values()) {
    const from = meanings.get(chain.name);
    if (from?.role !== 'egress') continue;
    for (const rule of chain.rules) {
      const to = jumpTarget(rule);
      const target = to === undefined ? undefined : meanings.get(to);
      if (to === undefined || (target?.role !== 'sources' && target?.role !== 'other')) continue;
      const both = new Set([...target.devices, ...from.devices]);
      meanings.set(to, { certainty: 'inferred', role: 'sources', devices: [...both] });
    }
  }
  return { chains: meanings, unfiltered };
}

/** The other tables hold no chains of ports: names say all. */
export function inferTable(ruleset: Ruleset, table: string, names: LayoutNames): InferredTable {
  const chains = [...(ruleset.tables.get(table)?.chains.keys() ?? [])].map((name): [string, ChainMeaning] => {
    const role = roleOf(table, name, names);
    return [name, { certainty: role === 'foreign' ? 'none' : 'inferred', role, devices: [] }];
  });
  return { chains: new Map(chains), unfiltered: new Set() };
}

function acceptedDevices(rules: readonly Rule[]): readonly string[] {
  return rules.flatMap(({ matches, target }) => {
    if (target?.kind !== 'accept') return [];
    return matches.flatMap((match) => (match.kind === 'physdev' && match.in ? [match.in.name] : []));
  });
}

/** By the name alone. */
function roleOf(table: string, chain: string, names: LayoutNames): ChainRole {
  if (isBuiltIn(table, chain)) return 'builtIn';
  const own = names.ownPart(chain);
  if (own === undefined) return names.isOwn(chain) ? 'dispatch' : 'foreign';
  if (table === 'raw') return own === 'PREROUTING' ? 'conntrackZones' : 'other';
  if (table !== 'filter') return 'other';
  if (own === 'sg-chain') return 'groupChain';
  if (own === 'sg-fallback') return 'fallback';
  if (own === 'FORWARD' || own === 'INPUT' || own === 'OUTPUT') return 'dispatch';
  const letter = portChainName.exec(own)?.[1];
  return letter === undefined ? 'other' : letter === 'i' ? 'ingress' : letter === 'o' ? 'egress' : 'sources';
}

const portChainName = /^([ios])[0-9a-f]{1,8}(?:-[0-9a-f]?)?$/;

export function jumpTarget({ target }: Rule): string | undefined {
  return target?.kind === 'jump' || target?.kind === 'goto' ? target.chain : undefined;
}
