import type { Layout } from '../compiler/index.ts';
import type { Kernel } from '../kernel/index.ts';
import { type Family, type IpSet, type Ruleset, parseBridgeSave, parseSave, parseSets } from '../netfilter/index.ts';
import { type HostProtection, splitProtection } from './bridge-protection.ts';

/** What the kernel holds, as far as this agent knows: what it read last, and what it committed since. */
export interface Committed {
  readonly rulesets: { readonly [f in Family]: Ruleset };
  readonly sets: ReadonlyMap<string, IpSet>;
  readonly bridge: HostProtection;
}

/** Reads all of it. The two families cost the most, so they go side by side. */
export async function readKernel(kernel: Kernel): Promise<Committed> {
  const [ipv4, ipv6, sets, bridge] = await Promise.all([
    kernel.save('ipv4'),
    kernel.save('ipv6'),
    readSets(kernel),
    kernel.saveBridge(),
  ]);
  return {
    rulesets: { ipv4: parseSave(ipv4, 'ipv4').ruleset, ipv6: parseSave(ipv6, 'ipv6').ruleset },
    sets,
    bridge: splitProtection(parseBridgeSave(bridge)),
  };
}

export async function readSets(kernel: Kernel): Promise<ReadonlyMap<string, IpSet>> {
  return new Map(parseSets(await kernel.saveSets()).sets.map((set) => [set.name, set]));
}

/**
 * Devices that the layout's rules let through some check in every family: taps that may stay on their bridge. Rules are looked
 * at in every chain of the layout, since a later profile may dispatch elsewhere.
 */
export function coveredDevices(
  rulesets: Committed['rulesets'],
  families: readonly Family[],
  layout: Layout,
): Set<string> {
  const named = families.map((family) => namedDevices(rulesets[family], layout));
  return new Set([...(named[0] ?? [])].filter((name) => named.every((names) => names.has(name))));
}

function namedDevices(ruleset: Ruleset, layout: Layout): Set<string> {
  const names = new Set<string>();
  for (const chain of ruleset.tables.get('filter')?.chains.values() ?? []) {
    if (!layout.owns('filter', chain.name)) continue;
    for (const rule of chain.rules) {
      for (const match of rule.matches) {
        if (match.kind !== 'physdev') continue;
        if (match.in) names.add(match.in.name);
        if (match.out) names.add(match.out.name);
      }
    }
  }
  return names;
}
