import type { CtState } from './packet.ts';
import { type RuleRef, type Trace, type Verdict, rulesMet } from './trace.ts';

/** A trace as `portreeve trace --json` prints it (docs/reference/trace.md), but for the words. */
export interface TraceJson {
  readonly verdict: 'ACCEPT' | 'DROP' | 'REJECT' | 'UNKNOWN';
  readonly ctstate: CtState | null;
  /** Every rule whose matches all held, in order; rule 0 is the policy of a built-in chain. */
  readonly path: readonly RuleRef[];
  readonly decidedBy: RuleRef | null;
  readonly unknowns: readonly string[];
}

const verdicts: { readonly [v in Verdict]: TraceJson['verdict'] } = {
  accept: 'ACCEPT',
  drop: 'DROP',
  reject: 'REJECT',
  unknown: 'UNKNOWN',
};

export function traceJson(trace: Trace): TraceJson {
  return {
    verdict: verdicts[trace.verdict],
    ctstate: trace.ctState,
    path: rulesMet(trace),
    decidedBy: trace.verdict === 'unknown' ? null : trace.decidedBy,
    unknowns: trace.unknowns,
  };
}
