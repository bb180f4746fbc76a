/** What a question would have needed more of than it may have. */
export type Exhausted = 'nodes' | 'steps' | 'states' | 'atoms' | 'questions';

/** Bounds of the work on one model. What lies beyond them is answered "too large", never by a hang. */
export interface SymbolicLimits {
  /** Nodes of the diagrams that are alive at one time; one costs about 25 bytes. */
  readonly nodes: number;
  /** Steps on diagrams for one question; some ten million take a second. */
  readonly steps: number;
  /** Combinations of mark, TTL change and conntrack zone that packets are told apart by. */
  readonly states: number;
  /** Classes of values that the rules tell apart in one field. */
  readonly atoms: number;
  /** Different matches that cannot be answered. */
  readonly questions: number;
}

export const defaultSymbolicLimits: SymbolicLimits = {
  nodes: 8_000_000,
  steps: 150_000_000,
  states: 2_000,
  atoms: 200_000,
  questions: 2_000,
};

/** The answer to a question that would cost more than the limits allow. */
export interface TooLarge {
  readonly kind: 'tooLarge';
  readonly exhausted: Exhausted;
  readonly limit: number;
}

/** Ends the work on a question; never leaves this folder: see `withinLimits`. */
export class LimitReached extends Error {
  readonly exhausted: Exhausted;
  readonly limit: number;
  constructor(exhausted: Exhausted, limit: number) {
    super(`more than ${limit} ${exhausted}`);
    this.exhausted = exhausted;
    this.limit = limit;
  }
}

/** What the work gives, or that it would be too large. */
export function withinLimits<T>(work: () => T): T | TooLarge {
  try {
    return work();
  } catch (error) {
    if (error instanceof LimitReached) {
      return { kind: 'tooLarge', exhausted: error.exhausted, limit: error.limit };
    }
    throw error;
  }
}
