import { PortreeveError } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import { ChainWalker } from './chain-walk.ts';
import { Model } from './model.ts';
import type { SymbolicHost } from './symbolic-host.ts';
import { type SymbolicLimits, type TooLarge, defaultSymbolicLimits, withinLimits } from './too-large.ts';
import { viewAt } from './view.ts';

/** Nodes of past questions that are kept before they are given back. */
const mostLeftOver = 500_000;

/**
 * The rules of one or more hosts, made ready to be asked about all packets of one family. What the questions of
 * `questions/` have in common: opened once, asked many times.
 */
export class Analysis {
  readonly family: Family;
  readonly model: Model;
  /** One for each host, in their order. */
  readonly walkers: readonly ChainWalker[];
  private readonly preparedSize: number;

  /** Use `openAnalysis`. */
  constructor(family: Family, hosts: readonly SymbolicHost[], limits: SymbolicLimits) {
    this.family = family;
    this.model = new Model(family, hosts, limits);
    this.walkers = hosts.map((host) => new ChainWalker(this.model, host));
    // What is too large here is so for the questions that come to it, and for no others.
    withinLimits(() => this.prepare());
    this.preparedSize = this.model.bdd.size;
  }

  /** The walker of a host by its number. */
  walker(host: number): ChainWalker {
    const walker = this.walkers[host];
    if (!walker) throw new RangeError(`the analysis has no host ${host}`);
    return walker;
  }

  /** Answers a question within the limits of one question; what it leaves behind is given back in time. */
  ask<T>(question: () => T): T | TooLarge {
    const { bdd, states } = this.model;
    bdd.allowSteps();
    states.allowMore();
    const answer = withinLimits(question);
    for (const walker of this.walkers) walker.forgetUniverses();
    if (bdd.size > this.preparedSize + mostLeftOver || bdd.isFull) {
      for (const walker of this.walkers) walker.forgetAbove(this.preparedSize);
      bdd.release(this.preparedSize);
    }
    return answer;
  }

  private prepare(): void {
    const start = this.model.states.of({ mark: 0, ttl: null, clouded: 0, tracking: null, isLookedUp: false });
    const lookedUp = this.model.states.of({ ...start, isLookedUp: true });
    for (const walker of this.walkers) {
      for (const table of walker.host.rules.tables.values()) {
        const isRaw = table.name === 'raw';
        walker.prepare(table, viewAt('bridged', isRaw ? 'PREROUTING' : 'FORWARD'), isRaw ? start : lookedUp);
      }
    }
  }
}

/**
 * Makes the rules and sets of hosts ready for questions. All rules must be of one family (WRONG_FAMILY); hosts that are
 * compared must be opened together.
 */
export function openAnalysis(
  hosts: readonly SymbolicHost[],
  limits: SymbolicLimits = defaultSymbolicLimits,
): Analysis | TooLarge {
  const family = hosts[0]?.rules.family ?? 'ipv4';
  const other = hosts.find(({ rules }) => rules.family !== family);
  if (other) throw new PortreeveError('WRONG_FAMILY', { packet: family, rules: other.rules.family });
  return withinLimits(() => new Analysis(family, hosts, limits));
}
