import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bdd, always, never, not } from './bdd.ts';
import { type Field, bitsFor, encode, restAt, splitBy } from './field.ts';

const limits = { nodes: 100_000, steps: 1_000_000 };
const field = (size: number, base = 0): Field => ({ name: 'source', base, bits: bitsFor(size), size });
const subsets = fc
  .integer({ min: 1, max: 40 })
  .chain((size) => fc.tuple(fc.constant(size), fc.subarray(Array.from({ length: size }, (_, atom) => atom))));

describe('atoms as variables', () => {
  test('keep a set of them, and its complement, atom by atom', () => {
    fc.assert(
      fc.property(subsets, ([size, atoms]) => {
        const bdd = new Bdd(limits);
        const edge = encode(bdd, field(size), atoms);
        for (let atom = 0; atom < size; atom += 1) {
          const isIn = atoms.includes(atom);
          expect(restAt(bdd, field(size), edge, atom)).toBe(isIn ? always : never);
          expect(restAt(bdd, field(size), not(edge), atom)).toBe(isIn ? never : always);
        }
        const others = Array.from({ length: size }, (_, atom) => atom).filter((atom) => !atoms.includes(atom));
        expect(encode(bdd, field(size), others)).toBe(not(edge));
      }),
    );
  });

  test('are grouped by what is left of a function', () => {
    fc.assert(
      fc.property(subsets, subsets, ([size, atoms], [otherSize, others]) => {
        const bdd = new Bdd(limits);
        const above = field(size);
        const below = field(otherSize, above.bits);
        const rest = encode(bdd, below, others);
        const parts = splitBy(bdd, above, bdd.and(encode(bdd, above, atoms), rest));
        const isNothing = rest === never || atoms.length === 0;
        expect(parts.get(rest) ?? []).toEqual(
          isNothing && rest !== never ? [] : rest === never ? parts.get(never) : atoms,
        );
        expect([...parts.values()].flat().sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, n) => n));
      }),
    );
  });
});
