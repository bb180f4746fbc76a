import { PortreeveError } from '../model/index.ts';
import type { Ruleset } from '../netfilter/index.ts';
import { type Connection, type Lookup, type Zone, lookUp } from './conntrack.ts';
import { type Hook, type Stop, stopsOf } from './hooks.ts';
import type { HostFacts } from './host-facts.ts';
import { type Rewrite, translationOf } from './nat.ts';
import { newOut, newWay } from './new-way.ts';
import type { Packet } from './packet.ts';
import type { SetMembers } from './set-members.ts';
import type { Assumption, Obstacle, Outcome, RuleRef, Step, Trace, Verdict } from './trace.ts';
import { trackedOf } from './tracked.ts';
import { usesConntrack } from './uses-conntrack.ts';
import { type ChainEnd, type Reading, applyRewrite, walkTable } from './walk.ts';

export interface EvaluateOptions {
  /** What conntrack of the host knows. Absent: nothing. */
  readonly connections?: readonly Connection[];
  /** What the host is besides its rules. Absent: nothing is known of it. */
  readonly host?: HostFacts;
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
  const given: Given = {
    rules,
    connections: options.connections ?? [],
    host: options.host ?? {},
    // Who knows connections has conntrack; a state alone can have been told for its own sake.
    usesConntrack: (options.connections ?? []).length > 0 || usesConntrack(rules),
  };
  const isJoined = packet.laterFragment === true && given.usesConntrack;
  const seen = isJoined ? { ...packet, laterFragment: false } : packet;
  const outcomes: Outcome[] = [];
  const obstacles: Obstacle[] = [];
  const unknowns = new Set<string>();
  let first: Run | undefined;
  let pathStands = false;
  let testsLeft = limits.tests;
  let choices: readonly number[] | undefined = [];
  for (let runs = 0; choices !== undefined; runs += 1) {
    if (runs === limits.runs) {
      obstacles.push({ kind: 'tooManyUnknowns' });
      outcomes.push({ verdict: 'unknown', decidedBy: null, assuming: [] });
      break;
    }
    const reading: Reading = {
      packet: seen,
      sets,
      host: given.host,
      choices,
      asked: [],
      known: new Map(),
      steps: first === undefined && options.steps !== false ? [] : undefined,
      unknowns,
      testsLeft,
      now: { ctState: 'INVALID', mark: packet.mark ?? 0, ttl: packet.ttl, tracked: null },
      tracking: null,
      isForHost: false,
    };
    const run = walk(given, reading);
    first ??= run;
    pathStands ||= run.pathStands;
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
    assumptions: assumptionsOf(packet, options, isJoined, pathStands),
    ...(first && first.packet !== seen && { changed: withHops(first) }),
    ...(first?.endedBy && { endedBy: first.endedBy }),
  };
}

function withHops({ packet, ttl }: Run): Packet {
  return ttl === undefined ? packet : { ...packet, ttl };
}

/** What is the same for every reading. */
interface Given {
  readonly rules: Ruleset;
  readonly connections: readonly Connection[];
  readonly host: HostFacts;
  readonly usesConntrack: boolean;
}

interface Run {
  readonly verdict: Verdict;
  readonly decidedBy: RuleRef | null;
  readonly obstacle: Obstacle | undefined;
  readonly lookup: Lookup | undefined;
  readonly zone: number;
  readonly steps: readonly Step[] | undefined;
  /** As it is at the end. */
  readonly packet: Packet;
  readonly ttl: number | undefined;
  readonly pathStands: boolean;
  readonly endedBy: Trace['endedBy'];
}

/** One reading from the first hook to the last. */
function walk(given: Given, reading: Reading): Run {
  let lookup: Lookup | undefined;
  let accepted: RuleRef | null = null;
  let hook: Hook | undefined;
  let pathStands = false;
  let zone: Zone | undefined;
  const finish = (
    verdict: Verdict,
    decidedBy: RuleRef | null,
    rest: Pick<Partial<Run>, 'obstacle' | 'endedBy'> = {},
  ): Run => ({
    verdict,
    decidedBy,
    obstacle: rest.obstacle,
    lookup,
    zone: (zone ?? zoneOf(reading)).id,
    steps: reading.steps,
    packet: reading.packet,
    ttl: reading.now.ttl,
    pathStands,
    endedBy: rest.endedBy,
  });
  let stops = stopsOf[reading.packet.path];
  for (let at = 0; at < stops.length; at += 1) {
    const stop = stops[at];
    if (stop === undefined) break;
    if (stop === 'conntrack') {
      zone = zoneOf(reading);
      lookup = look(reading, given, zone);
      continue;
    }
    if (stop.hook !== hook) {
      hook = stop.hook;
      if (hook === 'FORWARD' && reading.packet.path === 'routed' && !spendHop(reading)) {
        return finish('drop', null, { endedBy: 'ttl' });
      }
      if (hook === 'INPUT') joinFragments(reading);
      if (hook === 'POSTROUTING') leaveByNewOut(reading, given);
    }
    const before = reading.packet.destination;
    const ended = stop.table === 'nat' ? walkNat(stop, given, reading, lookup) : walkStop(stop, given, reading);
    if (ended?.kind === 'stuck') return finish('unknown', null, { obstacle: ended.obstacle });
    if (ended && ended.kind !== 'accept') return finish(ended.kind, ended.rule);
    // The filter table is there to decide; what another table lets pass decides only where it is missing.
    if (ended && (stop.table === 'filter' || accepted === null || accepted.table !== 'filter')) accepted = ended.rule;
    if (reading.packet.destination === before || stop.hook !== 'PREROUTING') continue;
    const way = newWay(reading.packet, given.host, reading.isForHost);
    // A flow that is known got there before.
    if (way.kind === 'none' && ended) {
      return finish('unknown', ended.rule, { obstacle: { kind: 'rewritten', rule: ended.rule } });
    }
    if (way.kind === 'samePort') return finish('drop', null, { endedBy: 'samePort' });
    if (way.kind === 'known') reading.packet = way.packet;
    else pathStands = true;
    // All that comes in passes the same chains up to here.
    stops = stopsOf[reading.packet.path];
  }
  return finish('accept', accepted);
}

type TableStop = Exclude<Stop, 'conntrack'>;

function walkStop({ table: name, hook }: TableStop, { rules }: Given, reading: Reading): ChainEnd | undefined {
  const table = rules.tables.get(name);
  const chain = table?.chains.get(hook);
  return table && chain && walkTable(table, chain, hook, reading);
}

/** The first packet of a flow asks the nat table, where conntrack tells which that is; what comes after is given the same. */
function walkNat(stop: TableStop, given: Given, reading: Reading, lookup: Lookup | undefined): ChainEnd | undefined {
  if (lookup?.isFirst) return given.usesConntrack ? walkStop(stop, given, reading) : undefined;
  const { tracked } = reading.now;
  const rewrite: Rewrite | undefined = tracked ? translationOf(stop.hook, reading.packet, tracked) : undefined;
  if (rewrite) applyRewrite(rewrite, reading);
  return undefined;
}

/** The host counts itself as a hop before FORWARD. False: that was the last. */
function spendHop(reading: Reading): boolean {
  const { ttl } = reading.now;
  if (ttl !== undefined) reading.now = { ...reading.now, ttl: ttl - 1 };
  return ttl === undefined || ttl > 1;
}

/** IPv4 joins what is for the host itself before INPUT, also without conntrack; how long it is then, no fragment says. */
function joinFragments(reading: Reading): void {
  const { laterFragment, length: _, ...rest } = reading.packet;
  if (laterFragment && rest.family === 'ipv4') reading.packet = rest;
}

/** What the host itself sends is routed anew when nat gave it another destination; its rules in OUTPUT do not see that yet. */
function leaveByNewOut(reading: Reading, { host }: Given): void {
  const { packet } = reading;
  if (packet.path !== 'localOut' || !reading.now.tracked) return;
  if (packet.destination === reading.now.tracked.original.destination) return;
  const out = newOut(packet.destination, host);
  if (out !== undefined && out !== packet.out) reading.packet = { ...packet, out };
}

const untracked: Lookup = { state: 'UNTRACKED', isFirst: false, connection: null, isReply: false };

function look(reading: Reading, { connections, host }: Given, zone: Zone): Lookup {
  const { packet, tracking } = reading;
  const tcpLoose = host.sysctls?.get('net.netfilter.nf_conntrack_tcp_loose') !== '0';
  const found = tracking?.notrack ? untracked : lookUp(packet, connections, zone, { tcpLoose });
  // A packet that raw takes out of tracking has no other state, whatever it came with.
  const lookup = packet.ctState === undefined || tracking?.notrack ? found : given(packet.ctState, found);
  reading.now = { ...reading.now, ctState: lookup.state, tracked: trackedOf(packet, lookup) };
  reading.steps?.push({ kind: 'conntrack', state: lookup.state, zone: zone.id });
  return lookup;
}

/** Zone `mark` takes the lower bits of the mark, as many as a zone has. */
function zoneOf({ tracking, now }: Reading): Zone {
  if (!tracking) return { id: 0 };
  const id = tracking.zone === 'mark' ? (now.mark ?? 0) & 0xffff : tracking.zone;
  return tracking.of ? { id, of: tracking.of } : { id };
}

/** A state that the packet came with: it opens a flow only if it is new and no connection says otherwise. */
function given(state: Packet['ctState'] & string, found: Lookup): Lookup {
  if (state === found.state) return found;
  const connection = state === 'INVALID' || state === 'UNTRACKED' ? null : found.connection;
  return { ...found, state, connection, isFirst: state === 'NEW' && connection === null };
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

function assumptionsOf(
  packet: Packet,
  options: EvaluateOptions,
  isJoined: boolean,
  pathStands: boolean,
): readonly Assumption[] {
  const made: Assumption[] = [];
  if (packet.ctState === undefined && options.connections === undefined) made.push('noConnections');
  if (packet.protocol === 6 && packet.tcpFlags === undefined) made.push('tcpSyn');
  if (pathStands) made.push('pathStands');
  if (isJoined) made.push('fragmentsJoined');
  return made;
}
