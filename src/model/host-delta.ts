import type { HostState } from './host-state.ts';
import type { SecurityGroupId, SecurityGroupRuleId } from './ids.ts';
import type { SecurityGroup, SecurityGroupRule } from './security-group.ts';

/** What changed in one map of a host state: new or changed entries, in order, and keys that are gone. */
export interface MapDelta<K, V> {
  readonly set: readonly (readonly [K, V])[];
  readonly gone: readonly K[];
}

type MapKeys = 'ports' | 'groups' | 'members' | 'addressGroups' | 'networks' | 'dhcpServers' | 'raSources';
type DeltaOf<M> = M extends ReadonlyMap<infer K, infer V> ? MapDelta<K, V> : never;

/**
 * The step from one state of a host to another. `members` of a group that both states have go by address, and its
 * rules by rule, so that one more in a group of thousands stays a short message.
 */
export type HostDelta = {
  readonly from: number;
  readonly to: number;
  readonly memberChanges: readonly MemberChange[];
  readonly ruleChanges: readonly RuleChange[];
} & { readonly [K in MapKeys]?: DeltaOf<HostState[K]> };

export interface MemberChange {
  readonly group: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Rules that a group no longer has, and those that it has now and had not, with their places in the new list, ascending. */
export interface RuleChange {
  readonly group: SecurityGroupId;
  readonly gone: readonly SecurityGroupRuleId[];
  readonly added: readonly { readonly at: number; readonly rule: SecurityGroupRule }[];
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
  const ruleChanges: RuleChange[] = [];
  const delta: Record<string, unknown> = { from: before.revision, to: after.revision, memberChanges, ruleChanges };
  for (const key of mapKeys) {
    const old = before[key] as ReadonlyMap<string, unknown>;
    const now = after[key] as ReadonlyMap<string, unknown>;
    const set: [string, unknown][] = [];
    for (const [id, value] of now) {
      const previous = old.get(id);
      if (previous === value || (previous !== undefined && sameData(previous, value))) continue;
      if (key === 'members' && previous !== undefined) {
        memberChanges.push(memberChange(id, previous as readonly string[], value as readonly string[]));
        continue;
      }
      const change =
        key === 'groups' && previous !== undefined
          ? ruleChange(previous as SecurityGroup, value as SecurityGroup)
          : undefined;
      if (change === undefined) set.push([id, value]);
      else ruleChanges.push(change);
    }
    const gone = [...old.keys()].filter((id) => !now.has(id));
    if (set.length > 0 || gone.length > 0) delta[key] = { set, gone };
  }
  return delta as HostDelta;
}

/** Whether the states that the delta leads between are the same. */
export function isEmptyDelta(delta: HostDelta): boolean {
  return (
    delta.memberChanges.length === 0 &&
    delta.ruleChanges.length === 0 &&
    mapKeys.every((key) => delta[key] === undefined)
  );
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
  if (delta.ruleChanges.length > 0) {
    const groups = new Map(next['groups'] as ReadonlyMap<SecurityGroupId, SecurityGroup>);
    for (const change of delta.ruleChanges) {
      const group = groups.get(change.group);
      if (group) groups.set(change.group, { ...group, rules: changedRules(group.rules, change) });
    }
    next['groups'] = groups;
  }
  return next as unknown as HostState;
}

/** What became of the rules of a group; undefined: the whole group says it better. */
function ruleChange(before: SecurityGroup, after: SecurityGroup): RuleChange | undefined {
  if (before.name !== after.name || before.stateful !== after.stateful) return undefined;
  // Mostly a rule came or went at the end, and all others are the same objects.
  const first = sameAtStart(before.rules, after.rules);
  const last = sameAtEnd(before.rules, after.rules, first);
  const was = before.rules.slice(first, before.rules.length - last);
  const now = after.rules.slice(first, after.rules.length - last);

  const old = new Map(was.map((rule) => [rule.id, rule]));
  const stays = new Set<SecurityGroupRuleId>();
  const added: { readonly at: number; readonly rule: SecurityGroupRule }[] = [];
  for (const [index, rule] of now.entries()) {
    if (sameData(old.get(rule.id), rule) && !stays.has(rule.id)) stays.add(rule.id);
    else added.push({ at: first + index, rule });
  }
  const left = was.filter((rule) => stays.has(rule.id));
  const gone = was.filter((rule) => !stays.has(rule.id)).map((rule) => rule.id);
  if ((added.length + gone.length) * 2 > after.rules.length) return undefined;
  // Rules that stay but not in their order, and ids that occur twice: what is gone is said by its id.
  const inOrder = [...stays];
  if (left.length !== inOrder.length || left.some((rule, index) => rule.id !== inOrder[index])) return undefined;
  const leaving = new Set(gone);
  const isClear =
    leaving.size === 0 || after.rules.every((rule) => !leaving.has(rule.id) || added.some((one) => one.rule === rule));
  return isClear ? { group: after.id, gone, added } : undefined;
}

type Rules = readonly SecurityGroupRule[];

function sameAtStart(before: Rules, after: Rules): number {
  let count = 0;
  while (count < before.length && before[count] === after[count]) count++;
  return count;
}

function sameAtEnd(before: Rules, after: Rules, notBefore: number): number {
  const most = Math.min(before.length, after.length) - notBefore;
  let count = 0;
  while (count < most && before[before.length - 1 - count] === after[after.length - 1 - count]) count++;
  return count;
}

function changedRules(rules: readonly SecurityGroupRule[], { gone, added }: RuleChange): readonly SecurityGroupRule[] {
  const leaving = new Set(gone);
  const next = rules.filter((rule) => !leaving.has(rule.id));
  for (const { at, rule } of added) next.splice(at, 0, rule);
  return next;
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
