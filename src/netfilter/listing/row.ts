import { protocolNumber } from '../protocol-names.ts';
import type { Columns } from './columns.ts';

/** One rule of a listing, cut into its columns; nothing is understood yet. */
export interface Row {
  readonly number: number | null;
  readonly packets: string | null;
  readonly bytes: string | null;
  /** Null: the rule has no target, and the column is empty. */
  readonly target: string | null;
  /** With `!` before it if it is negated, as in all columns that follow. */
  readonly protocol: string;
  /** "--", "-f", "!f"; null where ip6tables before 1.8.8 prints nothing. */
  readonly option: string | null;
  /** Null: not shown. */
  readonly in: string | null;
  readonly out: string | null;
  readonly source: string;
  readonly destination: string;
  readonly extra: string;
}

interface Word {
  readonly text: string;
  readonly end: number;
}

const count = /^[0-9]+[KMGT]?$/;
/** Number, counters, target, protocol, option, two devices, two addresses. */
const wordsAtMost = 10;

/**
 * The columns of a line. They are set off by blanks alone: long names push the others out of their places. Undefined:
 * the line is no rule.
 */
export function readRow(line: string, columns: Columns): Row | undefined {
  const words = firstWords(line);
  let at = 0;
  const next = (): string | undefined => words[at++]?.text;
  const number = columns.number ? next() : null;
  const packets = columns.counters ? next() : null;
  const bytes = columns.counters ? next() : null;
  if (number === undefined || packets === undefined || bytes === undefined) return undefined;
  if (number !== null && !/^[0-9]{1,9}$/.test(number)) return undefined;
  if (packets !== null && bytes !== null && !(count.test(packets) && count.test(bytes))) return undefined;

  const place = placeOfProtocol(words, at, columns);
  if (place === undefined) return undefined;
  const target = place === at ? null : (words[at]?.text ?? null);
  at = place;
  const protocol = next();
  const option = isOption(words[at]?.text) ? (next() ?? null) : null;
  const input = columns.interfaces ? next() : null;
  const output = columns.interfaces ? next() : null;
  const source = next();
  const destination = next();
  if (protocol === undefined || input === undefined || output === undefined) return undefined;
  if (source === undefined || destination === undefined) return undefined;
  if (!isAddressColumn(source) || !isAddressColumn(destination)) return undefined;
  return {
    number: number === null ? null : Number(number),
    packets,
    bytes,
    target,
    protocol,
    option,
    in: input,
    out: output,
    source,
    destination,
    extra: line.slice(words[at - 1]?.end ?? line.length).trim(),
  };
}

/**
 * Which word is the protocol: the one before the option. The target column is empty for a rule that only counts, and
 * the option column for all of an older ip6tables; then the protocol is the one with addresses behind it.
 */
function placeOfProtocol(words: readonly Word[], at: number, columns: Columns): number | undefined {
  if (isOption(words[at + 1]?.text)) return at;
  if (isOption(words[at + 2]?.text)) return at + 1;
  const skipped = columns.interfaces ? 3 : 1;
  for (const place of [at + 1, at]) {
    const addresses = [words[place + skipped]?.text, words[place + skipped + 1]?.text];
    if (isProtocol(words[place]?.text) && addresses.every((word) => word !== undefined && isSixColumn(word)))
      return place;
  }
  return undefined;
}

function isOption(word: string | undefined): boolean {
  return word === '--' || word === '-f' || word === '!f';
}

function isProtocol(word: string | undefined): boolean {
  return word !== undefined && protocolNumber(word.startsWith('!') ? word.slice(1) : word) !== undefined;
}

/** An address, a prefix, a name of either. */
function isAddressColumn(word: string): boolean {
  return /^!?[0-9A-Za-z_.:-]+(?:\/[0-9A-Fa-f.:]+)?$/.test(word);
}

/** What stands for an address in a listing of IPv6: it has a colon, unless it is "anywhere" or a name. */
function isSixColumn(word: string): boolean {
  return /^!?(?:anywhere|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:\/\S+)?|[A-Za-z][0-9A-Za-z_-]*\.[0-9A-Za-z_.-]+)$/.test(word);
}

/** As many words as the columns can be. */
function firstWords(line: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length && words.length < wordsAtMost) {
    if (line[at] === ' ' || line[at] === '\t') {
      at += 1;
      continue;
    }
    let end = at + 1;
    while (end < line.length && line[end] !== ' ' && line[end] !== '\t') end += 1;
    words.push({ text: line.slice(at, end), end });
    at = end;
  }
  return words;
}
