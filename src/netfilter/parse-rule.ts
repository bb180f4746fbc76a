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
 * Parts of rules that were read before in the same table, by their text: a large dump says the same few hundred things
 * in thousands of rules, and reading each of them once makes a parse four times as fast.
 */
export interface KnownParts {
  readonly matches: Map<string, Match>;
  readonly targets: Map<string, Target>;
}

export function noParts(): KnownParts {
  return { matches: new Map(), targets: new Map() };
}

/**
 * The rule that a text (what stands after `-A CHAIN`) says. Everything is kept: a part becomes a match or target of
 * its own kind only if printing it gives the very words that were read, and is `other`, word for word, if not.
 */
export function parseRule(text: string, isChain: IsChain, counters?: Counters): Rule {
  return parseWords(text, splitWords(text), 0, isChain, counters);
}

/** The same for words from the `from`-th on, so that a line is cut into words only once. */
export function parseWords(
  line: string,
  words: Words,
  from: number,
  isChain: IsChain,
  counters?: Counters,
  known: KnownParts = noParts(),
): Rule {
  const { values, starts, ends, unclosed } = words;
  const matches: Match[] = [];
  let target: Target | null = null;
  if (unclosed) {
    const start = from === 0 ? 0 : (ends[from - 1] ?? 0);
    return made([{ kind: 'other', module: '', text: line.slice(start).trim() }], null, counters);
  }
  for (let at = from; at < values.length; ) {
    const start = at;
    at = endOfPart(values, start);
    const written = line.slice(starts[start], ends[at - 1]);
    const isJump = isJumpOption(values[start] ?? '') && start + 1 < values.length;
    if (isJump) {
      target = known.targets.get(written) ?? null;
      if (target !== null) break;
      const read = readJump(line, words, start, written, isChain);
      if (read.kind === 'match') {
        matches.push(read.match);
      } else {
        ({ target } = read);
        known.targets.set(written, target);
      }
      break;
    }
    let match = known.matches.get(written);
    if (match === undefined) {
      match = readPart(line, words, start, at, written);
      known.matches.set(written, match);
    }
    matches.push(match);
  }
  return made(matches, target, counters);
}

function isJumpOption(word: string): boolean {
  const option = shortOptions.get(word);
  return option === '-j' || option === '-g';
}

/** Where the part that begins at a word ends: a jump takes all that is left. */
function endOfPart(values: readonly string[], start: number): number {
  const isNegated = values[start] === '!' && shortOptions.has(values[start + 1] ?? '');
  const at = isNegated ? start + 1 : start;
  const option = shortOptions.get(values[at] ?? '');
  const value = values[at + 1];
  if ((option === '-j' || option === '-g') && value !== undefined && !isNegated) return values.length;
  if (option === '-m' && value !== undefined && !isNegated) return endOfSegment(values, at + 2);
  if (option !== undefined && option !== '-m' && option !== '-j' && option !== '-g') {
    return Math.min(at + (option === '-f' ? 1 : value === '!' ? 3 : 2), values.length);
  }
  return Math.max(start + 1, endOfSegment(values, at));
}

/** One match, from its first word to before `end`. */
function readPart(line: string, { values, starts, ends }: Words, start: number, end: number, written: string): Match {
  const isNegated = values[start] === '!' && shortOptions.has(values[start + 1] ?? '');
  const at = isNegated ? start + 1 : start;
  const option = shortOptions.get(values[at] ?? '');
  // Of the part alone, so that the same text is the same match wherever it stands.
  const value = at + 1 < end ? values[at + 1] : undefined;
  let parsed: Match | undefined;
  if (option === '-m' && value !== undefined && !isNegated) {
    parsed = matchParsers.get(value)?.(values.slice(start + 2, end));
    if (parsed === undefined || printMatch(parsed) !== written) {
      const module = line.slice(starts[start + 1], ends[start + 1]);
      return { kind: 'other', module, text: start + 2 < end ? line.slice(starts[start + 2], ends[end - 1]) : '' };
    }
    return parsed;
  }
  if (option !== undefined && value !== '!') parsed = parseBasic(option, value ?? '', isNegated);
  return parsed && printMatch(parsed) === written ? parsed : { kind: 'other', module: '', text: written };
}

type Jump = { readonly kind: 'target'; readonly target: Target } | { readonly kind: 'match'; readonly match: Match };

/** `-j NAME ...`, `-g NAME`. A goto with more words is none that anybody prints: kept as it is. */
function readJump(line: string, words: Words, start: number, written: string, isChain: IsChain): Jump {
  const { values, starts, ends } = words;
  const name = values[start + 1] ?? '';
  const raw = (first: number): string =>
    first < values.length ? line.slice(starts[first], ends[values.length - 1]) : '';
  const afterOption = raw(start + 1);
  if (shortOptions.get(values[start] ?? '') === '-g') {
    return afterOption === name
      ? { kind: 'target', target: { kind: 'goto', chain: name } }
      : { kind: 'match', match: { kind: 'other', module: '', text: written } };
  }
  const text = raw(start + 2);
  const parsed = parseJump(name, values.slice(start + 2), text, isChain);
  if (printTarget(parsed) === `-j ${afterOption}`) return { kind: 'target', target: parsed };
  return { kind: 'target', target: { kind: 'other', name: line.slice(starts[start + 1], ends[start + 1]), text } };
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
