import type { Match, Policy } from '../netfilter/index.ts';
import type { Rewrite } from './nat.ts';
import type { CtState, Packet } from './packet.ts';

/**
 * What becomes of a packet. `accept`: it arrives. `unknown`: the rules and sets at hand do not settle it; the trace
 * then has all outcomes that they leave open.
 */
export type Verdict = 'accept' | 'drop' | 'reject' | 'unknown';

/** A rule by its place, counted from 1 as `iptables -L --line-numbers` does; 0 is the policy of a built-in chain. */
export interface RuleRef {
  readonly table: string;
  readonly chain: string;
  readonly rule: number;
}

/** What happened, in order. */
export type Step =
  /** A hook begins with a built-in chain; a rule jumps (or goes) to a chain of its own. */
  | { readonly kind: 'enter'; readonly table: string; readonly chain: string }
  /** `failed`: the match that kept the rule from applying. Held "unknown": see `Trace.unknowns`; the steps go on as if it did not hold. */
  | {
      readonly kind: 'test';
      readonly rule: RuleRef;
      readonly held: boolean | 'unknown';
      readonly failed: Match | null;
    }
  | { readonly kind: 'policy'; readonly rule: RuleRef; readonly policy: Policy }
  /** Conntrack looked the packet up, after the raw table. */
  | { readonly kind: 'conntrack'; readonly state: CtState; readonly zone: number }
  /** `rewrite`: what a rule of the nat table, which accepts so, makes of the packet. */
  | {
      readonly kind: 'verdict';
      readonly rule: RuleRef;
      readonly verdict: Exclude<Verdict, 'unknown'>;
      readonly rewrite?: Rewrite;
    };

/** One way in which it can end, with what has to be so for it. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly decidedBy: RuleRef | null;
  readonly assuming: readonly { readonly rule: RuleRef; readonly unknown: string; readonly answer: string }[];
}

/** Why the evaluator could not walk on. */
export type Obstacle =
  /** A chain is reached from itself: no kernel loads such rules. */
  | { readonly kind: 'loop'; readonly rule: RuleRef }
  /** A rule names a chain that the table does not have. */
  | { readonly kind: 'missingChain'; readonly rule: RuleRef; readonly chain: string }
  /** The nat table gives the packet a destination that the host's routes, as far as they are known, do not lead to. */
  | { readonly kind: 'rewritten'; readonly rule: RuleRef }
  /** More rule tests than `Limits.tests`. */
  | { readonly kind: 'tooLong' }
  /** More unknowns in a row than `Limits.runs` allows to try out. */
  | { readonly kind: 'tooManyUnknowns' };

/** Something that the packet did not say and the evaluator settled. */
export type Assumption =
  /** No connection was given: conntrack's table is taken as empty. */
  | 'noConnections'
  /** TCP without flags is taken as a SYN. */
  | 'tcpSyn'
  /** Nat gave the packet another destination: it is taken to go on as the packet said, since no routes are known. */
  | 'pathStands'
  /** The packet is a later fragment, but conntrack joins fragments before any rule: the whole packet was judged. */
  | 'fragmentsJoined';

export interface Trace {
  readonly verdict: Verdict;
  /** Null: dropped before the lookup. */
  readonly ctState: CtState | null;
  /** Zone that the raw table chose; 0 when none did. */
  readonly zone: number;
  readonly steps: readonly Step[];
  /** The rule of the filter table (of the last table, if it decides nothing) that the verdict comes from. */
  readonly decidedBy: RuleRef | null;
  /** One for each verdict that can be; more than one only if the verdict is unknown. */
  readonly outcomes: readonly Outcome[];
  /** Matches on the way that could not be answered, as text. */
  readonly unknowns: readonly string[];
  readonly obstacles: readonly Obstacle[];
  readonly assumptions: readonly Assumption[];
  /** As it left, where rules have changed it or its way. Absent: it is the packet that came. */
  readonly changed?: Packet;
  /**
   * The host ends the packet's way by no rule: it has no hop left, or nat turned it back to the port of the bridge that
   * it came in by.
   */
  readonly endedBy?: 'ttl' | 'samePort';
}

/** Rules (and policies) that applied to the packet, in order: those whose counters a kernel would move. */
export function rulesMet(trace: Trace): readonly RuleRef[] {
  const met: RuleRef[] = [];
  for (const step of trace.steps) {
    if (step.kind === 'policy' || (step.kind === 'test' && step.held === true)) met.push(step.rule);
  }
  return met;
}
