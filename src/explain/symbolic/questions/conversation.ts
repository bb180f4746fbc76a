import { type Packet, type TcpFlag, inverted, replyTo } from '../../packet.ts';
import type { Analysis } from '../analysis.ts';
import { type Edge, always, bottom, never } from '../bdd.ts';
import type { ChainWalker } from '../chain-walk.ts';
import type { WalkState } from '../walk-state.ts';
import { type PacketConstraint, boxOf } from '../constraint.ts';
import { exampleOf } from '../example-packet.ts';
import { exchanged } from '../exchange-ends.ts';
import { one } from '../intervals.ts';
import type { Model } from '../model.ts';
import { regionOf } from '../packet-box.ts';
import { runPath } from '../path-run.ts';
import { existing } from '../possible-packets.ts';
import { type Scope, narrowed, scopeOf } from '../scope.ts';
import type { TooLarge } from '../too-large.ts';
import { ctStates } from '../value-kind.ts';
import type { PacketsFound } from './reach.ts';

/** One host that the packets pass, by the ports of its bridge. */
export interface BridgePass {
  /** Number of the host in the analysis; 0 if absent. */
  readonly host?: number;
  readonly from: string;
  readonly to: string;
  /** Absent: any; only what holds for all of them is sure. */
  readonly bridge?: string;
}

export interface ConversationQuestion {
  /** Hosts in the order of the packets that open the connection; answers pass them the other way round. At least one. */
  readonly passes: readonly BridgePass[];
  /** Of packets that open a connection: both ends and the service. Their state and TCP flags are those of opening ones. */
  readonly constraint?: ConversationConstraint;
  /** Boxes that are written out for each set; 32 if absent. */
  readonly mostBoxes?: number;
}

export type ConversationConstraint = Omit<
  PacketConstraint,
  'ctState' | 'tcpFlags' | 'physdevIn' | 'physdevOut' | 'in' | 'out' | 'fragments'
>;

export interface ConversationAnswer {
  readonly kind: 'conversation';
  /** First packets that get through and whose answers do. */
  readonly works: Sureness;
  /** First packets that may get through, but surely no answer to them; with the answer to the example. */
  readonly unanswered: PacketsFound & { readonly answer: Packet | null };
  /** ICMP errors about such a connection, from the far end or a router on the way, that get back. */
  readonly errors: Sureness;
}

export interface Sureness {
  readonly surely: PacketsFound;
  readonly possibly: PacketsFound;
}

/**
 * Whether connections work as a whole: the first packet passes as NEW and the answer to it, the other way, as
 * ESTABLISHED. Conntrack of each host knows the connection only in the zone of the first packet: where the answer is
 * in another zone, or one of the two is not tracked, it is judged as conntrack would without an entry.
 */
export function conversation(analysis: Analysis, question: ConversationQuestion): ConversationAnswer | TooLarge {
  const { passes, constraint = {}, mostBoxes = 32 } = question;
  return analysis.ask(() => {
    const { model } = analysis;
    let opened = nothing;
    let works = nothing;
    for (const kind of kindsOf(model)) {
      let [openedAll, worksAll] = [everything, everything];
      for (const pass of passes) {
        const here = passed(analysis.walker(pass.host ?? 0), pass, constraint, kind);
        openedAll = both(openedAll, here.opened, (a, b) => model.bdd.and(a, b));
        worksAll = both(worksAll, here.works, (a, b) => model.bdd.and(a, b));
      }
      // What was asked for of one kind was taken out of its sets, so that they can be laid on those of its answers.
      const { edge } = boxOf(model, kind.first);
      opened = both(opened, openedAll, (a, b) => model.bdd.or(a, model.bdd.and(b, edge)));
      works = both(works, worksAll, (a, b) => model.bdd.or(a, model.bdd.and(b, edge)));
    }
    const [firstPass] = passes;
    const [lastPass] = passes.slice(-1);
    if (!firstPass || !lastPass) throw new RangeError('a conversation needs a host');
    // Flags of other protocols are none: that opening ones of TCP have a SYN holds for all.
    const opening: PacketConstraint = { ...constraint, ctState: ['NEW'], tcpFlags: [['SYN']] };
    const scope = scopeOfPass(model, analysis.walker(firstPass.host ?? 0), firstPass, opening);
    const found = (set: Edge, at: Scope): PacketsFound => ({
      region: regionOf(model, set, at, mostBoxes),
      example: exampleOf(model, set, at),
    });
    const unanswered = found(model.bdd.minus(opened.possibly, works.possibly), scope);
    const errors = errorsBack(analysis, passes, constraint);
    return {
      kind: 'conversation',
      works: { surely: found(works.surely, scope), possibly: found(works.possibly, scope) },
      unanswered: { ...unanswered, answer: unanswered.example && answerTo(unanswered.example) },
      errors: { surely: found(errors.sets.surely, errors.scope), possibly: found(errors.sets.possibly, errors.scope) },
    };
  });
}

/** The packet that answers, as a known connection's. */
function answerTo(packet: Packet): Packet {
  return { ...replyTo(packet), ctState: 'ESTABLISHED' };
}

interface SetPair {
  readonly surely: Edge;
  readonly possibly: Edge;
}

const nothing: SetPair = { surely: never, possibly: never };
const everything: SetPair = { surely: always, possibly: always };

function both(a: SetPair, b: SetPair, join: (a: Edge, b: Edge) => Edge): SetPair {
  return { surely: join(a.surely, b.surely), possibly: join(a.possibly, b.possibly) };
}

/** Packets that open connections, and what answers them. */
interface Kind {
  readonly first: PacketConstraint;
  readonly answer: PacketConstraint;
}

/** TCP opens with a SYN; each request of ICMP has an answer of its own; other protocols look the same both ways. */
function kindsOf({ family }: Model): readonly Kind[] {
  const syn: readonly TcpFlag[] = ['SYN'];
  const withPorts: Kind = {
    first: { tcpFlags: [syn], protocol: { not: [1, 58] } },
    answer: { tcpFlags: [['SYN', 'ACK']], protocol: { not: [1, 58] } },
  };
  const protocol = family === 'ipv4' ? 1 : 58;
  const requests = family === 'ipv4' ? [8, 13, 15, 17] : [128];
  const pings = requests.map((type): Kind => {
    const answer = inverted({ source: '', destination: '', protocol, icmpType: type }).icmpType ?? type;
    return {
      first: { protocol: [protocol], icmp: [{ type, code: 0 }] },
      answer: { protocol: [protocol], icmp: [{ type: answer, code: 0 }] },
    };
  });
  return [withPorts, ...pings];
}

/** First packets of one kind that pass a host, and those of them whose answers do; without what the kind says of both. */
function passed(
  walker: ChainWalker,
  pass: BridgePass,
  constraint: ConversationConstraint,
  kind: Kind,
): { readonly opened: SetPair; readonly works: SetPair } {
  const { model } = walker;
  const { bdd } = model;
  const there = scopeOfPass(model, walker, pass, { ...constraint, ctState: ['NEW'] }, kind.first);
  const back = scopeOfPass(model, walker, backwards(pass), answering(constraint), kind.answer);
  const known = model.values('ctState', [one(ctStates.indexOf('ESTABLISHED'))]);
  const strange = existing(model, 'bridged', 'none', [walker.host.rules]);
  const first = arrivals(walker, there, there.real);
  const asKnown = arrivals(walker, back, bdd.and(back.real, known));
  const asStrange = arrivals(walker, back, bdd.and(back.real, strange));
  let opened = nothing;
  let works = nothing;
  for (const [zone, packets] of first) {
    opened = both(opened, packets, (a, b) => bdd.or(a, b));
    const answers = [...asKnown]
      .filter(([back]) => knows(zone, back))
      .concat([...asStrange].filter(([back]) => !knows(zone, back) || isOpen(zone, back)));
    for (const [, sets] of answers) {
      const answered = both(packets, sets, (a, b) => bdd.and(a, exchanged(model, b)));
      works = both(works, answered, (a, b) => bdd.or(a, b));
    }
  }
  const overBridges = (sets: SetPair) => withoutBridge(model, sets, there.real);
  return { opened: overBridges(opened), works: overBridges(works) };
}

/** Not tracked. */
const untracked = -1;
/** Where the walk ended without being able to tell, or the mark or the direction tells the zone: any. */
const openZone = -2;

/** Whether an answer in one zone finds, or may find, the connection that was opened in another. */
function knows(first: number, back: number): boolean {
  return (first === back && first !== untracked) || isOpen(first, back);
}

function isOpen(first: number, back: number): boolean {
  return first === openZone || back === openZone;
}

function zoneIn(tracking: WalkState['tracking']): number {
  if (!tracking) return 0;
  if (tracking.notrack) return untracked;
  return tracking.zone === 'mark' || tracking.of ? openZone : tracking.zone;
}

/** Packets of a scope that arrive, by the zone that the raw table puts them into; without the fields in which an answer differs. */
function arrivals(walker: ChainWalker, scope: Scope, real: Edge): ReadonlyMap<number, SetPair> {
  const { model } = walker;
  const { bdd } = model;
  const result = runPath(walker, scope.path, real, { keepZones: true });
  const zones = new Map<number, Edge>();
  for (const [{ tracking }, packets] of result.arrived) {
    const zone = zoneIn(tracking);
    zones.set(zone, bdd.or(zones.get(zone) ?? never, model.possibly(packets)));
  }
  if (result.stuck !== never) zones.set(openZone, bdd.or(zones.get(openZone) ?? never, model.possibly(result.stuck)));
  return new Map(
    [...zones].map(([zone, packets]): [number, SetPair] => {
      const elsewhere = bdd.anyOf([...zones].filter(([other]) => other !== zone).map(([, others]) => others));
      const surely = zone === openZone ? never : bdd.minus(result.accept, elsewhere);
      return [
        zone,
        {
          possibly: withoutOwn(model, bdd.and(packets, real)),
          surely: bdd.minus(withoutOwn(model, real), withoutOwn(model, bdd.minus(real, surely))),
        },
      ];
    }),
  );
}

/** Some packet that differs at most in the fields that packets of one connection need not have in common. */
function withoutOwn({ bdd, vocabulary }: Model, set: Edge): Edge {
  const { in: bridge, fragment, protocol, tcpFlags, destinationPort, icmp, sourcePort, ttl } = vocabulary.fields;
  let edge = bdd.some(set, ttl.base, bottom);
  edge = bdd.some(edge, icmp.base, sourcePort.base);
  edge = bdd.some(edge, tcpFlags.base, destinationPort.base);
  edge = bdd.some(edge, fragment.base, protocol.base);
  return bdd.some(edge, 0, bridge.base);
}

/** What holds on some bridge, or on all. */
function withoutBridge(model: Model, { surely, possibly }: SetPair, real: Edge): SetPair {
  const { bdd, vocabulary } = model;
  const { in: first, fragment } = vocabulary.fields;
  const some = (set: Edge) => bdd.some(set, first.base, fragment.base);
  const all = withoutOwn(model, real);
  return { possibly: some(possibly), surely: bdd.minus(some(all), some(bdd.minus(all, surely))) };
}

function backwards({ from, to, ...rest }: BridgePass): BridgePass {
  return { ...rest, from: to, to: from };
}

/** The constraint as packets have it that come back. */
function answering(constraint: ConversationConstraint): PacketConstraint {
  const { source, destination, sourcePort, destinationPort, macSource, macDestination, protocol } = constraint;
  return {
    ...(protocol && { protocol }),
    ...(destination && { source: destination }),
    ...(source && { destination: source }),
    ...(destinationPort && { sourcePort: destinationPort }),
    ...(sourcePort && { destinationPort: sourcePort }),
    ...(macDestination && { macSource: macDestination }),
    ...(macSource && { macDestination: macSource }),
  };
}

function scopeOfPass(
  model: Model,
  walker: ChainWalker,
  { from, to, bridge }: BridgePass,
  constraint: PacketConstraint,
  kind: PacketConstraint = {},
): Scope {
  const devices = { physdevIn: [from], physdevOut: [to], ...(bridge !== undefined && { in: [bridge], out: [bridge] }) };
  const scope = scopeOf(model, 'bridged', { ...constraint, ...devices }, 'possible', walker.host.rules);
  return narrowed(model, scope, boxOf(model, kind).edge);
}

/** Errors of ICMP that belong to the connection pass every host on the way back as RELATED. */
function errorsBack(
  analysis: Analysis,
  passes: readonly BridgePass[],
  { source }: ConversationConstraint,
): { readonly sets: SetPair; readonly scope: Scope } {
  const { model } = analysis;
  const { bdd } = model;
  const isV4 = model.family === 'ipv4';
  const types = isV4 ? [3, 11, 12] : [1, 2, 3, 4];
  const constraint: PacketConstraint = {
    protocol: [isV4 ? 1 : 58],
    icmp: types.map((type) => ({ type, code: null })),
    ctState: ['RELATED'],
    ...(source && { destination: source }),
  };
  let sets = everything;
  let last: Scope | undefined;
  for (const pass of passes) {
    const walker = analysis.walker(pass.host ?? 0);
    const scope = scopeOfPass(model, walker, backwards(pass), constraint);
    const { accept, mayAccept } = runPath(walker, 'bridged', scope.within);
    const alone = (set: Edge) => bdd.some(bdd.and(set, scope.real), 0, model.vocabulary.fields.fragment.base);
    const possibly = alone(mayAccept);
    const surely = bdd.minus(alone(scope.real), alone(bdd.minus(scope.real, accept)));
    sets = both(sets, { surely, possibly }, (a, b) => bdd.and(a, b));
    last = scope;
  }
  if (!last) throw new RangeError('a conversation needs a host');
  return { sets, scope: last };
}
