import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atomAt, atomsBeyond, atomsIn, makeAlphabet, valuesOf } from './alphabet.ts';
import { type Interval, complement, joined, one } from './intervals.ts';
import { LimitReached } from './too-large.ts';

const whole = { first: 0, last: 60 };
const values = Array.from({ length: 61 }, (_, value) => value);
const intervalLists = fc
  .array(
    fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]): Interval => ({ first: Math.min(a, b), last: Math.max(a, b) })),
    { maxLength: 4 },
  )
  .map(joined);
const predicateLists = fc.array(fc.record({ intervals: intervalLists, weight: fc.nat(3) }), { maxLength: 6 });
const has = (intervals: readonly Interval[], value: number) =>
  intervals.some(({ first, last }) => first <= value && value <= last);

describe('the atoms of a field', () => {
  test('hold the values that are in the same predicates, and no others', () => {
    fc.assert(
      fc.property(predicateLists, (predicates) => {
        const alphabet = makeAlphabet(whole, predicates, 1000);
        const membership = (value: number) => predicates.map(({ intervals }) => has(intervals, value)).join();
        const atoms = new Map(values.map((value) => [atomAt(alphabet, value), membership(value)]));
        expect(atoms.size).toBe(alphabet.size);
        expect(new Set(atoms.values()).size).toBe(alphabet.size);
        for (const value of values) expect(atoms.get(atomAt(alphabet, value))).toBe(membership(value));
        expect(alphabet.examples.map((value) => atomAt(alphabet, value))).toEqual(
          [...atoms.keys()].sort((a, b) => a - b),
        );
      }),
    );
  });

  test('make up every predicate, and give back its values', () => {
    fc.assert(
      fc.property(predicateLists, (predicates) => {
        const alphabet = makeAlphabet(whole, predicates, 1000);
        for (const { intervals } of predicates) {
          expect(valuesOf(alphabet, atomsIn(alphabet, intervals))).toEqual(intervals);
          // As well where the list is another one with the same values.
          expect(atomsIn(alphabet, [...intervals])).toEqual(atomsIn(alphabet, intervals));
        }
      }),
    );
  });

  test('that share a value with any values, or have one beyond them, are found', () => {
    fc.assert(
      fc.property(predicateLists, intervalLists, (predicates, intervals) => {
        const alphabet = makeAlphabet(whole, predicates, 1000);
        const atomsOf = (some: readonly Interval[]) =>
          [...new Set(values.filter((value) => has(some, value)).map((value) => atomAt(alphabet, value)))].sort(
            (a, b) => a - b,
          );
        expect(atomsIn(alphabet, intervals)).toEqual(atomsOf(intervals));
        expect(atomsBeyond(alphabet, intervals)).toEqual(atomsOf(complement(intervals, whole)));
      }),
    );
  });

  test('of the predicate that most rules ask for have numbers in a row', () => {
    const far = [1, 9, 17, 33, 57].map(one);
    const predicates = [
      ...values.filter((value) => value % 4 === 1).map((value) => ({ intervals: [one(value)], weight: 1 })),
      { intervals: far, weight: 9 },
    ];
    expect(atomsIn(makeAlphabet(whole, predicates, 100), far)).toEqual([0, 1, 2, 3, 4]);
  });

  test('of 60,000 addresses in 60 sets are as many as there are sets', () => {
    const sets = Array.from({ length: 60 }, (_, set) =>
      Array.from({ length: 1000 }, (_, member) => one(member * 4_000_000 + set * 2)),
    );
    const addresses = { first: 0, last: 2 ** 32 - 1 };
    expect(
      makeAlphabet(
        addresses,
        sets.map((intervals) => ({ intervals, weight: 1 })),
        100,
      ).size,
    ).toBe(61);
  });

  test('are limited in number', () => {
    const predicates = values.map((value) => ({ intervals: [one(value)], weight: 1 }));
    expect(() => makeAlphabet(whole, predicates, 20)).toThrow(new LimitReached('atoms', 20));
  });
});
