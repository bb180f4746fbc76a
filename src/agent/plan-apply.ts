import type { CompiledHost, Layout } from '../compiler/index.ts';
import type { HostState } from '../model/index.ts';
import {
  type Family,
  type Ruleset,
  type RulesetEdits,
  type SetEdits,
  diff,
  diffSets,
  hasEdits,
  setsNamedBy,
} from '../netfilter/index.ts';
import { type ProtectionPlan, createProtectionOf, planHostProtection } from './bridge-protection.ts';
import type { Committed } from './committed.ts';

/** What to do to a kernel so that it holds what was compiled, in the order in which it is to be done. */
export interface ApplyPlan {
  /** Lines for one `ipset restore`: sets and members that rules are about to need. */
  readonly setsUp: readonly string[];
  readonly bridge: ProtectionPlan;
  /** One restore for each family with something to do; they may run side by side. */
  readonly restores: readonly RulesetEdits[];
  /** Sets that no rule names any more. */
  readonly setsDown: readonly string[];
  /** What the kernel holds when all of it is done. */
  readonly after: Committed;
}

export type Planner = (committed: Committed, compiled: CompiledHost, state: HostState) => ApplyPlan;

/**
 * Compares what was committed with what was compiled; decides all and does nothing. Chains that are the same objects on both
 * sides are not looked at, and what was made for a port is kept, so that a plan costs what changed.
 */
export function createPlanner(layout: Layout, families: readonly Family[]): Planner {
  const protectionOf = createProtectionOf();
  const last = new Map<Family, { readonly desired: Ruleset; readonly after: Ruleset }>();

  /** What was compared last and is the same again is not compared at all: most changes are of sets only. */
  function difference(observed: Ruleset, desired: Ruleset): RulesetEdits {
    const before = last.get(desired.family);
    if (before?.after === observed && sameTables(before.desired, desired)) {
      return { family: desired.family, tables: [], after: observed };
    }
    const edits = diff(observed, desired, layout);
    last.set(desired.family, { desired, after: edits.after });
    return edits;
  }

  return (committed, compiled, state) => {
    const bridge = planHostProtection(committed.bridge, protectionOf(state.ports));
    const edits = families.map((family) => difference(committed.rulesets[family], compiled.rulesets[family]));
    const rulesets = { ...committed.rulesets };
    for (const edit of edits) rulesets[edit.family] = edit.after;
    const sets = planSets(committed, compiled, rulesets, layout);
    return {
      setsUp: sets.before,
      bridge,
      restores: edits.filter(hasEdits),
      setsDown: sets.after,
      after: { rulesets, sets: new Map(sets.sets.map((set) => [set.name, set])), bridge: bridge.after },
    };
  };
}

function sameTables(a: Ruleset, b: Ruleset): boolean {
  return a.tables.size === b.tables.size && [...a.tables].every(([name, table]) => b.tables.get(name) === table);
}

function planSets(
  committed: Committed,
  compiled: CompiledHost,
  rulesets: Committed['rulesets'],
  layout: Layout,
): SetEdits {
  const wanted = [...compiled.sets.values()].map(({ set }) => set);
  const edits = diffSets(committed.sets.values(), wanted, layout);
  if (edits.after.length === 0) return edits;
  // A set that a rule of somebody else names cannot go. All rules are read for it, so only when one is about to.
  const named = new Set([...setsNamedBy(rulesets.ipv4), ...setsNamedBy(rulesets.ipv6)]);
  return diffSets(committed.sets.values(), wanted, layout, named);
}

export function isEmptyPlan({ setsUp, setsDown, restores, bridge }: ApplyPlan): boolean {
  return [setsUp, setsDown, restores, bridge.touched].every((part) => part.length === 0);
}
