import type { AddressGroupId, SecurityGroupId, SecurityGroupRule } from '../model/index.ts';
import type { PolicyCloud } from './cloud.ts';
import { type Span, spanOf, spansOfGroup, spansOfRule } from './traits.ts';

/** Whom rules can name: members of a group, with the addresses that these may use besides their own, or a list. */
export interface Remote {
  readonly group: SecurityGroupId | undefined;
  readonly spans: readonly Span[];
}

/** Names for whom the rules of some states name; the same in two states only if the same are meant. */
export interface Remotes {
  /** Undefined: everybody. */
  nameOf(rule: SecurityGroupRule, state: number): string | undefined;
  named(name: string): Remote;
}

/** What means something else in another state. */
export interface MovedRemotes {
  readonly groups: ReadonlySet<SecurityGroupId>;
  readonly addressGroups: ReadonlySet<AddressGroupId>;
}

export function remotesOf(clouds: readonly PolicyCloud[], moved: MovedRemotes): Remotes {
  const known = new Map<string, Remote>();
  const pairs: ReadonlyMap<SecurityGroupId, readonly Span[]>[] = [];
  const pairsIn = (state: number, cloud = clouds[state]) => (pairs[state] ??= cloud ? pairSpans(cloud) : new Map());
  const noted = (name: string, make: () => Remote) => {
    if (!known.has(name)) known.set(name, make());
    return name;
  };
  return {
    nameOf(rule, state) {
      const { remote } = rule;
      switch (remote.kind) {
        case 'any':
          return undefined;
        case 'prefix':
          return noted(`prefix ${remote.prefix}`, () => ({ group: undefined, spans: spansOfRule(rule) }));
        case 'addressGroup': {
          const mark = moved.addressGroups.has(remote.id) ? `@${state}` : '';
          const group = clouds[state]?.addressGroups.get(remote.id);
          const spans = () => (group === undefined ? [] : spansOfGroup(group));
          return noted(`list ${remote.id}${mark}`, () => ({ group: undefined, spans: spans() }));
        }
        case 'group': {
          const mark = moved.groups.has(remote.id) ? `@${state}` : '';
          const spans = () => pairsIn(state).get(remote.id) ?? [];
          return noted(`group ${remote.id}${mark}`, () => ({ group: remote.id, spans: spans() }));
        }
      }
    },
    named: (name) => known.get(name) ?? { group: undefined, spans: [] },
  };
}

/** A member is known by its addresses and by those of its allowed pairs; the pairs may be another port's address. */
function pairSpans(cloud: PolicyCloud): ReadonlyMap<SecurityGroupId, readonly Span[]> {
  const out = new Map<SecurityGroupId, Span[]>();
  for (const port of cloud.ports.values()) {
    if (port.allowedAddressPairs.length === 0 || port.fixedIps.length === 0) continue;
    const spans = port.allowedAddressPairs.flatMap((pair) => spanOf(pair.ipAddress) ?? []);
    for (const group of port.securityGroups) {
      const known = out.get(group) ?? [];
      out.set(group, known);
      known.push(...spans);
    }
  }
  return out;
}
