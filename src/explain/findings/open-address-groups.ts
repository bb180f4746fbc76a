import type { HostFinding, LookedOver } from './finding.ts';
import type { FamilyView, PlacedRule } from './host-view.ts';

/** Profiles whose rules do not ask for the address group that a group's rule names. */
const openProfiles: ReadonlySet<string> = new Set(['mitaka', 'zed']);

/**
 * Groups with rules that name an address group, where the layout writes them without it. If no control plane tells the
 * groups, a set of the layout that no rule names is a hint: the members of an address group get such a one.
 */
export function openAddressGroups(host: LookedOver, views: readonly FamilyView[]): readonly HostFinding[] {
  return host.state ? namedBy(host, host.state) : leftOver(host, views);
}

const base = { code: 'ADDRESS_GROUP_OPEN', family: null, rules: [], proofs: [] } as const;

function namedBy(
  { profile = '' }: LookedOver,
  { groups, addressGroups }: NonNullable<LookedOver['state']>,
): readonly HostFinding[] {
  if (!openProfiles.has(profile)) return [];
  return [...groups.values()].flatMap((group): HostFinding[] => {
    const ids = new Set(group.rules.flatMap(({ remote }) => (remote.kind === 'addressGroup' ? [remote.id] : [])));
    if (ids.size === 0) return [];
    const names = [...ids].map((id) => addressGroups.get(id)?.name ?? id).join(', ');
    return [{ ...base, certainty: 'sure', values: { group: group.name, addressGroup: names } }];
  });
}

function leftOver({ sets }: LookedOver, views: readonly FamilyView[]): readonly HostFinding[] {
  const asked = new Set(views.flatMap(({ rules }) => rules.flatMap(setsOf)));
  const left = [...sets.keys()].filter((name) => /^NIPv[46]/.test(name) && !asked.has(name));
  return left.map((name) => ({ ...base, certainty: 'hint', values: { group: '?', addressGroup: name } }));
}

function setsOf({ matches }: PlacedRule): readonly string[] {
  return matches.flatMap((match) => (match.kind === 'set' ? [match.name] : []));
}
