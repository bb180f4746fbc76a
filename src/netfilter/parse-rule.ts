import { parseBasic, shortOptions } from './match/basic.ts';
import { matchParsers, printMatch } from './match/table.ts';
import type { Match } from './match.ts';
import { type Words, splitWords } from './quoting.ts';
import type { ChainName, Counters, Rule } from './ruleset.ts';
import type { Target } from './target.ts';
import { parseJump, printTarget } from './target-text.ts';

/** Options whose argument may look like an option itself: a comment may be "-j". */
const freeArgument: ReadonlySet<string> = new Set([
  '--comment',
  '--string',
  '--hex-string',
  '--name',
  '--hashlimit-name',
  '--log-prefix',
  '--physdev-in',
  '--physdev-out',
  '--match-set',
  '--u32',
]);

/** Whether a name that is jumped to is a chain of the table. */
export type IsChain = (name: ChainName) => boolean;

/**
 * The rule that a text (what stands after `-A CHAIN`) says. Everything is kept: a part becomes a match or target of
 * its own kind only if printing it gives the very words that were read, and is `other`, word for word, if not.
 */
export function parseRule(text: string, isChain: IsChain, counters?: Counters): Rule {
  return parseWords(text, splitWords(text), 0, isChain, counters);
}

/** The same for words from the `from`-th on, so that a line is cut into words only once. */
export function parseWords(line: string, words: Words, from: number, isChain: IsChain, counters?: Counters): Rule {
  const { values, starts, ends, unclosed } = words;
  const matches: Match[] = [];
  let target: Target | null = null;
  let at = from;
  if (unclosed) {
    const start = from === 0 ? 0 : (ends[from - 1] ?? 0);
    return made([{ kind: 'other', module: '', text: line.slice(start).trim() }], null, counters);
  }
  const raw = (first: number, after: number): string => line.slice(starts[first], ends[after - 1]);
  while (at < values.length) {
    const start = at;
    const negated = values[at] === '!' && shortOptions.has(values[at + 1] ?? '');
    if (negated) at += 1;
    const option = shortOptions.get(values[at] ?? '');
    const value = values[at + 1];
    if ((option === '-j' || option === '-g') && value !== undefined && !negated) {
      const written = raw(at + 1, values.length);
      if (option === '-j') {
        target = strictJump(value, at + 2, written);
      } else if (written === value) {
        target = { kind: 'goto', chain: value };
      } else {
        matches.push({ kind: 'other', module: '', text: raw(start, values.length) });
      }
      break;
    }
    if (option === '-m' && value !== undefined && !negated) {
      at = endOfSegment(values, at + 2);
      const parsed = matchParsers.get(value)?.(values.slice(start + 2, at));
      const written = raw(start, at);
      const rest = start + 2 < at ? raw(start + 2, at) : '';
      matches.push(
        parsed && printMatch(parsed) === written
          ? parsed
          : { kind: 'other', module: raw(start + 1, start + 2), text: rest },
      );
      continue;
    }
    if (option !== undefined && option !== '-m' && option !== '-j' && option !== '-g') {
      at += option === '-f' ? 1 : value === '!' ? 3 : 2;
      at = Math.min(at, values.length);
      const parsed = value === '!' ? undefined : parseBasic(option, value ?? '', negated);
      const written = raw(start, at);
      matches.push(parsed && printMatch(parsed) === written ? parsed : { kind: 'other', module: '', text: written });
      continue;
    }
    at = Math.max(start + 1, endOfSegment(values, start));
    matches.push({ kind: 'other', module: '', text: raw(start, at) });
  }
  return made(matches, target, counters);

  /** `written`: all words after `-j`. */
  function strictJump(name: string, first: number, written: string): Target {
    const text = first < values.length ? raw(first, values.length) : '';
    const parsed = parseJump(name, values.slice(first), text, isChain);
    return printTarget(parsed) === `-j ${written}` ? parsed : { kind: 'other', name: raw(first - 1, first), text };
  }
}

/** The first word from `from` on that does not belong to a match module any more. */
function endOfSegment(values: readonly string[], from: number): number {
  let at = from;
  while (at < values.length) {
    const word = values[at] ?? '';
    if (shortOptions.has(word)) return at;
    if (word === '!' && shortOptions.has(values[at + 1] ?? '')) return at;
    at += freeArgument.has(word) ? 2 : 1;
  }
  return values.length;
}

function made(matches: readonly Match[], target: Target | null, counters: Counters | undefined): Rule {
  return counters === undefined ? { matches, target } : { matches, target, counters };
}
