import type { Chain, ChainName, Rule, Table } from '../../netfilter/index.ts';
import { effectOf } from '../target-effect.ts';
import { type Bdd, type Edge, always, never, not } from './bdd.ts';
import type { ChainWalker } from './chain-walk.ts';
import type { View } from './view.ts';
import type { WalkState } from './walk-state.ts';

/** How packets end in a chain; those that are in none of the sets are dropped. */
export interface Ends {
  readonly accepted: Edge;
  readonly returned: Edge;
  readonly rejected: Edge;
}

/** One rule: the packets that it applies to, how they end by it, and how they would end by the rules behind it. */
export interface RuleEnds {
  readonly guard: Edge;
  readonly byIt: Ends;
  readonly behindIt: Ends;
}

const atEnd: Ends = { accepted: never, returned: always, rejected: never };

/**
 * Goes through a chain from its end, with what its rules do to every packet that would come to them. A rule that does
 * more than decide, or that can go either way, ends it: what comes behind it cannot be told so simply.
 */
export class Backwards {
  private readonly walker: ChainWalker;
  private readonly table: Table;
  private readonly view: View;
  private readonly state: WalkState;
  private readonly end: Ends | undefined;
  private behind: Ends | undefined;

  constructor(walker: ChainWalker, table: Table, chain: Chain, view: View, state: WalkState) {
    this.walker = walker;
    this.table = table;
    this.view = view;
    this.state = state;
    this.end = endOf(chain);
    this.behind = this.end;
  }

  /** The rule before those that were kept. Undefined: it cannot be told. */
  look(rule: Rule): RuleEnds | undefined {
    const { behind, end } = this;
    if (!behind || !end) return undefined;
    const { bdd } = this.walker.model;
    const guard = this.walker.guardOf(rule, this.view, this.state);
    const byIt = endsBy(rule, behind, end, (name) => this.endsOf(name), bdd);
    return byIt && guard.surely === guard.possibly ? { guard: guard.surely, byIt, behindIt: behind } : undefined;
  }

  /** Takes the rule for one of the chain. */
  keep(rule: Rule): void {
    const ends = this.look(rule);
    this.behind = ends && joined(this.walker.model.bdd, ends);
  }

  private endsOf(name: ChainName): Ends | undefined {
    return plainEnds(this.walker, this.table, name, this.view, this.state);
  }
}

/** Packets that a rule takes and that end in another way than they would without it. */
export function changedBy(bdd: Bdd, { byIt, behindIt }: RuleEnds, taken: Edge): Edge {
  const differ = (a: Edge, b: Edge) => bdd.or(bdd.and(taken, bdd.minus(a, b)), bdd.and(taken, bdd.minus(b, a)));
  return bdd.anyOf([
    differ(byIt.accepted, behindIt.accepted),
    differ(byIt.returned, behindIt.returned),
    differ(byIt.rejected, behindIt.rejected),
  ]);
}

/** Whether the rule only counts, logs or the like. */
export function isIdle({ target }: Rule): boolean {
  return target === null || (target.kind === 'other' && effectOf(target).kind === 'goOn');
}

/** At the end of a built-in chain its policy decides. */
function endOf({ policy }: Chain): Ends | undefined {
  switch (policy) {
    case null:
      return atEnd;
    case 'ACCEPT':
    case 'RETURN':
      return { accepted: always, returned: never, rejected: never };
    case 'DROP':
      return { accepted: never, returned: never, rejected: never };
    case 'QUEUE':
      return undefined;
  }
}

function endsBy(
  { target }: Rule,
  behind: Ends,
  end: Ends,
  endsOf: (chain: ChainName) => Ends | undefined,
  bdd: Bdd,
): Ends | undefined {
  switch (target?.kind) {
    case 'accept':
      return { accepted: always, returned: never, rejected: never };
    case 'drop':
      return { accepted: never, returned: never, rejected: never };
    case 'reject':
      return { accepted: never, returned: never, rejected: always };
    case 'return':
      return end;
    case 'jump':
    case 'goto': {
      const inner = endsOf(target.chain);
      const back = target.kind === 'jump' ? behind : end;
      return (
        inner && {
          accepted: bdd.or(inner.accepted, bdd.and(inner.returned, back.accepted)),
          returned: bdd.and(inner.returned, back.returned),
          rejected: bdd.or(inner.rejected, bdd.and(inner.returned, back.rejected)),
        }
      );
    }
    case 'ct':
    case 'other':
    case undefined:
      return undefined;
  }
}

/** Undefined: the chain does more than decide, or can go either way. */
function plainEnds(walker: ChainWalker, table: Table, name: ChainName, view: View, state: WalkState): Ends | undefined {
  const chain = table.chains.get(name);
  if (!chain || walker.graph(table).circles.has(name)) return undefined;
  const { accepted, returned, rejected, dropped, rewritten, stuck } = walker.summary(table, chain, view, state, always);
  if (dropped !== undefined || rewritten.length > 0 || stuck.size > 0) return undefined;
  if ([...accepted.keys(), ...returned.keys()].some((after) => after !== state)) return undefined;
  return { accepted: accepted.get(state) ?? never, returned: returned.get(state) ?? never, rejected };
}

function joined(bdd: Bdd, { guard, byIt, behindIt }: RuleEnds): Ends {
  const join = (a: Edge, b: Edge) => bdd.or(bdd.and(guard, a), bdd.and(not(guard), b));
  return {
    accepted: join(byIt.accepted, behindIt.accepted),
    returned: join(byIt.returned, behindIt.returned),
    rejected: join(byIt.rejected, behindIt.rejected),
  };
}
