import type { Family } from '../../netfilter/index.ts';
import { atomsIn } from './alphabet.ts';
import { Bdd, type Edge, bottom, not } from './bdd.ts';
import { classesOf } from './device-names.ts';
import { encode } from './field.ts';
import type { Interval } from './intervals.ts';
import { SetShapes } from './set-shape.ts';
import type { SymbolicHost } from './symbolic-host.ts';
import { LimitReached, type SymbolicLimits } from './too-large.ts';
import { type DeviceField, type NumericField, type Vocabulary, makeVocabulary } from './vocabulary.ts';
import { WalkStates } from './walk-state.ts';

/** A rule needs about as many, unless all rules are different: the diagram is spared to grow. */
const nodesPerRule = 8;

/** One family of one or more hosts, in one diagram: what is asked of several hosts is compared edge by edge. */
export class Model {
  readonly family: Family;
  readonly shapes: ReadonlyMap<SymbolicHost, SetShapes>;
  readonly limits: SymbolicLimits;
  readonly vocabulary: Vocabulary;
  readonly bdd: Bdd;
  readonly states: WalkStates;
  private readonly questions = new Map<string, number>();

  constructor(family: Family, hosts: readonly SymbolicHost[], limits: SymbolicLimits) {
    this.family = family;
    this.shapes = new Map(hosts.map((host) => [host, new SetShapes(host.sets, family)]));
    this.limits = limits;
    this.vocabulary = makeVocabulary(family, this.shapes, limits.atoms);
    this.bdd = new Bdd(limits, nodesPerRule * ruleCount(hosts));
    this.states = new WalkStates(limits.states);
  }

  /** Packets whose value of the field shares an atom with the intervals; for what a rule asks: those that have one of them. */
  values(field: NumericField, intervals: readonly Interval[]): Edge {
    const { alphabets, fields } = this.vocabulary;
    return encode(this.bdd, fields[field], atomsIn(alphabets[field], intervals));
  }

  /** Packets whose device the pattern holds for. */
  devices(field: DeviceField, pattern: string): Edge {
    const { names, fields } = this.vocabulary;
    return encode(this.bdd, fields[field], classesOf(names[field], pattern));
  }

  /** Packets for which the answer to a question that nobody can answer is yes: a variable of its own. */
  question(text: string): Edge {
    let number = this.questions.get(text);
    if (number === undefined) {
      number = this.questions.size;
      if (number >= this.limits.questions) throw new LimitReached('questions', this.limits.questions);
      this.questions.set(text, number);
    }
    return this.bdd.variable(this.vocabulary.end + number);
  }

  /** Packets that the function holds for with some answers to the open questions. */
  possibly(edge: Edge): Edge {
    return this.questions.size === 0 ? edge : this.bdd.some(edge, this.vocabulary.end, bottom);
  }

  /** Whether a function can hang on questions at all. */
  get hasQuestions(): boolean {
    return this.questions.size > 0;
  }

  /** Packets that the function holds for whatever the answers to the open questions. */
  surely(edge: Edge): Edge {
    return not(this.possibly(not(edge)));
  }
}

function ruleCount(hosts: readonly SymbolicHost[]): number {
  let count = 0;
  for (const { rules } of hosts) {
    for (const table of rules.tables.values()) for (const chain of table.chains.values()) count += chain.rules.length;
  }
  return count;
}
