/**
 * What a match says of a packet. "Unknown" is a real answer, with the question that is open: two unknowns with the
 * same question on one packet have the same answer (`steady`), except for matches that count, draw lots or look at
 * the clock twice.
 */
export type Answer = boolean | Unknown;

export interface Unknown {
  readonly question: string;
  /** The answer to the question turned round. */
  readonly negated: boolean;
  readonly steady: boolean;
}

export function unknown(question: string, negated = false, steady = true): Unknown {
  return { question, negated, steady };
}

/** The answer of a match written with `!`. */
export function negateIf(negated: boolean, answer: Answer): Answer {
  if (!negated) return answer;
  return typeof answer === 'boolean' ? !answer : { ...answer, negated: !answer.negated };
}
