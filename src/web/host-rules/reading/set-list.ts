import type { Family } from '../../../netfilter/index.ts';
import type { NamesById } from './asks.ts';
import type { ReadMoment } from './read-moment.ts';

/** A set of a host, and whose members it holds. */
export interface SetEntry {
  readonly name: string;
  readonly type: string;
  readonly family: Family;
  readonly of: 'securityGroup' | 'addressGroup' | 'unknown' | 'foreign';
  /** Id of the group; where only the set's name tells of it, the beginning of it. */
  readonly group: string | null;
  readonly groupName: string | null;
  readonly isExact: boolean;
  readonly members: readonly string[];
  /** How many rules of the host ask it. */
  readonly askedBy: number;
}

/** All sets of the host, those of security groups first. */
export function setList({ rules, map }: ReadMoment, groups: NamesById): readonly SetEntry[] {
  const asked = new Map<string, number>();
  for (const ruleset of [rules.rulesets.ipv4, rules.rulesets.ipv6]) {
    for (const { chains } of ruleset.tables.values()) {
      for (const { matches } of [...chains.values()].flatMap((chain) => chain.rules)) {
        for (const match of matches) {
          if (match.kind === 'set') asked.set(match.name, (asked.get(match.name) ?? 0) + 1);
        }
      }
    }
  }
  const entries = rules.sets.map(({ name, type, family, members }): SetEntry => {
    const meaning = map.set(name);
    const group = meaning?.group ?? null;
    const written = map.written?.state.addressGroups;
    const addressGroup = [...(written?.values() ?? [])].find(({ id }) => id === group);
    return {
      name,
      type,
      family: family === 'inet6' ? 'ipv6' : 'ipv4',
      of: meaning?.kind ?? 'foreign',
      group,
      groupName: (group === null ? undefined : (groups[group] ?? addressGroup?.name)) || null,
      isExact: meaning?.certainty === 'exact',
      members,
      askedBy: asked.get(name) ?? 0,
    };
  });
  const order = { securityGroup: 0, addressGroup: 1, unknown: 2, foreign: 3 } as const;
  return entries.sort((a, b) => order[a.of] - order[b.of]);
}
