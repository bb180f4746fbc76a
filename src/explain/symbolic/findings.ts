import type { Obstacle, RuleRef } from '../trace.ts';
import { type Bdd, type Edge, never } from './bdd.ts';
import type { WalkState } from './walk-state.ts';

/** Packets by the state that they are in. */
export type StateSets = ReadonlyMap<WalkState, Edge>;

/**
 * What becomes of packets. One can be in several of these sets: where a match that counts is asked, it may go either
 * way.
 */
export interface Summary {
  readonly accepted: StateSets;
  readonly returned: StateSets;
  readonly rejected: Edge;
  /** Undefined: those that are in no other set. What is certain for each packet needs no set of its own. */
  readonly dropped: Edge | undefined;
  /** Accepted with other addresses than they came with, by the rule that gave them. */
  readonly rewritten: readonly Rewritten[];
  /** Cannot be followed further, by the reason. */
  readonly stuck: ReadonlyMap<string, Stuck>;
}

export interface Rewritten {
  readonly rule: RuleRef;
  readonly state: WalkState;
  readonly packets: Edge;
}

export interface Stuck {
  readonly obstacle: Obstacle;
  readonly packets: Edge;
}

/** A summary that is being made, of the packets in `universe`. */
export class Findings implements Summary {
  readonly accepted = new Map<WalkState, Edge>();
  readonly returned = new Map<WalkState, Edge>();
  readonly rewritten: Rewritten[] = [];
  readonly stuck = new Map<string, Stuck>();
  rejected: Edge = never;
  dropped: Edge | undefined;
  private readonly bdd: Bdd;
  private readonly universe: Edge;

  constructor(bdd: Bdd, universe: Edge) {
    this.bdd = bdd;
    this.universe = universe;
  }

  accept(state: WalkState, packets: Edge): void {
    addTo(this.bdd, this.accepted, state, packets);
  }

  return(state: WalkState, packets: Edge): void {
    addTo(this.bdd, this.returned, state, packets);
  }

  reject(packets: Edge): void {
    this.rejected = this.bdd.or(this.rejected, packets);
  }

  /** Packets that are under way no longer; while all is certain that is enough. */
  drop(packets: Edge): void {
    if (this.dropped !== undefined) this.dropped = this.bdd.or(this.dropped, packets);
  }

  rewrite(rule: RuleRef, state: WalkState, packets: Edge): void {
    if (packets !== never) this.rewritten.push({ rule, state, packets });
  }

  stop(obstacle: Obstacle, packets: Edge): void {
    if (packets === never) return;
    const key = JSON.stringify(obstacle);
    const before = this.stuck.get(key);
    this.stuck.set(key, { obstacle, packets: before ? this.bdd.or(before.packets, packets) : packets });
  }

  /** From now on packets can be in several sets; these are still under way. */
  becomeUncertain(underWay: Iterable<Edge>): void {
    this.dropped ??= this.bdd.minus(
      this.bdd.minus(this.universe, this.bdd.anyOf([...underWay])),
      ended(this.bdd, this),
    );
  }
}

/** Packets of the universe that the summary has dropped. */
export function droppedOf(bdd: Bdd, summary: Summary, universe: Edge): Edge {
  return summary.dropped === undefined ? bdd.minus(universe, ended(bdd, summary)) : bdd.and(universe, summary.dropped);
}

/** All sets of a summary. */
export function edgesOf(summary: Summary): readonly Edge[] {
  return summary.dropped === undefined ? endsOf(summary) : [...endsOf(summary), summary.dropped];
}

function ended(bdd: Bdd, summary: Summary): Edge {
  return bdd.anyOf(endsOf(summary));
}

function endsOf({ accepted, returned, rejected, rewritten, stuck }: Summary): readonly Edge[] {
  return [
    ...accepted.values(),
    ...returned.values(),
    rejected,
    ...[...rewritten, ...stuck.values()].map(({ packets }) => packets),
  ];
}

/** Adds packets to those in a state. */
export function addTo(bdd: Bdd, sets: Map<WalkState, Edge>, state: WalkState, packets: Edge): void {
  if (packets === never) return;
  const before = sets.get(state);
  sets.set(state, before === undefined ? packets : bdd.or(before, packets));
}

/** Packets in any state. */
export function allStates(bdd: Bdd, sets: StateSets): Edge {
  return sets.size === 0 ? never : bdd.anyOf([...sets.values()]);
}
