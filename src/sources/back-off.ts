/** How long to wait between tries that fail. */
export interface BackOff {
  /** The next delay: doubles each time up to the limit, spread so that a thousand hosts do not come back at once. */
  next(): number;
  /** A try went well: the next failure waits short again. */
  reset(): void;
}

export interface BackOffOptions {
  readonly firstMs: number;
  readonly limitMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export function createBackOff({ firstMs, limitMs, random }: BackOffOptions): BackOff {
  let ceiling = firstMs;
  return {
    next() {
      // Between half and all of the ceiling: spread, and never at once.
      const delay = ceiling * (0.5 + random() / 2);
      ceiling = Math.min(limitMs, ceiling * 2);
      return delay;
    },
    reset() {
      ceiling = firstMs;
    },
  };
}
