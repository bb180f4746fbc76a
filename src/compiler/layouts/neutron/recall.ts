import type { Family, Rule, Ruleset } from '../../../netfilter/index.ts';
import type { HostMemory } from '../../layout.ts';
import type { Context } from './context.ts';

/**
 * Reads back from the kernel's rules what an agent must remember. Zones: every rule of the IPv4 raw table that gives
 * what comes in by a device a zone; the device's name without its first three characters is the key, so those of
 * bridges are networks, and those of taps only keep their number from being given out again. Order of arrival: the
 * accept rules; an unfiltered port has one in INPUT, a trusted port has not.
 */
export function recallMemory(observed: { readonly [f in Family]: Ruleset }, { own }: Context): HostMemory {
  const zones = new Map<string, number>();
  for (const chain of observed.ipv4.tables.get('raw')?.chains.values() ?? []) {
    for (const { matches, target } of chain.rules) {
      if (target?.kind !== 'ct' || target.zone === null) continue;
      for (const match of matches) {
        if (match.kind === 'physdev' && match.in && !match.in.negated) zones.set(match.in.name.slice(3), target.zone);
      }
    }
  }
  const filter = observed.ipv4.tables.get('filter');
  const unfiltered = acceptedDevices(filter?.chains.get(own('INPUT'))?.rules);
  const trusted = acceptedDevices(filter?.chains.get(own('FORWARD'))?.rules).filter((d) => !unfiltered.includes(d));
  return { zones, trusted, unfiltered };
}

/** Devices whose packets are accepted on their way in, in the order of the rules. */
function acceptedDevices(rules: readonly Rule[] = []): readonly string[] {
  const devices = rules
    .filter(({ target }) => target?.kind === 'accept')
    .flatMap(({ matches }) => matches.flatMap((match) => (match.kind === 'physdev' && match.in ? match.in.name : [])));
  return [...new Set(devices)];
}
