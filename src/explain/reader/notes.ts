import { excerpt, type Note, type ReadFindingCode } from './finding.ts';

/** More than anybody reads; a text of rubbish would have millions. */
const notesAtMost = 1_000;

/**
 * What is to be said of one text. Lines of the same kind that follow each other are one note, and there is an end to
 * them: the last note says how many more there are, and of how many lines they speak.
 */
export class Notes {
  readonly #notes: { -readonly [key in keyof Note]: Note[key] }[] = [];
  #omitted = 0;
  #omittedLines = 0;
  #firstOmitted = 0;

  add(note: Note): void {
    if (this.#notes.length < notesAtMost) {
      this.#notes.push({ ...note });
      return;
    }
    if (this.#omitted === 0) this.#firstOmitted = note.line;
    this.#omitted += 1;
    this.#omittedLines += note.lines ?? 0;
  }

  /** A line that is nothing else; joined to the note of the line before if that is of the same kind. */
  addLine(code: ReadFindingCode, line: number, text: string): void {
    const last = this.#notes.at(-1);
    // What nft printed has blank lines in it; of the others each stretch is told.
    const goesOn = last?.lines !== undefined && (code === 'nft_ruleset' || last.line + last.lines === line);
    if (last?.lines !== undefined && last.code === code && goesOn && this.#omitted === 0) {
      last.lines += 1;
      return;
    }
    this.add({ code, line, lines: 1, values: { text: excerpt(text) } });
  }

  /** In the order of their lines. */
  all(): readonly Note[] {
    const sorted = [...this.#notes].sort((a, b) => a.line - b.line);
    if (this.#omitted === 0) return sorted;
    const values = { omitted: this.#omitted };
    return [...sorted, { code: 'findings_omitted', line: this.#firstOmitted, lines: this.#omittedLines, values }];
  }
}
