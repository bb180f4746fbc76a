/** What a line of a text turned out to be. */
export type LineClass = (typeof classes)[number];

const classes = ['odd', 'rule', 'chain', 'set', 'structure', 'comment', 'command', 'continued', 'blank'] as const;

/**
 * What became of the lines of a text: each is counted once, so that the parts sum up to `lines`. A text that shows
 * several lines as one (`<br>`) has more lines than line ends.
 */
export interface LineAccount {
  readonly lines: number;
  /** Lines that begin a rule. */
  readonly rules: number;
  /** Lines that declare a chain. */
  readonly chains: number;
  /** Sets, their headers, their members. */
  readonly sets: number;
  /** Table lines, COMMIT, names of columns. */
  readonly structure: number;
  readonly comments: number;
  /** Prompts, with or without a command. */
  readonly commands: number;
  /** Lines that go on with the one before. */
  readonly continued: number;
  readonly blank: number;
  /** Lines that are nothing of this; findings speak of each. */
  readonly odd: number;
}

/** The class of each line of a text. */
export class LineClasses {
  readonly #of: Uint8Array;

  constructor(lines: number) {
    this.#of = new Uint8Array(lines);
  }

  set(line: number, to: LineClass): void {
    this.#of[line] = classes.indexOf(to);
  }

  account(): LineAccount {
    const counts: number[] = [];
    for (const one of this.#of) counts[one] = (counts[one] ?? 0) + 1;
    const count = (one: LineClass) => counts[classes.indexOf(one)] ?? 0;
    return {
      lines: this.#of.length,
      rules: count('rule'),
      chains: count('chain'),
      sets: count('set'),
      structure: count('structure'),
      comments: count('comment'),
      commands: count('command'),
      continued: count('continued'),
      blank: count('blank'),
      odd: count('odd'),
    };
  }
}
