/**
 * Words of a line as iptables-restore cuts them (iptables 1.8.9, `add_param_to_argv`): blanks part words, double
 * quotes hold blanks, a backslash inside quotes keeps the next character, and a closing quote ends the word.
 */
export interface Words {
  readonly values: readonly string[];
  /** Where each word begins and ends in the line, quotes included. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The last quote was never closed. */
  readonly unclosed: boolean;
}

const blank = 0x20;
const tab = 0x09;
const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const backslash = 0x5c;

/** Plain loop: at 100,000 rules a regular expression per word is most of the time of a parse. */
export function splitWords(line: string, from = 0): Words {
  const values: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = from;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (code === blank || code === tab || code === newline || code === carriageReturn) {
      at += 1;
      continue;
    }
    const start = at;
    if (code === quote) {
      const end = closingQuote(line, at + 1);
      if (end < 0) return { values, starts, ends, unclosed: true };
      values.push(unescape(line.slice(at + 1, end)));
      at = end + 1;
    } else {
      while (at < line.length) {
        const inside = line.charCodeAt(at);
        if (inside === blank || inside === tab || inside === newline || inside === carriageReturn) break;
        if (inside === quote) break;
        at += 1;
      }
      values.push(line.slice(start, at));
    }
    starts.push(start);
    ends.push(at);
  }
  return { values, starts, ends, unclosed: false };
}

/**
 * A word as iptables-save writes it (`xtables_save_string`): plain if it has only letters, digits, `_` and `-`,
 * otherwise in double quotes, with a backslash before `"`, `\` and `'`.
 */
export function quoteWord(word: string): string {
  let plain = word.length > 0;
  let escape = false;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    const isPlain =
      (code >= 0x61 && code <= 0x7a) ||
      (code >= 0x41 && code <= 0x5a) ||
      (code >= 0x30 && code <= 0x39) ||
      code === 0x5f ||
      code === 0x2d;
    if (!isPlain) plain = false;
    if (code === quote || code === backslash || code === 0x27) escape = true;
  }
  if (plain) return word;
  return escape ? `"${word.replace(/["\\']/g, '\\$&')}"` : `"${word}"`;
}

function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at += 1;
  }
  return -1;
}

function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\s\S])/g, '$1') : text;
}
