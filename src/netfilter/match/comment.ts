import type { Match } from '../match.ts';
import { quoteWord } from '../quoting.ts';

type Comment = Extract<Match, { kind: 'comment' }>;

/** The word after `--comment` is the text, whatever it looks like: `--comment -j` says "-j". */
export function parseComment(words: readonly string[]): Comment | undefined {
  const [option, text] = words;
  return words.length === 2 && option === '--comment' && text !== undefined ? { kind: 'comment', text } : undefined;
}

export function printComment(match: Comment): string {
  return `-m comment --comment ${quoteWord(match.text)}`;
}
