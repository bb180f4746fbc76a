import { PortreeveError, near } from '../model/index.ts';
import { commonFlags } from './common-flags.ts';
import { flagName } from './names.ts';
import type { VerbEntry } from './verb.ts';

/** What the words of a command line call: a verb with the rest of the line, or a noun whose verbs can be listed. */
export type Found =
  | { readonly kind: 'verb'; readonly entry: VerbEntry; readonly rest: readonly string[] }
  | { readonly kind: 'noun'; readonly words: readonly string[]; readonly wantsHelp: boolean };

/**
 * Finds the verb. Common flags may stand before and between its words; what follows the longest match is the verb's.
 * Throws UNKNOWN_COMMAND with the nearest word.
 */
export function findVerb(argv: readonly string[], table: readonly VerbEntry[]): Found {
  const askedByWord = argv[0] === 'help';
  const line = askedByWord ? argv.slice(1) : argv;
  const flags: string[] = askedByWord ? ['--help'] : [];
  const words: string[] = [];
  let at = 0;
  for (; at < line.length; at += 1) {
    const word = line[at] ?? '';
    const taken = commonFlagLength(word);
    if (taken > 0) {
      flags.push(...line.slice(at, at + taken));
      at += taken - 1;
    } else if (nextWords(table, words).has(word)) {
      words.push(word);
    } else {
      break;
    }
  }
  const rest = line.slice(at);
  const next = rest[0];
  const entry = table.find((candidate) => same(candidate.words, words));
  if (entry) return { kind: 'verb', entry, rest: [...flags, ...rest] };
  if (next !== undefined && !next.startsWith('-')) throw unknownCommand(table, words, next);
  return { kind: 'noun', words, wantsHelp: flags.includes('--help') || flags.includes('-h') };
}

/** The error for a word that continues no verb. */
export function unknownCommand(table: readonly VerbEntry[], words: readonly string[], wrong: string): PortreeveError {
  const known = nextWords(table, words);
  const meant = near(wrong, [...known]) ?? [...known].find((word) => word.startsWith(wrong));
  const command = ['portreeve', ...words, wrong].join(' ');
  const suggestion = ['portreeve', ...words, ...(meant === undefined ? ['--help'] : [meant])].join(' ');
  return new PortreeveError('UNKNOWN_COMMAND', { command, suggestion }, { details: { known: [...known] } });
}

function nextWords(table: readonly VerbEntry[], words: readonly string[]): Set<string> {
  const next = new Set<string>();
  for (const entry of table) {
    const word = entry.words[words.length];
    if (word !== undefined && words.every((w, index) => entry.words[index] === w)) next.add(word);
  }
  return next;
}

/** How many words of the line a common flag takes; 0 if it is none. */
function commonFlagLength(word: string): number {
  if (!word.startsWith('-')) return 0;
  for (const [key, spec] of Object.entries(commonFlags)) {
    const long = flagName(key);
    const short = 'short' in spec ? `-${spec.short}` : undefined;
    if (word === long || word === short) return 'value' in spec ? 2 : 1;
    if (word.startsWith(`${long}=`)) return 1;
  }
  return 0;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}
