import type { Packet, Path } from '../../packet.ts';
import type { Obstacle, RuleRef } from '../../trace.ts';
import type { Analysis } from '../analysis.ts';
import { type Edge, always, never } from '../bdd.ts';
import type { ChainWalker } from '../chain-walk.ts';
import type { PacketConstraint } from '../constraint.ts';
import { noDevice } from '../device-names.ts';
import { exampleOf } from '../example-packet.ts';
import { encode, restAt, splitBy } from '../field.ts';
import type { Model } from '../model.ts';
import { type Region, regionOf } from '../packet-box.ts';
import type { PathResult } from '../path-result.ts';
import { observePath, runPath } from '../path-run.ts';
import type { Tracked } from '../possible-packets.ts';
import { type Scope, scopeOf } from '../scope.ts';
import type { TooLarge } from '../too-large.ts';

export interface ReachQuestion {
  /** Number of the host in the analysis; 0 if absent. */
  readonly host?: number;
  /** Port of a bridge that packets leave by. */
  readonly to?: string;
  /** Port of a bridge that packets come in by. */
  readonly from?: string;
  /** Absent: those on which a packet shows the ports that were named, or all. */
  readonly paths?: readonly Path[];
  readonly constraint?: PacketConstraint;
  /** Absent: states that conntrack can give the packet. */
  readonly tracked?: Tracked;
  /** Groups of other ports that are written out for each path; 8 if absent. */
  readonly mostGroups?: number;
  /** Boxes that are written out for each group; 32 if absent. */
  readonly mostBoxes?: number;
}

export interface ReachAnswer {
  readonly kind: 'reach';
  readonly paths: readonly ReachPath[];
}

/** Who gets through on one path. */
export interface ReachPath {
  readonly path: Path;
  /** Packets by the port at the other end, those from or to ports that no rule names first; one group for a path that has no other end. */
  readonly groups: readonly ReachGroup[];
  /** How many groups there are; not all of them may be written out. */
  readonly groupCount: number;
  /** Rules that packets meet which get through, and what they let through; the other end is a port that no rule names, if such packets get through at all. */
  readonly rules: readonly LettingRule[];
  readonly obstacles: readonly Obstacle[];
}

/** Other ends that may do the same. Boxes name them where the path has some. */
export interface ReachGroup {
  /** Accepted whatever is open. */
  readonly surely: PacketsFound;
  /** Accepted, or it is open whether they are. */
  readonly possibly: PacketsFound;
}

export interface PacketsFound {
  readonly region: Region;
  /** Null: there is none. */
  readonly example: Packet | null;
}

/** A rule with ACCEPT or RETURN, or a policy of the filter table, that packets meet which get through. */
export interface LettingRule extends PacketsFound {
  readonly rule: RuleRef;
}

/**
 * Which packets get to or from a port, or through a host at all, and by which rules. Packets of every kind that the
 * constraint leaves are judged, not those of one connection: a constraint on `ctState` NEW asks who can open one.
 */
export function reach(analysis: Analysis, question: ReachQuestion): ReachAnswer | TooLarge {
  return analysis.ask(() => {
    const walker = analysis.walker(question.host ?? 0);
    const { to, from } = question;
    const constraint: PacketConstraint = {
      ...question.constraint,
      ...(to !== undefined && { physdevOut: [to] }),
      ...(from !== undefined && { physdevIn: [from] }),
    };
    const paths = question.paths ?? pathsFor(question);
    return {
      kind: 'reach',
      paths: paths.map((path) => {
        const scope = scopeOf(analysis.model, path, constraint, question.tracked ?? 'possible', walker.host.rules);
        return reachOn(walker, scope, otherEnd(question, path), question);
      }),
    };
  });
}

/** A frame that leaves by a port was bridged; one that came in by one may be for the host, or for it to route. */
function pathsFor({ to, from }: ReachQuestion): readonly Path[] {
  if (to !== undefined) return ['bridged'];
  return from === undefined ? ['bridged', 'routed', 'localIn', 'localOut'] : ['bridged', 'routed', 'localIn'];
}

/** The port that was not named, of a path that has two. */
type OtherEnd = 'physdevIn' | 'physdevOut';

function otherEnd({ to, from }: ReachQuestion, path: Path): OtherEnd | undefined {
  if (path !== 'bridged' || (to === undefined) === (from === undefined)) return undefined;
  return to === undefined ? 'physdevOut' : 'physdevIn';
}

function reachOn(
  walker: ChainWalker,
  scope: Scope,
  other: OtherEnd | undefined,
  { mostGroups = 8, mostBoxes = 32 }: ReachQuestion,
): ReachPath {
  const { model } = walker;
  const { bdd } = model;
  const result = runPath(walker, scope.path, scope.within);
  const groups = groupsOf(walker, result, scope, other);
  // Where nothing is open, what surely gets through is what possibly does; and rules let through what others do.
  const known = new Map<Edge, PacketsFound>();
  const found = (set: Edge): PacketsFound => {
    let packets = known.get(set);
    if (!packets) {
      packets = { region: regionOf(model, set, scope, mostBoxes), example: exampleOf(model, set, scope) };
      known.set(set, packets);
    }
    return packets;
  };
  return {
    path: scope.path,
    groups: groups.slice(0, mostGroups).map((group) => ({
      surely: found(bdd.and(result.accept, group)),
      possibly: found(bdd.and(result.mayAccept, group)),
    })),
    groupCount: groups.length,
    rules: lettingRules(walker, scope, other, result).map(({ rule, packets }) => ({ rule, ...found(packets) })),
    obstacles: result.obstacles.map(({ obstacle }) => obstacle),
  };
}

/** Other ends with the same answer, as sets of packets that have one of them; ends that no rule names come first, then large groups. */
function groupsOf(
  { model }: ChainWalker,
  result: PathResult,
  scope: Scope,
  other: OtherEnd | undefined,
): readonly Edge[] {
  const { bdd } = model;
  if (!other) return [always];
  const field = model.vocabulary.fields[other];
  const parts = [result.accept, result.mayAccept].map((set) => restsBy(model, set, scope, other));
  const groups = new Map<string, number[]>();
  for (const atom of scope.atoms[other]) {
    const [surely = never, possibly = never] = parts.map((rests) => rests.get(atom) ?? never);
    if (possibly === never) continue;
    const key = `${surely} ${possibly}`;
    const group = groups.get(key);
    if (group) group.push(atom);
    else groups.set(key, [atom]);
  }
  const unnamed = unnamedDevice(model, other);
  return [...groups.values()]
    .sort((a, b) => Number(b.includes(unnamed)) - Number(a.includes(unnamed)) || b.length - a.length)
    .map((atoms) => encode(bdd, field, atoms));
}

/** What is left of a set for each device at the other end. */
function restsBy(model: Model, set: Edge, scope: Scope, other: OtherEnd): ReadonlyMap<number, Edge> {
  const { bdd, vocabulary } = model;
  const [named = noDevice] = scope.atoms.physdevOut;
  // The port that a frame leaves by stands above the one that it came in by.
  const top = other === 'physdevIn' ? restAt(bdd, vocabulary.fields.physdevOut, set, named) : set;
  const rests = new Map<number, Edge>();
  for (const [rest, atoms] of splitBy(bdd, vocabulary.fields[other], top)) {
    for (const atom of atoms) rests.set(atom, rest);
  }
  return rests;
}

function unnamedDevice(model: Model, field: OtherEnd): number {
  return model.vocabulary.names[field].byPrefix.get('') ?? noDevice;
}

/** Packets that get through, by the rules with ACCEPT or RETURN, and the policies, that they meet. */
function lettingRules(
  walker: ChainWalker,
  scope: Scope,
  other: OtherEnd | undefined,
  result: PathResult,
): readonly { readonly rule: RuleRef; readonly packets: Edge }[] {
  const { model } = walker;
  const { bdd } = model;
  // Each port of the host has rules of its own for what it sends: those are asked of it.
  const unnamed = other ? encode(bdd, model.vocabulary.fields[other], [unnamedDevice(model, other)]) : never;
  const fromElsewhere = bdd.and(bdd.and(result.mayAccept, unnamed), scope.real);
  const packets = fromElsewhere === never ? bdd.and(result.mayAccept, scope.real) : fromElsewhere;
  const found = new Map<string, { readonly rule: RuleRef; packets: Edge }>();
  observePath(walker, scope.path, packets, ({ table }) => ({
    rule(rule, _here, taken) {
      const kind = table.chains.get(rule.chain)?.rules[rule.rule - 1]?.target?.kind;
      // The filter table is there to decide; that another has a policy is no news.
      const isAsked = rule.rule === 0 ? rule.table === 'filter' : kind === 'accept' || kind === 'return';
      if (taken === never || !isAsked) return;
      const key = `${rule.table} ${rule.chain} ${rule.rule}`;
      const before = found.get(key);
      const met = model.possibly(taken);
      if (before) before.packets = bdd.or(before.packets, met);
      else found.set(key, { rule, packets: met });
    },
  }));
  return [...found.values()];
}
