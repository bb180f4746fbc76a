import { type Edge, not } from './bdd.ts';
import { type StateSets, type Stuck, type Summary, allStates, droppedOf } from './findings.ts';
import type { Model } from './model.ts';

/**
 * What becomes of packets on one path through a host, with verdicts in the evaluator's sense: a packet that can end in
 * two ways, or that cannot be followed, is in none of the sure sets. Each set is made when it is first asked for: on a
 * large host one costs as much as the walk.
 */
export class PathResult {
  /** Packets that arrive, by the state that they arrive in. */
  readonly arrived: StateSets;
  readonly obstacles: readonly Stuck[];
  private readonly model: Model;
  private readonly within: Edge;
  private readonly findings: Summary;
  private readonly made = new Map<string, Edge>();

  /** `findings`: of the packets in `within`; those that arrive are its accepted ones. */
  constructor(model: Model, within: Edge, findings: Summary) {
    this.model = model;
    this.within = within;
    this.findings = findings;
    this.arrived = findings.accepted;
    this.obstacles = [...findings.stuck.values()];
  }

  /** Accepted whatever is open. */
  get accept(): Edge {
    return this.only(
      'accept',
      () => this.accepted,
      () => [this.dropped, this.findings.rejected, this.stuck],
    );
  }

  get drop(): Edge {
    return this.only(
      'drop',
      () => this.dropped,
      () => [this.accepted, this.findings.rejected, this.stuck],
    );
  }

  get reject(): Edge {
    return this.only(
      'reject',
      () => this.findings.rejected,
      () => [this.accepted, this.dropped, this.stuck],
    );
  }

  get unknown(): Edge {
    const { bdd } = this.model;
    return this.once('unknown', () => bdd.minus(this.within, bdd.anyOf([this.accept, this.drop, this.reject])));
  }

  /** Accepted, or it cannot be told that it is not. */
  get mayAccept(): Edge {
    const { bdd } = this.model;
    return this.once('mayAccept', () => this.model.possibly(bdd.or(this.accepted, this.stuck)));
  }

  /** Neither dropped nor rejected for sure: the complement of `mayAccept`. */
  get refuse(): Edge {
    return this.once('refuse', () => this.model.bdd.minus(this.within, this.mayAccept));
  }

  /** Packets that some answers to the open questions let pass, with these questions still in the function. */
  get accepted(): Edge {
    return this.once('accepted', () => allStates(this.model.bdd, this.findings.accepted));
  }

  /** Packets that some answers to the open questions refuse or leave stuck, with these questions still in the function. */
  get notAccepted(): Edge {
    const { bdd } = this.model;
    return this.once('notAccepted', () =>
      this.isCertain
        ? bdd.minus(this.within, this.accepted)
        : bdd.anyOf([this.dropped, this.findings.rejected, this.stuck]),
    );
  }

  private get dropped(): Edge {
    return this.once('dropped', () => droppedOf(this.model.bdd, this.findings, this.within));
  }

  /** Packets that some answers to the open questions leave without a verdict. */
  get stuck(): Edge {
    return this.once('stuck', () => this.model.bdd.anyOf(this.obstacles.map(({ packets }) => packets)));
  }

  private get isCertain(): boolean {
    return this.findings.dropped === undefined;
  }

  private only(name: string, one: () => Edge, others: () => readonly Edge[]): Edge {
    const { bdd } = this.model;
    return this.once(name, () =>
      // Where each packet is in one set, the others are the rest.
      this.isCertain
        ? this.model.hasQuestions
          ? bdd.minus(this.within, this.model.possibly(bdd.minus(this.within, one())))
          : one()
        : bdd.minus(this.within, this.model.possibly(bdd.anyOf([...others(), not(one())]))),
    );
  }

  private once(name: string, make: () => Edge): Edge {
    let edge = this.made.get(name);
    if (edge === undefined) {
      edge = make();
      this.made.set(name, edge);
    }
    return edge;
  }
}
