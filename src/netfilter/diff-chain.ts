import { normaliseRule } from './normalise.ts';
import { printRuleText } from './print-rule.ts';
import type { Family, Rule } from './ruleset.ts';

/** What turns one list of rules into another: rules of the old list that go, rules of the new list that come. */
export interface ChainDifference {
  /** Indexes into the old list, ascending. */
  readonly gone: readonly number[];
  /** Indexes into the new list, ascending. */
  readonly added: readonly number[];
  /** How many rules stay where they are, and so keep their counters. */
  readonly staying: number;
}

/**
 * The smallest difference between two lists of rules. Rules are equal if the kernel would hold the same for both; the
 * same object is equal without looking.
 */
export function diffChain(before: readonly Rule[], after: readonly Rule[], family: Family): ChainDifference {
  const same = (a: Rule | undefined, b: Rule | undefined) =>
    a === b || (a !== undefined && b !== undefined && ruleKey(a, family) === ruleKey(b, family));
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && same(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && same(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;

  const oldKeys = before.slice(head, before.length - tail).map((rule) => ruleKey(rule, family));
  const newKeys = after.slice(head, after.length - tail).map((rule) => ruleKey(rule, family));
  const pairs = longestCommon(oldKeys, newKeys);
  const gone: number[] = [];
  const added: number[] = [];
  let old = 0;
  let now = 0;
  for (const pair of [...pairs, { old: oldKeys.length, now: newKeys.length }]) {
    while (old < pair.old) gone.push(head + old++);
    while (now < pair.now) added.push(head + now++);
    old += 1;
    now += 1;
  }
  return { gone, added, staying: head + tail + pairs.length };
}

/** Equal for rules that the kernel holds as the same. */
export function ruleKey(rule: Rule, family: Family): string {
  return printRuleText(normaliseRule(rule, family));
}

interface Pair {
  readonly old: number;
  readonly now: number;
}

/**
 * A longest common subsequence, by Hunt and Szymanski: for each new rule the old places of its text, last first, and
 * the longest chain of rising places among them. n log n for rules that are mostly different from each other, as the
 * rules of a chain are; where very many are alike, equal rules are paired in their order instead, which may keep a
 * few less.
 */
function longestCommon(oldKeys: readonly string[], newKeys: readonly string[]): readonly Pair[] {
  if (oldKeys.length === 0 || newKeys.length === 0) return [];
  const places = new Map<string, number[]>();
  for (const [index, key] of oldKeys.entries()) {
    const list = places.get(key);
    if (list === undefined) places.set(key, [index]);
    else list.push(index);
  }
  let candidates = 0;
  for (const key of newKeys) candidates += places.get(key)?.length ?? 0;
  const inOrder = candidates > 50 * (oldKeys.length + newKeys.length);
  const taken = new Map<string, number>();

  // ends[n]: the chain of n + 1 pairs whose last old place is the smallest known.
  const ends: Link[] = [];
  for (const [now, key] of newKeys.entries()) {
    const list = places.get(key);
    if (list === undefined) continue;
    if (inOrder) {
      const turn = taken.get(key) ?? 0;
      taken.set(key, turn + 1);
      const place = list[turn];
      if (place !== undefined) extend(ends, place, now);
    } else {
      for (let index = list.length - 1; index >= 0; index -= 1) extend(ends, list[index] ?? 0, now);
    }
  }
  const pairs: Pair[] = [];
  for (let link = ends.at(-1); link !== undefined; link = link.before) pairs.push({ old: link.old, now: link.now });
  return pairs.reverse();
}

interface Link extends Pair {
  readonly before: Link | undefined;
}

function extend(ends: Link[], old: number, now: number): void {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle]?.old ?? 0) < old) low = middle + 1;
    else high = middle;
  }
  ends[low] = { old, now, before: ends[low - 1] };
}
