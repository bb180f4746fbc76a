import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Interval, common, complement, joined } from './intervals.ts';

const whole = { first: 0, last: 40 };
const lists = fc.array(
  fc.tuple(fc.nat(40), fc.nat(40)).map(([a, b]): Interval => ({ first: Math.min(a, b), last: Math.max(a, b) })),
  { maxLength: 8 },
);
const values = Array.from({ length: 41 }, (_, value) => value);
const has = (intervals: readonly Interval[], value: number) =>
  intervals.some(({ first, last }) => first <= value && value <= last);
const isJoined = (intervals: readonly Interval[]) =>
  intervals.every(
    ({ first, last }, at) => first <= last && (at === 0 || Number(intervals[at - 1]?.last) + 1 < Number(first)),
  );

describe('intervals', () => {
  test('are joined, turned round and met value by value', () => {
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        const [one, other] = [joined(a), joined(b)];
        const beyond = complement(a, whole);
        const met = common(one, other);
        expect([one, beyond, met].map(isJoined)).toEqual([true, true, true]);
        for (const value of values) {
          expect(has(one, value)).toBe(has(a, value));
          expect(has(beyond, value)).toBe(!has(a, value));
          expect(has(met, value)).toBe(has(a, value) && has(b, value));
        }
      }),
    );
  });

  test('of IPv6 are as exact as others', () => {
    const end = (1n << 128n) - 1n;
    expect(complement([{ first: 5n, last: end }], { first: 0n, last: end })).toEqual([{ first: 0n, last: 4n }]);
    expect(
      joined([
        { first: 6n, last: 9n },
        { first: 0n, last: 5n },
      ]),
    ).toEqual([{ first: 0n, last: 9n }]);
  });
});
