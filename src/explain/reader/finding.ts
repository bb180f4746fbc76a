import { type Language, type Params, say } from '../../words/index.ts';

/** How much a finding matters. */
export type FindingSeverity =
  /** Nothing is lost; something was mended or checked. */
  | 'info'
  /** Something was taken that no text says. */
  | 'assumption'
  /** The user can say what no text does. */
  | 'question'
  /** Rules or parts of them are not known; answers that hang on them are. */
  | 'loss'
  /** A whole part could not be read. */
  | 'error';

/** Something to say of what was read: what is missing, what was taken, what was mended. */
export interface ReadFinding {
  readonly code: ReadFindingCode;
  readonly severity: FindingSeverity;
  /** There may be rules that the texts do not show: no verdict from them is sure, an "accepted" least. */
  readonly weakens: boolean;
  /** Index of the text, and its name if it has one. */
  readonly text: number;
  readonly name?: string;
  /** From 1: the line that it is about, or the first of them. */
  readonly line: number;
  /** How many lines it speaks of that are nothing else: the sum over all findings is `LineAccount.odd`. */
  readonly lines: number;
  /** What goes into the sentence. */
  readonly values: Params;
}

/** Severity, and whether it weakens, of every finding. */
const kinds = {
  line_unknown: ['loss', true],
  line_too_long: ['loss', true],
  part_omitted: ['loss', true],
  noise: ['info', false],
  line_inserts: ['loss', false],
  table_unfinished: ['loss', true],
  table_twice: ['question', false],
  ruleset_omitted: ['loss', true],
  chain_twice: ['loss', false],
  chain_undeclared: ['assumption', false],
  chain_lost: ['loss', true],
  chain_head_lost: ['loss', true],
  chain_not_shown: ['loss', true],
  references_differ: ['loss', true],
  quote_unclosed: ['loss', true],
  set_twice: ['loss', false],
  set_differs: ['loss', false],
  set_undeclared: ['loss', false],
  set_cut: ['loss', false],
  set_without_members: ['loss', false],
  sets_missing: ['question', false],
  script_line: ['info', false],
  program_message: ['loss', true],
  legacy_tables: ['loss', true],
  table_incompatible: ['loss', true],
  nft_ruleset: ['error', true],
  nothing_read: ['error', true],
  family_unknown: ['question', false],
  family_mixed: ['loss', false],
  family_differs: ['question', false],
  table_guessed: ['assumption', false],
  one_chain: ['loss', false],
  interface_not_shown: ['loss', false],
  interface_assumed: ['assumption', false],
  address_name_unknown: ['loss', false],
  address_name_assumed: ['assumption', false],
  service_unknown: ['loss', false],
  protocol_unknown: ['loss', false],
  match_in_part: ['loss', false],
  match_or_comment: ['loss', false],
  match_unknown: ['loss', false],
  counter_rounded: ['info', false],
  listing_agrees: ['info', false],
  listing_differs: ['loss', true],
  range_lost: ['loss', true],
  range_may_be_lost: ['info', false],
  line_joined: ['info', false],
  markup_removed: ['info', false],
  characters_mended: ['info', false],
  dashes_mended: ['info', false],
  mail_marks_removed: ['info', false],
  findings_omitted: ['info', false],
} as const satisfies Readonly<Record<string, readonly [FindingSeverity, boolean]>>;

export type ReadFindingCode = keyof typeof kinds;

/** A finding before it is known which text it belongs to. */
export interface Note {
  readonly code: ReadFindingCode;
  /** From 1. */
  readonly line: number;
  readonly lines?: number;
  readonly values?: Params;
}

export function findingOf(note: Note, text: number, name: string | undefined): ReadFinding {
  const [severity, weakens] = kinds[note.code];
  return {
    code: note.code,
    severity,
    weakens,
    text,
    ...(name !== undefined && { name }),
    line: note.line,
    lines: note.lines ?? 0,
    values: note.values ?? {},
  };
}

/** The finding as a sentence, with its line number. */
export function sayFinding(finding: ReadFinding, language: Language): string {
  return say(language, `reader.${finding.code}`, { count: finding.lines, ...finding.values, line: finding.line });
}

/** As much of a line as a sentence can hold. */
export function excerpt(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 157)}...`;
}
