import type { HostFinding } from './finding.ts';
import { type FamilyView, type PlacedRule, chainKey, leadsTo, namedPort, refOf } from './host-view.ts';

/** Characters of a port's id that the names of its chains have; the name of its device has one more. */
const idInChain = 10;

/** Chains of a port that rules of two ports lead to: their ids begin alike. */
export function sharedChains(view: FamilyView): readonly HostFinding[] {
  const users = new Map<
    string,
    { readonly chain: string; readonly devices: Set<string>; readonly rules: PlacedRule[] }
  >();
  for (const rule of view.rules) {
    const chain = leadsTo(rule);
    const device = namedPort(rule, 'in') ?? namedPort(rule, 'out');
    // A chain that all ports have in common is not named after one.
    if (chain === undefined || !device?.startsWith('tap') || !chain.endsWith(device.slice(3, 3 + idInChain))) continue;
    const key = chainKey({ table: rule.table, chain });
    const found = users.get(key) ?? { chain, devices: new Set<string>(), rules: [] };
    found.devices.add(device);
    found.rules.push(rule);
    users.set(key, found);
  }
  return [...users.values()].flatMap(({ chain, devices, rules }): HostFinding[] => {
    if (devices.size < 2) return [];
    const [first = '', second = ''] = devices;
    const values = { chain, first, second };
    return [
      { code: 'CHAIN_SHARED', family: view.family, certainty: 'sure', rules: rules.map(refOf), values, proofs: [] },
    ];
  });
}
