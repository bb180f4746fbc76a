import { type Edge, always, never } from './bdd.ts';
import type { FieldName } from './field.ts';
import type { Model } from './model.ts';

/** Fields of the two ends of a packet; each pair is drawn from one alphabet. */
const pairs: readonly (readonly [FieldName, FieldName])[] = [
  ['source', 'destination'],
  ['sourcePort', 'destinationPort'],
  ['macSource', 'macDestination'],
  ['physdevIn', 'physdevOut'],
  ['in', 'out'],
];

/** Packets whose ends exchanged are in the set: what a set of answers is to the packets that they answer. */
export function exchanged(model: Model, set: Edge): Edge {
  const { bdd, vocabulary } = model;
  const levels = new Map<number, number>();
  for (const [one, other] of pairs) {
    const [a, b] = [vocabulary.fields[one], vocabulary.fields[other]];
    for (let bit = 0; bit < a.bits; bit += 1) {
      levels.set(a.base + bit, b.base + bit);
      levels.set(b.base + bit, a.base + bit);
    }
  }
  const known = new Map<Edge, Edge>();
  const visit = (edge: Edge): Edge => {
    if (edge === always || edge === never) return edge;
    const regular = edge & ~1;
    let result = known.get(regular);
    if (result === undefined) {
      const level = bdd.level(regular);
      const variable = bdd.variable(levels.get(level) ?? level);
      result = bdd.choose(variable, visit(bdd.high(regular)), visit(bdd.low(regular)));
      known.set(regular, result);
    }
    return result ^ (edge & 1);
  };
  return visit(set);
}
