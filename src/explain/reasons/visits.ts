import { type Match, type Rule, type Ruleset, isBuiltIn } from '../../netfilter/index.ts';
import type { RuleRef, Step, Trace, Verdict } from '../trace.ts';

/** One pass through one chain. */
export interface Visit {
  readonly table: string;
  readonly chain: string;
  /** Rules that were asked, in order; a policy that was applied is rule 0, the last one. */
  readonly tests: readonly Tested[];
}

export interface Tested {
  readonly ref: RuleRef;
  /** Undefined for a policy. */
  readonly rule: Rule | undefined;
  readonly held: boolean | 'unknown';
  /** The first match that did not hold. */
  readonly failed: Match | null;
  /** The chain that it led to. */
  readonly into: Visit | null;
  /** What it decided: the end of its table for `accept`, of everything for the others. */
  readonly verdict: Exclude<Verdict, 'unknown'> | null;
}

interface Draft {
  readonly table: string;
  readonly chain: string;
  readonly tests: TestDraft[];
}

interface TestDraft extends Omit<Tested, 'into' | 'verdict'> {
  into: Draft | null;
  verdict: Tested['verdict'];
}

/**
 * The steps of a trace as a tree: a visit of a built-in chain for each stop, and below each rule that led on the visit
 * of the chain that it led to. A chain that was gone to (`-g`) stands below the rule that went.
 */
export function visitsOf(trace: Trace, ruleset: Ruleset): readonly Visit[] {
  const roots: Draft[] = [];
  let open: Draft[] = [];
  let last: TestDraft | undefined;
  for (const step of trace.steps) {
    switch (step.kind) {
      case 'enter': {
        const visit: Draft = { table: step.table, chain: step.chain, tests: [] };
        if (last === undefined || isBuiltIn(step.table, step.chain)) {
          roots.push(visit);
          open = [visit];
        } else {
          last.into = visit;
          open.push(visit);
        }
        break;
      }
      case 'test':
        while (open.length > 1 && open.at(-1)?.chain !== step.rule.chain) open.pop();
        last = testOf(step, ruleset);
        open.at(-1)?.tests.push(last);
        break;
      case 'policy':
        open = open.slice(0, 1);
        last = { ref: step.rule, rule: undefined, held: true, failed: null, into: null, verdict: null };
        open[0]?.tests.push(last);
        break;
      case 'verdict':
        if (last) last.verdict = step.verdict;
        break;
      case 'conntrack':
    }
  }
  return roots;
}

function testOf({ rule, held, failed }: Extract<Step, { kind: 'test' }>, ruleset: Ruleset): TestDraft {
  const found = ruleset.tables.get(rule.table)?.chains.get(rule.chain)?.rules[rule.rule - 1];
  return { ref: rule, rule: found, held, failed, into: null, verdict: null };
}

/** A test, and the visits that it lies in, from the built-in chain inwards. */
export interface Placed {
  readonly test: Tested;
  readonly within: readonly Visit[];
}

/** All tests in the order in which they were made. */
export function* testsOf(visits: readonly Visit[], above: readonly Visit[] = []): Generator<Placed> {
  for (const visit of visits) {
    const within = [...above, visit];
    for (const test of visit.tests) {
      yield { test, within };
      if (test.into) yield* testsOf([test.into], within);
    }
  }
}

/** The tests that led to one, itself included: one of each visit that it lies in. */
export function wayTo({ test, within }: Placed): readonly Tested[] {
  return within.map((visit, depth) => {
    const next = within[depth + 1];
    return (next && visit.tests.find(({ into }) => into === next)) ?? test;
  });
}
