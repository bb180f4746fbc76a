import { type Bdd, type Edge, always, never } from './bdd.ts';

/** A field of a packet as variables of the diagram: its atoms are the leaves of a tree over `bits` levels from `base` on. */
export interface Field {
  readonly name: FieldName;
  readonly base: number;
  readonly bits: number;
  /** Number of atoms. */
  readonly size: number;
}

export type FieldName = (typeof fieldNames)[number];

/** From the top of the diagram down: what splits packets into the most different rules comes first. */
export const fieldNames = [
  'physdevOut',
  'physdevIn',
  'in',
  'out',
  'fragment',
  'ctState',
  'protocol',
  'tcpFlags',
  'destinationPort',
  'icmp',
  'sourcePort',
  'source',
  'destination',
  'macSource',
  'macDestination',
  'ttl',
  'length',
] as const;

export function bitsFor(size: number): number {
  return size <= 1 ? 0 : 32 - Math.clz32(size - 1);
}

/**
 * Where the field has one of the atoms, which must ascend. The tree halves the atoms until one is left, so every
 * assignment of the variables stands for an atom: the negation of a predicate holds no values that are none.
 */
export function encode(bdd: Bdd, field: Field, atoms: readonly number[]): Edge {
  const build = (depth: number, low: number, high: number, from: number, to: number): Edge => {
    if (from === to) return never;
    if (to - from === high - low) return always;
    const middle = (low + high) >> 1;
    let split = from;
    let end = to;
    while (split < end) {
      const at = (split + end) >> 1;
      if ((atoms[at] ?? 0) < middle) split = at + 1;
      else end = at;
    }
    return bdd.node(
      field.base + depth,
      build(depth + 1, low, middle, from, split),
      build(depth + 1, middle, high, split, to),
    );
  };
  return build(0, 0, field.size, 0, atoms.length);
}

/** What is left of a function, which must not begin above the field, for each of the field's atoms: atoms with the same rest are together. */
export function splitBy(bdd: Bdd, field: Field, edge: Edge): ReadonlyMap<Edge, readonly number[]> {
  const rests = new Map<Edge, number[]>();
  const end = field.base + field.bits;
  const visit = (at: Edge, depth: number, low: number, high: number) => {
    const level = bdd.level(at);
    if (level >= end || high - low === 1) {
      let atoms = rests.get(at);
      if (!atoms) rests.set(at, (atoms = []));
      for (let atom = low; atom < high; atom += 1) atoms.push(atom);
      return;
    }
    const middle = (low + high) >> 1;
    const isHere = level === field.base + depth;
    visit(isHere ? bdd.low(at) : at, depth + 1, low, middle);
    visit(isHere ? bdd.high(at) : at, depth + 1, middle, high);
  };
  visit(edge, 0, 0, field.size);
  return rests;
}

/** What is left of a function, which must not begin above the field, where the field has the atom. */
export function restAt(bdd: Bdd, field: Field, edge: Edge, atom: number): Edge {
  let at = edge;
  let low = 0;
  let high = field.size;
  const end = field.base + field.bits;
  for (let depth = 0; high - low > 1 && bdd.level(at) < end; depth += 1) {
    const middle = (low + high) >> 1;
    const isHere = bdd.level(at) === field.base + depth;
    if (atom < middle) {
      high = middle;
      if (isHere) at = bdd.low(at);
    } else {
      low = middle;
      if (isHere) at = bdd.high(at);
    }
  }
  return at;
}
