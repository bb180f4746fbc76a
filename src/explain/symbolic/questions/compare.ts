import { stopsOf } from '../../hooks.ts';
import { evaluate } from '../../evaluate.ts';
import type { Packet, Path } from '../../packet.ts';
import type { RuleRef, Verdict } from '../../trace.ts';
import type { Analysis } from '../analysis.ts';
import { type Edge, never } from '../bdd.ts';
import type { ChainWalker } from '../chain-walk.ts';
import type { PacketConstraint } from '../constraint.ts';
import { exampleOf } from '../example-packet.ts';
import type { Model } from '../model.ts';
import { type Region, regionOf } from '../packet-box.ts';
import type { PathResult } from '../path-result.ts';
import { runPath } from '../path-run.ts';
import type { Tracked } from '../possible-packets.ts';
import { type DifferentRules, RuleDifferences } from '../rule-differences.ts';
import { type Scope, scopeOf } from '../scope.ts';
import type { TooLarge } from '../too-large.ts';
import { viewAt } from '../view.ts';
import { everyPath } from './search.ts';

export interface CompareQuestion {
  /** Numbers of the hosts in the analysis; 0 and 1 if absent. */
  readonly before?: number;
  readonly after?: number;
  /** Absent: all. */
  readonly paths?: readonly Path[];
  readonly constraint?: PacketConstraint;
  /** Absent: states that conntrack can give the packet. */
  readonly tracked?: Tracked;
  /** Boxes that are written out for each change; 32 if absent. */
  readonly mostBoxes?: number;
}

/** Packets that become something else in one way on one path. */
export interface Change<V> {
  readonly path: Path;
  readonly before: V;
  readonly after: V;
  readonly region: Region;
  readonly example: Packet;
  /** What decides over the example on each host; several rules where it is open. */
  readonly decidedBy: { readonly before: readonly RuleRef[]; readonly after: readonly RuleRef[] };
}

export interface DiffAnswer {
  readonly kind: 'diff';
  readonly changes: readonly Change<Verdict>[];
  /** Rules that are written differently, whether a verdict hangs on them or not. */
  readonly rules: DifferentRules;
}

/** Packets that have another verdict on one host than on the other: what a change of rules does. */
export function diff(analysis: Analysis, question: CompareQuestion = {}): DiffAnswer | TooLarge {
  return analysis.ask(() => {
    const { hosts, paths, rules } = bothHosts(analysis, question);
    const verdict = (result: PathResult, one: Verdict) => result[one];
    const changes = paths.flatMap((both) => changesOn(analysis.model, hosts, both, verdicts, verdict, question));
    return { kind: 'diff', changes, rules };
  });
}

/** Whether packets pass: for sure, or it is open, or they do not. */
export type Passing = 'accept' | 'open' | 'refuse';

export interface EquivalentAnswer {
  readonly kind: 'equivalent';
  /** On every path the same packets are accepted for sure, and the same ones possibly. */
  readonly isEquivalent: boolean;
  readonly changes: readonly Change<Passing>[];
  /** Packets that are open on both hosts, but for other reasons: equivalent as far as can be told, and no further. */
  readonly openElsewise: readonly { readonly path: Path; readonly example: Packet }[];
  /** Rules that are written differently. */
  readonly rules: DifferentRules;
}

/** Whether two hosts let the same packets pass, however their rules are written; if not, packets that tell them apart. */
export function equivalent(analysis: Analysis, question: CompareQuestion = {}): EquivalentAnswer | TooLarge {
  return analysis.ask(() => {
    const { model } = analysis;
    const { bdd } = model;
    const { hosts, paths, rules } = bothHosts(analysis, question);
    const passing = (result: PathResult, one: Passing) =>
      one === 'open' ? bdd.minus(result.mayAccept, result.accept) : result[one];
    const changes = paths.flatMap((both) =>
      changesOn(model, hosts, both, ['accept', 'open', 'refuse'] as const, passing, question),
    );
    const openElsewise = paths.flatMap(({ scope, before, after }) => {
      const isOpen = bdd.and(passing(before, 'open'), passing(after, 'open'));
      const differ = bdd.or(
        differing(model, before.accepted, after.accepted),
        differing(model, before.notAccepted, after.notAccepted),
      );
      const example = exampleOf(model, bdd.and(isOpen, model.possibly(differ)), scope);
      return example ? [{ path: scope.path, example }] : [];
    });
    return { kind: 'equivalent', isEquivalent: changes.length === 0, changes, openElsewise, rules };
  });
}

interface BothOnPath {
  readonly scope: Scope;
  readonly before: PathResult;
  readonly after: PathResult;
}

type Hosts = readonly [before: ChainWalker, after: ChainWalker];

/** Both hosts on each path, with the packets that rules can apply to which differ: all others are treated alike. */
function bothHosts(analysis: Analysis, question: CompareQuestion) {
  const { tracked = 'possible', paths = everyPath } = question;
  const constraint: PacketConstraint = { fragments: 'any', ...question.constraint };
  const { model } = analysis;
  const { bdd } = model;
  const hosts: Hosts = [analysis.walker(question.before ?? 0), analysis.walker(question.after ?? 1)];
  const differences = new RuleDifferences(...hosts);
  const tables = new Set<string>();
  const found: BothOnPath[] = [];
  for (const path of paths) {
    let touched: Edge = never;
    for (const stop of stopsOf[path]) {
      if (stop === 'conntrack') continue;
      tables.add(stop.table);
      touched = bdd.or(touched, differences.devicesAt(stop.table, stop.hook, viewAt(path, stop.hook)));
    }
    const rules = hosts.map(({ host }) => host.rules);
    const scope = scopeOf(model, path, constraint, tracked, ...rules);
    const within = bdd.and(scope.within, touched);
    if (within === never) continue;
    // Results are shown against all packets that were asked about: that only some of them differ is what they say.
    found.push({ scope, before: runPath(hosts[0], path, within), after: runPath(hosts[1], path, within) });
  }
  return { hosts, paths: found, rules: differences.rules(tables) };
}

const verdicts = ['accept', 'drop', 'reject', 'unknown'] as const;

function changesOn<V>(
  model: Model,
  hosts: Hosts,
  { scope, before, after }: BothOnPath,
  kinds: readonly V[],
  setOf: (result: PathResult, kind: V) => Edge,
  { mostBoxes = 32 }: CompareQuestion,
): readonly Change<V>[] {
  const changes: Change<V>[] = [];
  for (const was of kinds) {
    for (const is of kinds) {
      if (was === is) continue;
      const set = model.bdd.and(setOf(before, was), setOf(after, is));
      const example = exampleOf(model, set, scope);
      if (!example) continue;
      changes.push({
        path: scope.path,
        before: was,
        after: is,
        region: regionOf(model, set, scope, mostBoxes),
        example,
        decidedBy: { before: decidingRules(hosts[0], example), after: decidingRules(hosts[1], example) },
      });
    }
  }
  return changes;
}

function decidingRules({ host }: ChainWalker, packet: Packet): readonly RuleRef[] {
  const { outcomes } = evaluate(host.rules, host.sets, packet, { steps: false });
  return outcomes.map(({ decidedBy }) => decidedBy).filter((rule) => rule !== null);
}

function differing({ bdd }: Model, a: Edge, b: Edge): Edge {
  return bdd.or(bdd.minus(a, b), bdd.minus(b, a));
}
