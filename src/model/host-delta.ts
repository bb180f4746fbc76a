import type { HostState } from './host-state.ts';

/** What changed in one map of a host state: new or changed entries, in order, and keys that are gone. */
export interface MapDelta<K, V> {
  readonly set: readonly (readonly [K, V])[];
  readonly gone: readonly K[];
}

type MapKeys = 'ports' | 'groups' | 'members' | 'addressGroups' | 'networks' | 'dhcpServers' | 'raSources';
type DeltaOf<M> = M extends ReadonlyMap<infer K, infer V> ? MapDelta<K, V> : never;

/**
 * The step from one state of a host to another. `members` of a group that both states have go by address, so that
 * one member more in a group of thousands stays a short message.
 */
export type HostDelta = {
  readonly from: number;
  readonly to: number;
  readonly memberChanges: readonly MemberChange[];
} & { readonly [K in MapKeys]?: DeltaOf<HostState[K]> };

export interface MemberChange {
  readonly group: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const mapKeys: readonly MapKeys[] = [
  'ports',
  'groups',
  'members',
  'addressGroups',
  'networks',
  'dhcpServers',
  'raSources',
];

/** The delta that `applyHostDelta` turns `before` into `after` with. Values are compared by content. */
export function diffHostState(before: HostState, after: HostState): HostDelta {
  const memberChanges: MemberChange[] = [];
  const delta: Record<string, unknown> = { from: before.revision, to: after.revision, memberChanges };
  for (const key of mapKeys) {
    const old = before[key] as ReadonlyMap<string, unknown>;
    const now = after[key] as ReadonlyMap<string, unknown>;
    const set: [string, unknown][] = [];
    for (const [id, value] of now) {
      const previous = old.get(id);
      if (previous === value || (previous !== undefined && sameData(previous, value))) continue;
      if (key === 'members' && previous !== undefined) {
        memberChanges.push(memberChange(id, previous as readonly string[], value as readonly string[]));
      } else {
        set.push([id, value]);
      }
    }
    const gone = [...old.keys()].filter((id) => !now.has(id));
    if (set.length > 0 || gone.length > 0) delta[key] = { set, gone };
  }
  return delta as HostDelta;
}

/** The state after the delta. Maps and values that it does not touch are the same objects as before. */
export function applyHostDelta(state: HostState, delta: HostDelta): HostState {
  const next: Record<string, unknown> = { ...state, revision: delta.to };
  for (const key of mapKeys) {
    const change = delta[key] as MapDelta<string, unknown> | undefined;
    if (!change) continue;
    const map = new Map(state[key] as ReadonlyMap<string, unknown>);
    for (const id of change.gone) map.delete(id);
    for (const [id, value] of change.set) map.set(id, value);
    next[key] = map;
  }
  if (delta.memberChanges.length > 0) {
    const members = new Map(next['members'] as ReadonlyMap<string, readonly string[]>);
    for (const { group, added, removed } of delta.memberChanges) {
      const left = new Set(members.get(group) ?? []);
      for (const address of removed) left.delete(address);
      for (const address of added) left.add(address);
      members.set(group, [...left]);
    }
    next['members'] = members;
  }
  return next as unknown as HostState;
}

function memberChange(group: string, before: readonly string[], after: readonly string[]): MemberChange {
  const old = new Set(before);
  const now = new Set(after);
  return { group, added: [...now].filter((a) => !old.has(a)), removed: [...old].filter((a) => !now.has(a)) };
}

/** Equal by content, for plain data of objects, arrays and scalars. */
export function sameData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameData(item, b[index]));
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => sameData(left[key], right[key]));
}
