import { PortreeveError } from '../model/index.ts';
import type { Ruleset } from '../netfilter/index.ts';
import { type Connection, type Lookup, lookUp } from './conntrack.ts';
import { type Stop, stopsOf } from './hooks.ts';
import type { Packet } from './packet.ts';
import type { SetMembers } from './set-members.ts';
import type { Assumption, Obstacle, Outcome, RuleRef, Step, Trace, Verdict } from './trace.ts';
import { type Reading, walkTable } from './walk.ts';

export interface EvaluateOptions {
  /** What conntrack of the host knows. Absent: nothing. */
  readonly connections?: readonly Connection[];
  /** False: no steps are kept; the verdict is the same and comes sooner. */
  readonly steps?: boolean;
  readonly limits?: Limits;
}

/** Bounds that no ruleset of a working host comes near; what lies beyond them is answered "unknown". */
export interface Limits {
  /** Rules that are tested, all readings together. */
  readonly tests: number;
  /** Readings of the open questions that are tried. */
  readonly runs: number;
}

export const defaultLimits: Limits = { tests: 2_000_000, runs: 256 };

/**
 * What becomes of a packet under the rules of its family, hook by hook as the path says, and why. Where the rules ask
 * what the evaluator cannot answer (a match it does not know, a set without members), every answer is tried: if the
 * packet ends alike, that is the verdict; if not, it is "unknown" and the trace has one outcome of each kind. The
 * steps are those of the reading in which open matches do not hold.
 */
export function evaluate(rules: Ruleset, sets: SetMembers, packet: Packet, options: EvaluateOptions = {}): Trace {
  if (rules.family !== packet.family) {
    throw new PortreeveError('WRONG_FAMILY', { packet: packet.family, rules: rules.family });
  }
  const limits = options.limits ?? defaultLimits;
  const connections = options.connections ?? [];
  const outcomes: Outcome[] = [];
  const obstacles: Obstacle[] = [];
  const unknowns = new Set<string>();
  let first: Run | undefined;
  let testsLeft = limits.tests;
  let choices: readonly number[] | undefined = [];
  for (let runs = 0; choices !== undefined; runs += 1) {
    if (runs === limits.runs) {
      obstacles.push({ kind: 'tooManyUnknowns' });
      outcomes.push({ verdict: 'unknown', decidedBy: null, assuming: [] });
      break;
    }
    const reading: Reading = {
      packet,
      sets,
      choices,
      asked: [],
      known: new Map(),
      steps: first === undefined && options.steps !== false ? [] : undefined,
      unknowns,
      testsLeft,
      now: { ctState: 'INVALID', mark: packet.mark ?? 0, ttl: packet.ttl },
      tracking: null,
      isRewritten: false,
    };
    const run = walk(rules, reading, connections);
    first ??= run;
    testsLeft = reading.testsLeft;
    addOutcome(outcomes, run, reading);
    if (run.obstacle) obstacles.push(run.obstacle);
    // Once it is open, more readings would only tell more ways; one that ran out of tests has no more to try.
    const isSettled = outcomes.some(({ verdict }) => verdict === 'unknown') || outcomes.length > 1;
    choices = isSettled ? undefined : nextChoices(reading);
  }
  const [only] = outcomes;
  return {
    verdict: outcomes.length === 1 && only ? only.verdict : 'unknown',
    ctState: first?.lookup?.state ?? null,
    zone: first?.zone ?? 0,
    steps: first?.steps ?? [],
    decidedBy: first?.decidedBy ?? null,
    outcomes,
    unknowns: [...unknowns],
    obstacles,
    assumptions: assumptionsOf(packet, options),
  };
}

interface Run {
  readonly verdict: Verdict;
  readonly decidedBy: RuleRef | null;
  readonly obstacle: Obstacle | undefined;
  readonly lookup: Lookup | undefined;
  readonly zone: number;
  readonly steps: readonly Step[] | undefined;
}

/** One reading from the first hook to the last. */
function walk(rules: Ruleset, reading: Reading, connections: readonly Connection[]): Run {
  let lookup: Lookup | undefined;
  let accepted: RuleRef | null = null;
  const zone = () => reading.tracking?.zone ?? 0;
  const finish = (verdict: Verdict, decidedBy: RuleRef | null, obstacle?: Obstacle): Run => ({
    verdict,
    decidedBy,
    obstacle,
    lookup,
    zone: zone(),
    steps: reading.steps,
  });
  for (const stop of stopsOf[reading.packet.path]) {
    if (stop === 'conntrack') {
      lookup = look(reading, connections, zone());
      continue;
    }
    const ended = walkStop(stop, rules, reading, lookup);
    if (!ended) continue;
    if (ended.kind === 'stuck') return finish('unknown', null, ended.obstacle);
    if (ended.kind !== 'accept') return finish(ended.kind, ended.rule);
    // The filter table is there to decide; what another table lets pass decides only where it is missing.
    if (stop.table === 'filter' || accepted === null || accepted.table !== 'filter') accepted = ended.rule;
    // In POSTROUTING and INPUT nothing that asks for addresses comes after the nat table.
    if (reading.isRewritten && stop.hook !== 'POSTROUTING' && stop.hook !== 'INPUT') {
      return finish('unknown', ended.rule, { kind: 'rewritten', rule: ended.rule });
    }
  }
  return finish('accept', accepted);
}

function walkStop(stop: Exclude<Stop, 'conntrack'>, rules: Ruleset, reading: Reading, lookup: Lookup | undefined) {
  const table = rules.tables.get(stop.table);
  const chain = table?.chains.get(stop.hook);
  if (!table || !chain || (stop.firstOnly && !lookup?.isFirst)) return undefined;
  return walkTable(table, chain, stop.hook, reading);
}

const untracked: Lookup = { state: 'UNTRACKED', isFirst: false, connection: null };

function look(reading: Reading, connections: readonly Connection[], zone: number): Lookup {
  const { packet, tracking } = reading;
  const found = tracking?.notrack ? untracked : lookUp(packet, connections, zone);
  // A packet that raw takes out of tracking has no other state, whatever it came with.
  const lookup = packet.ctState === undefined || tracking?.notrack ? found : given(packet.ctState, found);
  reading.now = { ...reading.now, ctState: lookup.state };
  reading.steps?.push({ kind: 'conntrack', state: lookup.state, zone });
  return lookup;
}

/** A state that the packet came with: it opens a flow only if it is new and no connection says otherwise. */
function given(state: Packet['ctState'] & string, found: Lookup): Lookup {
  return { state, isFirst: state === 'NEW' && found.connection === null, connection: found.connection };
}

function addOutcome(outcomes: Outcome[], run: Run, reading: Reading): void {
  if (outcomes.some(({ verdict }) => verdict === run.verdict)) return;
  outcomes.push({
    verdict: run.verdict,
    decidedBy: run.decidedBy,
    assuming: reading.asked.map(({ rule, text, answers, chosen }) => ({
      rule,
      unknown: text,
      answer: answers[chosen] ?? '',
    })),
  });
}

/** The next reading: the last question that has an answer left gets it, and all before stay. Undefined: none is left. */
function nextChoices({ asked, choices }: Reading): readonly number[] | undefined {
  for (let i = asked.length - 1; i >= 0; i -= 1) {
    const next = (choices[i] ?? 0) + 1;
    if (next < (asked[i]?.answers.length ?? 0)) {
      return [...Array.from({ length: i }, (_, j) => choices[j] ?? 0), next];
    }
  }
  return undefined;
}

function assumptionsOf(packet: Packet, options: EvaluateOptions): readonly Assumption[] {
  const made: Assumption[] = [];
  if (packet.ctState === undefined && options.connections === undefined) made.push('noConnections');
  if (packet.protocol === 6 && packet.tcpFlags === undefined) made.push('tcpSyn');
  return made;
}
