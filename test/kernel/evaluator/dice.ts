/** Random choices that a seed repeats. */
export interface Dice {
  /** A whole number from 0 to below `n`. */
  below(n: number): number;
  pick<T>(of: readonly T[]): T;
  chance(probability: number): boolean;
  /** So many of the list, each at most once, in its order. */
  some<T>(of: readonly T[], most: number): readonly T[];
}

/** Mulberry32: small, and good enough to draw rules by. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    pick(of) {
      const picked = of[below(of.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    chance: (probability) => next() < probability,
    some(of, most) {
      const wanted = below(most + 1);
      const left = of.map((_, index) => index);
      while (left.length > wanted) left.splice(below(left.length), 1);
      return left.flatMap((index) => of[index] ?? []);
    },
  };
}
