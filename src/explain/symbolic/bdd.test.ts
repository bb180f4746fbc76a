import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bdd, type Edge, always, bottom, never, not } from './bdd.ts';
import { LimitReached } from './too-large.ts';

const variables = 6;
const limits = { nodes: 1_000_000, steps: 10_000_000 };

/** A formula and its value for each of the 64 assignments, as bits of a bigint. */
type Formula =
  | { readonly op: 'variable'; readonly level: number }
  | { readonly op: 'and' | 'or'; readonly a: Formula; readonly b: Formula }
  | { readonly op: 'not'; readonly a: Formula };

const formulas: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.record({ op: fc.constant('variable' as const), level: fc.nat(variables - 1) }),
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), a: tie('formula'), b: tie('formula') }),
    fc.record({ op: fc.constant('not' as const), a: tie('formula') }),
  ),
})).formula;

function valueOf(formula: Formula, bits: number): boolean {
  switch (formula.op) {
    case 'variable':
      return ((bits >> formula.level) & 1) === 1;
    case 'and':
      return valueOf(formula.a, bits) && valueOf(formula.b, bits);
    case 'or':
      return valueOf(formula.a, bits) || valueOf(formula.b, bits);
    case 'not':
      return !valueOf(formula.a, bits);
  }
}

function build(bdd: Bdd, formula: Formula): Edge {
  switch (formula.op) {
    case 'variable':
      return bdd.variable(formula.level);
    case 'and':
      return bdd.and(build(bdd, formula.a), build(bdd, formula.b));
    case 'or':
      return bdd.or(build(bdd, formula.a), build(bdd, formula.b));
    case 'not':
      return not(build(bdd, formula.a));
  }
}

function follow(bdd: Bdd, edge: Edge, bits: number): boolean {
  let at = edge;
  while (bdd.level(at) !== bottom) at = ((bits >> bdd.level(at)) & 1) === 1 ? bdd.high(at) : bdd.low(at);
  return at === always;
}

const assignments = Array.from({ length: 1 << variables }, (_, bits) => bits);
const table = (formula: Formula) => assignments.map((bits) => valueOf(formula, bits));

describe('a decision diagram', () => {
  test('has the value of its formula for every assignment', () => {
    fc.assert(
      fc.property(formulas, (formula) => {
        const bdd = new Bdd(limits);
        const edge = build(bdd, formula);
        expect(assignments.map((bits) => follow(bdd, edge, bits))).toEqual(table(formula));
      }),
    );
  });

  test('is the same edge for two formulas just if they are equal everywhere', () => {
    fc.assert(
      fc.property(formulas, formulas, (one, other) => {
        const bdd = new Bdd(limits);
        const isSame = build(bdd, one) === build(bdd, other);
        expect(isSame).toBe(table(one).join() === table(other).join());
      }),
    );
  });

  test('without some variables holds where some, or all, of their values make it hold', () => {
    fc.assert(
      fc.property(formulas, fc.nat(variables), fc.nat(variables), (formula, a, b) => {
        const [first, end] = a < b ? [a, b] : [b, a];
        const bdd = new Bdd(limits);
        const edge = build(bdd, formula);
        const values = table(formula);
        const mask = ((1 << end) - 1) & ~((1 << first) - 1);
        const alike = (bits: number) => assignments.filter((other) => ((other ^ bits) & ~mask) === 0);
        const some = bdd.some(edge, first, end);
        const every = bdd.every(edge, first, end);
        for (const bits of assignments) {
          expect(follow(bdd, some, bits)).toBe(alike(bits).some((other) => values[other]));
          expect(follow(bdd, every, bits)).toBe(alike(bits).every((other) => values[other]));
        }
        expect(bdd.some(edge, first, bottom)).toBe(bdd.some(edge, first, variables));
      }),
    );
  });

  test('that was given back is made again as it was', () => {
    fc.assert(
      fc.property(formulas, formulas, (kept, gone) => {
        const bdd = new Bdd(limits);
        const edge = build(bdd, kept);
        const size = bdd.size;
        build(bdd, gone);
        bdd.release(size);
        expect(bdd.size).toBe(size);
        expect(build(bdd, kept)).toBe(edge);
        const again = build(bdd, gone);
        expect(assignments.map((bits) => follow(bdd, again, bits))).toEqual(table(gone));
      }),
    );
  });

  test('grows with what it holds', () => {
    const bdd = new Bdd(limits);
    const size = 100_000;
    let edge = never;
    for (let i = 0; i < size; i += 1) {
      // All numbers of 17 bits that are multiples of three.
      let word = always;
      for (let bit = 16; bit >= 0; bit -= 1) {
        word = ((i * 3) >> (16 - bit)) & 1 ? bdd.node(bit, never, word) : bdd.node(bit, word, never);
      }
      if (i * 3 < 1 << 17) edge = bdd.or(edge, word);
    }
    // A node for each remainder on each level but the first and, since the sets end at the edge, hardly more.
    expect(bdd.sizeOf(edge)).toBeLessThan(60);
    expect(bdd.size).toBeGreaterThan(size);
  });
});

describe('the limits of a diagram', () => {
  const parity = (bdd: Bdd) => {
    let edge: Edge = never;
    for (let level = 0; level < 64; level += 1) {
      const variable = bdd.variable(level);
      edge = bdd.choose(edge, not(variable), variable);
    }
    return edge;
  };

  test('hold for nodes and steps', () => {
    expect(() => parity(new Bdd({ nodes: 100, steps: 1000_000 }))).toThrow(new LimitReached('nodes', 100));
    expect(() => parity(new Bdd({ nodes: 100_000, steps: 100 }))).toThrow(new LimitReached('steps', 100));
  });

  test('count anew with each question', () => {
    const bdd = new Bdd({ nodes: 100_000, steps: 100_000 });
    parity(bdd);
    expect(bdd.stepsTaken).toBeGreaterThan(0);
    bdd.allowSteps();
    expect(bdd.stepsTaken).toBe(0);
  });
});
