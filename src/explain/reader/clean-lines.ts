import { hasMarkup, plainOfMarkup } from './markup.ts';

/** The lines of a text as the programs printed them, with what copying did to them undone. */
export interface CleanLines {
  readonly lines: readonly string[];
  /** The line of the text, from 1, that one comes from. */
  readonly numberOf: (index: number) => number;
  /** How many lines were changed, by what was wrong with them. */
  readonly mended: { readonly [what in Mended]: MendedLines | undefined };
}

export type Mended = 'markup' | 'characters' | 'dashes' | 'quoted';

export interface MendedLines {
  readonly first: number;
  readonly count: number;
}

/** iptables-restore reads no line that is longer, and no program prints one: such lines are left as they are. */
export const longestLine = 65_536;

/**
 * Cuts a text into lines and undoes what web pages, mail programs and terminals do to such a text: tags and entities,
 * blanks of other widths, control characters and colours, typographic dashes and quotes, marks of quoted mail.
 */
export function cleanLines(text: string): CleanLines {
  const raw = rawLines(text);
  const isMarkup = hasMarkup(raw);
  const lines: string[] = [];
  /** Only where lines were parted; else each is its own. */
  const numbers: number[] | undefined = isMarkup ? [] : undefined;
  const mended: { [what in Mended]: { first: number; count: number } | undefined } = {
    markup: undefined,
    characters: undefined,
    dashes: undefined,
    quoted: undefined,
  };
  const note = (what: Mended, line: number) => {
    const before = mended[what];
    if (before) before.count += 1;
    else mended[what] = { first: line, count: 1 };
  };
  for (const [index, written] of raw.entries()) {
    const number = index + 1;
    if (written.length > longestLine) {
      lines.push(written);
      numbers?.push(number);
      continue;
    }
    const plain = isMarkup ? plainOfMarkup(written) : [written];
    if (plain.length !== 1 || plain[0] !== written) note('markup', number);
    for (const one of plain) {
      let line = withoutReturns(one);
      if (line.charCodeAt(0) === 0x3e) {
        line = line.replace(/^(?:> ?)+/, '');
        note('quoted', number);
      }
      if (!isPlain(line)) {
        const dashed = withPlainDashes(line);
        if (dashed !== line) note('dashes', number);
        line = withPlainCharacters(dashed);
        if (line !== dashed) note('characters', number);
      }
      lines.push(line);
      numbers?.push(number);
    }
  }
  return { lines, numberOf: (index) => numbers?.[index] ?? index + 1, mended };
}

/** A line end is a line feed; for a text without any, a carriage return. */
function rawLines(text: string): string[] {
  const lines = text.includes('\n') || !text.includes('\r') ? text.split('\n') : text.split('\r');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function withoutReturns(line: string): string {
  return line.charCodeAt(line.length - 1) === 0x0d ? line.replace(/\r+$/, '') : line;
}

/** Most lines are: a test without a regular expression is a third of the time of the others. */
function isPlain(line: string): boolean {
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

/** Text in double quotes, or one thing outside of them that is to be replaced. */
const dashOrQuote = /"(?:[^"\\]|\\.)*"|(^|\s)[–—](?=[a-z])|(^|\s)[–—](?=\s)|[“”„]/g;

/** `–dport` of a web page is `--dport`, and a lone `–` the option column of a listing. Text in quotes stays. */
function withPlainDashes(line: string): string {
  return line.replace(dashOrQuote, (found, before: string | undefined, beforeLone: string | undefined) => {
    if (before !== undefined) return `${before}--`;
    if (beforeLone !== undefined) return `${beforeLone}--`;
    return found.length === 1 ? '"' : found;
  });
}

// oxlint-disable-next-line no-control-regex -- these are what it is there to find
const colour = /\u001b\[[0-9;?]*[A-Za-z]/g;
// oxlint-disable-next-line no-control-regex
const invisible = /[\u0000-\u0008\u000a-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g;
const blank = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

function withPlainCharacters(line: string): string {
  return line.replace(colour, '').replace(invisible, '').replace(blank, ' ');
}
