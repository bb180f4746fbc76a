/**
 * Something odd in a text that was read. Reading goes on: what the finding is about is kept as far as it can be.
 * The codes are keys of the catalogue of words, `finding_` before them.
 */
export interface Finding {
  readonly code: FindingCode;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

export type FindingCode =
  | 'line_unknown'
  | 'line_outside_table'
  | 'line_inserts'
  | 'table_twice'
  | 'table_unfinished'
  | 'chain_twice'
  | 'chain_undeclared'
  | 'quote_unclosed'
  | 'set_twice'
  | 'set_undeclared';
