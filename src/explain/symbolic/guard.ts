import { protocolNumber } from '../../model/index.ts';
import {
  type Flag,
  type Match,
  type NegatableName,
  type NegatableRange,
  type PortModule,
  type Ruleset,
  printMatch,
} from '../../netfilter/index.ts';
import type { Answer, Unknown } from '../answer.ts';
import type { Sight } from '../sight.ts';
import { effectOf } from '../target-effect.ts';
import { testMatch } from '../test-match.ts';
import { prefixIntervals, rangeInterval } from './address-intervals.ts';
import { icmpInterval, macIntervals } from './asked.ts';
import { type Edge, always, never, not } from './bdd.ts';
import { encode } from './field.ts';
import { type Point, joined, one } from './intervals.ts';
import { macText } from './mac-text.ts';
import type { Model } from './model.ts';
import { optionPieces } from './option-pieces.ts';
import type { SetTerm } from './set-shape.ts';
import type { SymbolicHost } from './symbolic-host.ts';
import { flagsOf } from './tcp-flags.ts';
import { ctStates } from './value-kind.ts';
import { type View, sightIn } from './view.ts';
import type { DeviceField, NumericField } from './vocabulary.ts';
import { type WalkState, clouds, constantTracking } from './walk-state.ts';

/**
 * Packets that a match, or all matches of a rule, hold for: surely, and possibly. They differ where a match can answer
 * the same packet in two ways; a steady question is a variable and makes no difference.
 */
export interface Guard {
  readonly surely: Edge;
  readonly possibly: Edge;
}

const portNumbers: { readonly [m in PortModule]: number } = { tcp: 6, udp: 17, udplite: 136, sctp: 132, dccp: 33 };

/**
 * What the matches of one host say, as sets of packets. Where a match looks at one field, the evaluator's own
 * `testMatch` is asked with a value of each atom; what looks at large fields or at several is written out here and
 * held to the evaluator by properties.
 */
export class Guards {
  private readonly model: Model;
  private readonly host: SymbolicHost;
  private readonly known = new Map<string, Guard>();
  /** Sets that some rule adds to or takes from. */
  private readonly changing: ReadonlySet<string>;

  constructor(model: Model, host: SymbolicHost) {
    this.model = model;
    this.host = host;
    this.changing = setsChangedBy(host.rules);
  }

  /** All matches of a rule. */
  all(matches: readonly Match[], view: View, state: WalkState): Guard {
    const { bdd } = this.model;
    let surely: Edge = always;
    let possibly: Edge = always;
    for (const match of matches) {
      const guard = this.of(match, view, state);
      const isSame = surely === possibly && guard.surely === guard.possibly;
      possibly = bdd.and(possibly, guard.possibly);
      surely = isSame ? possibly : bdd.and(surely, guard.surely);
    }
    return { surely, possibly };
  }

  /** What the matches ask of devices. */
  devices(matches: readonly Match[], view: View): Edge {
    let edge: Edge = always;
    for (const match of matches) {
      if (match.kind === 'inInterface' || match.kind === 'outInterface' || match.kind === 'physdev') {
        edge = this.model.bdd.and(edge, this.of(match, view, unchanged).surely);
      }
    }
    return edge;
  }

  of(match: Match, view: View, state: WalkState): Guard {
    const { model } = this;
    switch (match.kind) {
      case 'comment':
        return settled(always);
      case 'source':
      case 'destination': {
        const intervals = prefixIntervals(match.cidr, model.family);
        if (!intervals) return this.open(match, view);
        return this.once(`${match.kind} ${match.cidr} ${match.negated}`, () =>
          settled(negateIf(match.negated, model.values(match.kind, intervals))),
        );
      }
      case 'inInterface':
        return this.interface('in', view.showsIn, match);
      case 'outInterface':
        return this.interface('out', view.showsOut, match);
      case 'protocol': {
        const number = match.protocol === 'all' ? 0 : protocolNumber(match.protocol);
        if (number === undefined) return this.open(match, view);
        return this.once(`protocol ${number} ${match.negated}`, () =>
          settled(negateIf(match.negated, number === 0 ? always : this.protocol(number))),
        );
      }
      case 'fragment':
        return settled(negateIf(match.negated, this.isFragment()));
      case 'ports': {
        const { module, source, destination, rest } = match;
        if (rest !== '' && state.clouded & clouds.tcpFlags) return this.portsWithoutFlags(match, view);
        return this.once(`ports ${module} ${rangeKey(source)} ${rangeKey(destination)} ${rest}`, () =>
          this.ports(match, view),
        );
      }
      case 'multiport': {
        const { side, ranges, negated } = match;
        const key = ranges.map(({ first, last }) => `${first}:${last}`).join();
        return this.once(`multiport ${side} ${key} ${negated}`, () => settled(this.multiport(match)));
      }
      case 'icmp': {
        const { module, type, code, negated } = match;
        return this.once(`icmp ${module} ${type}/${code} ${negated}`, () => settled(this.icmp(match)));
      }
      case 'physdev':
        return this.once(`physdev ${view.deviceKey} ${printMatch(match)}`, () => settled(this.physdev(match, view)));
      case 'set': {
        const { name, flags, negated, rest } = match;
        return this.once(`set ${name} ${flags.join()} ${negated} ${view.hasLinkHeader} ${view.deviceKey} ${rest}`, () =>
          this.set(match, view),
        );
      }
      case 'state':
      case 'ctstate': {
        const constant = constantTracking(state);
        if (constant) return this.answered(testMatch(match, sightIn(view, {}, constant)));
        return this.once(`${match.kind} ${match.states.join()} ${match.negated}`, () =>
          this.cases(match, 'ctState', (number) => sightIn(view, {}, { ctState: ctStates[Number(number)] ?? 'NEW' })),
        );
      }
      case 'mac':
        if (!view.hasLinkHeader) return settled(never);
        return this.once(`mac ${match.address.toLowerCase()} ${match.negated}`, () =>
          settled(negateIf(match.negated, model.values('macSource', macIntervals(match.address)))),
        );
      case 'other':
        return this.other(match, view, state);
    }
  }

  /** Forgets everything that has a node from this one on, before these are given back. */
  forgetAbove(node: number): void {
    for (const [key, { surely, possibly }] of this.known) {
      if (surely >> 1 >= node || possibly >> 1 >= node) this.known.delete(key);
    }
  }

  private once(key: string, make: () => Guard): Guard {
    let guard = this.known.get(key);
    if (!guard) {
      guard = make();
      this.known.set(key, guard);
    }
    return guard;
  }

  private protocol(number: number): Edge {
    return this.model.values('protocol', [one(number)]);
  }

  private isFragment(): Edge {
    return this.model.values('fragment', [one(1)]);
  }

  /** No device is the empty name, for which `+` holds and nothing else. */
  private interface(field: 'in' | 'out', isShown: boolean, { name, negated }: NegatableName): Guard {
    return this.once(`${field} ${name} ${negated} ${isShown}`, () => {
      const holds = isShown ? this.model.devices(field, name) : name === '+' || name === '' ? always : never;
      return settled(negateIf(negated, holds));
    });
  }

  /** A later fragment has no header to look into: nothing holds, negated or not. */
  private ports(match: Extract<Match, { kind: 'ports' }>, view: View): Guard {
    const { bdd } = this.model;
    const protocol = portNumbers[match.module];
    let edge = bdd.minus(this.protocol(protocol), this.isFragment());
    edge = bdd.and(edge, this.portSide('sourcePort', match.source));
    edge = bdd.and(edge, this.portSide('destinationPort', match.destination));
    if (match.rest === '') return settled(edge);
    const withoutPorts = { ...match, source: null, destination: null };
    const rest = this.cases(withoutPorts, 'tcpFlags', (flags) =>
      sightIn(view, { protocol, tcpFlags: flagsOf(Number(flags)) }, {}),
    );
    return { surely: bdd.and(edge, rest.surely), possibly: bdd.and(edge, rest.possibly) };
  }

  /** Rules have taken flags off: what is asked of them is open. */
  private portsWithoutFlags(match: Extract<Match, { kind: 'ports' }>, view: View): Guard {
    return { surely: never, possibly: this.of({ ...match, rest: '' }, view, unchanged).possibly };
  }

  private portSide(field: 'sourcePort' | 'destinationPort', range: NegatableRange | null): Edge {
    return range ? negateIf(range.negated, this.model.values(field, [range])) : always;
  }

  private multiport({ side, ranges, negated }: Extract<Match, { kind: 'multiport' }>): Edge {
    const { model } = this;
    const { bdd } = model;
    const intervals = joined(ranges);
    const source = side === 'destination' ? never : model.values('sourcePort', intervals);
    const destination = side === 'source' ? never : model.values('destinationPort', intervals);
    const havePorts = bdd.anyOf(Object.values(portNumbers).map((number) => this.protocol(number)));
    return bdd.and(bdd.minus(havePorts, this.isFragment()), negateIf(negated, bdd.or(source, destination)));
  }

  /** Type 255 is "any" for IPv4, whatever its code, and an ordinary number for IPv6. */
  private icmp({ module, type, code, negated }: Extract<Match, { kind: 'icmp' }>): Edge {
    const { bdd } = this.model;
    const isAny = type === null || (type === 255 && module === 'icmp');
    const holds = isAny ? always : this.model.values('icmp', [icmpInterval(type, code)]);
    const whole = bdd.minus(this.protocol(module === 'icmp' ? 1 : 58), this.isFragment());
    return bdd.and(whole, negateIf(negated, holds));
  }

  /** See `testPhysdev`: no option is the complement of its negation. */
  private physdev(match: Extract<Match, { kind: 'physdev' }>, { bridge }: View): Edge {
    const { bdd } = this.model;
    const flags = [match.isIn, match.isOut, match.isBridged];
    const holdsOutside = !flags.includes('yes') && (match.in?.negated ?? true) && (match.out?.negated ?? true);
    const outside = holdsOutside ? always : never;
    if (bridge === 'nothing') return outside;
    const isInside = this.isDevice('physdevIn');
    const hasOut = bridge === 'inAndOut' ? this.isDevice('physdevOut') : never;
    let inside = bdd.and(flagHolds(match.isBridged, hasOut), flagHolds(match.isIn, always));
    inside = bdd.and(inside, flagHolds(match.isOut, hasOut));
    if (match.in) inside = bdd.and(inside, negateIf(match.in.negated, this.model.devices('physdevIn', match.in.name)));
    if (match.out) {
      const named = negateIf(match.out.negated, this.model.devices('physdevOut', match.out.name));
      inside = bdd.and(inside, bdd.and(hasOut, named));
    }
    return bdd.choose(isInside, inside, outside);
  }

  private isDevice(field: DeviceField): Edge {
    return not(encode(this.model.bdd, this.model.vocabulary.fields[field], [0]));
  }

  private set(match: Extract<Match, { kind: 'set' }>, view: View): Guard {
    const { bdd } = this.model;
    if (this.changing.has(match.name)) return eitherWay;
    if (!isKnownRest(match.rest)) return this.answered(testMatch(match, sightIn(view, {}, {}, this.host.sets)));
    const shape = this.model.shapes.get(this.host)?.of(match);
    const found = bdd.anyOf((shape?.sets ?? []).map((terms) => this.oneSet(terms, view)));
    if (shape && !shape.isOpen) return settled(negateIf(match.negated, found));
    // Without members the evaluator asks; what a known member of a list holds is settled all the same.
    const open = this.answered(testMatch(match, sightIn(view, {}, {})));
    const holds = match.negated ? never : always;
    return {
      surely: bdd.choose(found, holds, open.surely),
      possibly: bdd.choose(found, holds, open.possibly),
    };
  }

  private oneSet(terms: readonly SetTerm[], view: View): Edge {
    const { bdd } = this.model;
    if (terms.every(({ holds }) => holds)) return bdd.anyOf(terms.map((term) => this.setTerm(term, view)));
    let found: Edge = never;
    for (const term of terms) {
      const edge = this.setTerm(term, view);
      found = term.holds ? bdd.or(found, edge) : bdd.minus(found, edge);
    }
    return found;
  }

  private setTerm({ parts }: SetTerm, view: View): Edge {
    const { model } = this;
    const { bdd } = model;
    let edge: Edge = always;
    for (const part of parts) {
      if ('names' in part) {
        const { field, names } = part;
        if (!(field === 'in' ? view.showsIn : view.showsOut)) return never;
        edge = bdd.and(edge, bdd.anyOf(names.map((name) => model.devices(field, name))));
        continue;
      }
      const isMac = part.field === 'macSource' || part.field === 'macDestination';
      if (isMac && !view.hasLinkHeader) return never;
      if ('intervals' in part) edge = bdd.and(edge, model.values(part.field, part.intervals));
      if (!('protocols' in part)) continue;
      edge = bdd.and(edge, bdd.anyOf(part.protocols.map((number) => this.protocol(number))));
      if ('intervals' in part) edge = bdd.minus(edge, this.isFragment());
    }
    return edge;
  }

  /** A match that is kept as text: what each of its options says, if it is known, else one question for all of it. */
  private other(match: Extract<Match, { kind: 'other' }>, view: View, state: WalkState): Guard {
    const { bdd } = this.model;
    const told = optionPieces(match.text) ?? [];
    // No tool prints an option twice, and what that would mean nobody has said.
    const pieces = new Set(told.map(({ name }) => name)).size === told.length ? told : [];
    let surely: Edge = pieces.length > 0 ? always : never;
    let possibly = surely;
    let isOpen = pieces.length === 0;
    for (const { text, name, values } of pieces) {
      const guard = this.piece({ ...match, text }, name, values, view, state);
      if (!guard) {
        isOpen = true;
        continue;
      }
      surely = bdd.and(surely, guard.surely);
      possibly = bdd.and(possibly, guard.possibly);
    }
    if (!isOpen) return { surely, possibly };
    const open = isClouded(match.module, state) ? eitherWay : this.open(match, view);
    if (pieces.length === 0) return open;
    return { surely: bdd.and(surely, open.surely), possibly: bdd.and(possibly, open.possibly) };
  }

  /** Undefined: not known, at least for some packets. */
  private piece(
    match: Extract<Match, { kind: 'other' }>,
    name: string,
    values: readonly string[],
    view: View,
    state: WalkState,
  ): Guard | undefined {
    const { model } = this;
    const { module, text } = match;
    switch (module) {
      case 'iprange': {
        const intervals = rangeInterval(values[0] ?? '', model.family);
        const field = name === '--src-range' ? 'source' : name === '--dst-range' ? 'destination' : undefined;
        if (!intervals || !field || values.length !== 1) return undefined;
        return settled(negateIf(text.startsWith('! '), model.values(field, intervals)));
      }
      case 'mark': {
        const answer = testMatch(match, sightIn(view, {}, { mark: state.mark }));
        return typeof answer === 'boolean' ? settled(answer ? always : never) : undefined;
      }
      case 'length':
        if (state.clouded & clouds.length) return undefined;
        return this.settledCases(match, 'length', (length) => sightIn(view, { length: Number(length) }, {}));
      case 'ttl':
      case 'hl':
        return this.settledCases(match, 'ttl', (came) => {
          const ttl = state.ttl ? (state.ttl[Number(came)] ?? -1) : Number(came);
          return sightIn(view, {}, { ttl: ttl < 0 ? undefined : ttl });
        });
      case 'pkttype':
        return this.settledCases(match, 'macDestination', (mac) =>
          sightIn(view, { macDestination: macText(Number(mac)) }, {}),
        );
      case 'conntrack': {
        if (name !== '--ctstate') return undefined;
        const constant = constantTracking(state);
        if (!constant) {
          return this.settledCases(match, 'ctState', (number) =>
            sightIn(view, {}, { ctState: ctStates[Number(number)] ?? 'NEW' }),
          );
        }
        const answer = testMatch(match, sightIn(view, {}, constant));
        return typeof answer === 'boolean' ? settled(answer ? always : never) : undefined;
      }
      default:
        return undefined;
    }
  }

  /** What the evaluator answers for each value of a field; undefined if one of the answers is open. */
  private settledCases(match: Match, field: NumericField, sight: (value: Point) => Sight): Guard | undefined {
    const { examples } = this.model.vocabulary.alphabets[field];
    const answers = examples.map((value) => testMatch(match, sight(value)));
    if (answers.some((answer) => typeof answer !== 'boolean')) return undefined;
    return settled(this.atoms(field, answers, (answer) => answer === true));
  }

  /** The same, with the questions that are open for some values. */
  private cases(match: Match, field: NumericField, sight: (value: Point) => Sight): Guard {
    const { bdd } = this.model;
    const { examples } = this.model.vocabulary.alphabets[field];
    const answers = examples.map((value) => testMatch(match, sight(value)));
    const yes = this.atoms(field, answers, (answer) => answer === true);
    let surely = yes;
    let possibly = yes;
    const questions = new Map<string, Unknown>();
    for (const answer of answers) if (typeof answer !== 'boolean') questions.set(questionKey(answer), answer);
    for (const [key, question] of questions) {
      const where = this.atoms(field, answers, (other) => typeof other !== 'boolean' && questionKey(other) === key);
      const open = this.answered(question);
      surely = bdd.or(surely, bdd.and(where, open.surely));
      possibly = bdd.or(possibly, bdd.and(where, open.possibly));
    }
    return { surely, possibly };
  }

  private atoms(field: NumericField, answers: readonly Answer[], isIn: (answer: Answer) => boolean): Edge {
    const numbers = answers.flatMap((answer, number) => (isIn(answer) ? [number] : []));
    return encode(this.model.bdd, this.model.vocabulary.fields[field], numbers);
  }

  /** A match that is a question whatever the packet. */
  private open(match: Match, view: View): Guard {
    const answer = testMatch(match, sightIn(view, {}, {}));
    // The evaluator can come to know more kinds of matches than this file does; here they stay questions.
    return this.answered(
      typeof answer === 'boolean' ? { question: printMatch(match), negated: false, steady: true } : answer,
    );
  }

  private answered(answer: Answer): Guard {
    if (typeof answer === 'boolean') return settled(answer ? always : never);
    if (!answer.steady) return { surely: never, possibly: always };
    return settled(negateIf(answer.negated, this.model.question(answer.question)));
  }
}

/** Matches of devices do not look at it. */
const unchanged: WalkState = { id: -1, mark: 0, ttl: null, clouded: 0, tracking: null, isLookedUp: true };

/** The same packet can be answered yes at one rule and no at the next. */
const eitherWay: Guard = { surely: never, possibly: always };

/** Modules that look at bytes which a rule can have changed. */
const byteModules: ReadonlySet<string> = new Set(['tos', 'dscp', 'ecn', 'length', 'ttl', 'hl', 'u32', 'bpf', 'string']);

const connectionModules: ReadonlySet<string> = new Set(['conntrack', 'connmark', 'helper']);

/** What the match asks about was changed in a way that is not followed. */
function isClouded(module: string, { clouded, mark, isLookedUp }: WalkState): boolean {
  // Of the connection, raw knows nothing yet.
  if (connectionModules.has(module) && !isLookedUp) return true;
  if (module === 'mark') return mark === undefined;
  if (module === 'connmark') return (clouded & clouds.connmark) !== 0;
  return byteModules.has(module) && (clouded & ~clouds.connmark) !== 0;
}

function setsChangedBy({ tables }: Ruleset): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { chains } of tables.values()) {
    for (const { rules } of chains.values()) {
      for (const { target } of rules) {
        const effect = target?.kind === 'other' ? effectOf(target) : undefined;
        if (effect?.kind === 'sets') for (const name of effect.names) names.add(name);
      }
    }
  }
  return names;
}

function settled(edge: Edge): Guard {
  return { surely: edge, possibly: edge };
}

function negateIf(negated: boolean, edge: Edge): Edge {
  return negated ? not(edge) : edge;
}

function flagHolds(flag: Flag, is: Edge): Edge {
  return flag === 'absent' ? always : negateIf(flag === 'no', is);
}

function rangeKey(range: NegatableRange | null): string {
  return range ? `${range.negated ? '!' : ''}${range.first}:${range.last}` : '';
}

function questionKey({ question, negated, steady }: Unknown): string {
  return `${negated} ${steady} ${question}`;
}

/** Options that only keep books, or none; see `testSet`. */
function isKnownRest(rest: string): boolean {
  return rest === '' || rest === '--return-nomatch' || /^! --update-(?:sub)?counters$/.test(rest);
}
