import type { Match } from '../match.ts';
import type { ChainName, TableName } from '../ruleset.ts';

/** Something that a rule may ask and that its listing does not tell. */
export type NotTold =
  /** A listing without -v shows no devices: each rule may have `-i` and `-o`. */
  | 'interface not shown'
  /** Words between two comments: a match, or part of a comment that holds a closing mark. */
  | 'match or comment'
  /** Words of the extra column that are no known match. */
  | 'not understood';

/**
 * A match that stands for it, which no packet answers. It names its rule: two rules may ask different things, and the
 * same thing may be answered twice differently (a rate), so no two of them are the same unknown.
 */
export function notTold(what: NotTold, table: TableName, chain: ChainName, number: number, text?: string): Match {
  const place = `${what} (${table} ${chain} ${number})`;
  return { kind: 'other', module: '', text: text === undefined ? place : `${place}: ${text}` };
}

/** What is not told, if the match stands for such a thing. */
export function whatIsNotTold(match: Match): NotTold | undefined {
  if (match.kind !== 'other' || match.module !== '') return undefined;
  return all.find((what) => match.text.startsWith(`${what} (`));
}

const all: readonly NotTold[] = ['interface not shown', 'match or comment', 'not understood'];
