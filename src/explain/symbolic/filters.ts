import { type Bdd, type Edge, always, never } from './bdd.ts';
import type { Findings, StateSets } from './findings.ts';
import type { WalkState } from './walk-state.ts';

/** A rule that drops packets and does nothing else: a DROP, or a jump to a chain that only drops or comes back. */
export interface Filter {
  /** Packets that the rule applies to. */
  readonly where: Edge;
  /** Packets that are left behind it. */
  readonly left: Edge;
}

/**
 * Rules in a row that only drop can be taken in any order. Of those that lead to the chains of a thousand ports, the
 * one that applies to all packets at hand comes first: what it leaves is small, and so is all that comes after.
 */
export class Filters {
  private readonly bdd: Bdd;
  private readonly findings: Findings;
  private waiting: ReadonlyMap<WalkState, Filter>[] = [];

  constructor(bdd: Bdd, findings: Findings) {
    this.bdd = bdd;
    this.findings = findings;
  }

  /** False: the rule is no filter in one of the states. */
  add(states: readonly WalkState[], filterIn: (state: WalkState) => Filter | undefined): boolean {
    const filters = new Map<WalkState, Filter>();
    for (const state of states) {
      const filter = filterIn(state);
      if (!filter) return false;
      filters.set(state, filter);
    }
    this.waiting.push(filters);
    return true;
  }

  /** The packets that all filters leave which were added since the last time. */
  apply(sets: StateSets): StateSets {
    if (this.waiting.length === 0) return sets;
    const rules = this.waiting;
    this.waiting = [];
    const out = new Map<WalkState, Edge>();
    for (const [state, packets] of sets) {
      let left = packets;
      const later: Edge[] = [];
      for (const rule of rules) {
        const filter = rule.get(state);
        if (!filter) continue;
        if (covers(this.bdd, filter.where, packets)) left = this.bdd.and(left, filter.left);
        else later.push(filter.left);
      }
      for (const filter of later) left = left === never ? never : this.bdd.and(left, filter);
      if (left !== packets) this.findings.drop(this.bdd.minus(packets, left));
      if (left !== never) out.set(state, left);
    }
    return out;
  }
}

/** Whether all packets are in a set. False also where that would take long to see: it only puts them into an order. */
function covers(bdd: Bdd, set: Edge, packets: Edge): boolean {
  let steps = 512;
  const visit = (a: Edge, b: Edge): boolean => {
    if (a === always || b === never || a === b) return true;
    if (a === never || b === always || (a ^ b) === 1) return false;
    steps -= 1;
    if (steps < 0) return false;
    const top = Math.min(bdd.level(a), bdd.level(b));
    const isA = bdd.level(a) === top;
    const isB = bdd.level(b) === top;
    return visit(isA ? bdd.low(a) : a, isB ? bdd.low(b) : b) && visit(isA ? bdd.high(a) : a, isB ? bdd.high(b) : b);
  };
  return visit(set, packets);
}
