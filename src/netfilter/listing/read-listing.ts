import { type ChainHead, type Columns, readChainHead, readColumns } from './columns.ts';
import { type Row, readRow } from './row.ts';

/** The text of `iptables -L` in its parts. Lines are counted from 0. */
export interface Listing {
  readonly chains: readonly ListedChain[];
  /** Whether every rule has its devices; true for a listing without rules. */
  readonly showsInterfaces: boolean;
  /** Lines that announce columns. */
  readonly columnLines: readonly number[];
  /** Lines that were joined to the rule before them, whatever comes of it. */
  readonly joined: readonly number[];
  /** Rules whose chain has lost its first line. */
  readonly homeless: readonly number[];
  /** Lines that are nothing that a listing has. */
  readonly odd: readonly number[];
}

export interface ListedChain {
  readonly head: ChainHead;
  readonly line: number;
  readonly rows: readonly ListedRow[];
}

export interface ListedRow {
  readonly row: Row;
  readonly line: number;
  /** Lines below that are no rules: what a mail program cut off, perhaps. */
  readonly more: readonly { readonly text: string; readonly line: number }[];
}

/** As many lines as one rule may be cut into. */
const piecesAtMost = 8;

/** Cuts a listing into chains, rules and columns. No line is lost: what is no rule is told as such. */
export function readListing(lines: readonly string[]): Listing {
  const reading = new Reading();
  for (const [index, line] of lines.entries()) reading.take(line, index);
  return reading.end();
}

interface ChainDraft extends ListedChain {
  readonly rows: (ListedRow & { readonly more: ListedRow['more'][number][] })[];
}

/** A reading from the first line to the last. */
class Reading {
  readonly #chains: ChainDraft[] = [];
  readonly #columnLines: number[] = [];
  readonly #joined: number[] = [];
  readonly #homeless: number[] = [];
  readonly #odd: number[] = [];
  #columns: Columns | undefined;
  /** The chain that rules belong to; undefined where its first line is missing. */
  #chain: ChainDraft | undefined;
  #hasColumns = false;
  #showsInterfaces = true;
  /** A line that begins like a rule and breaks off, with what was joined to it so far. */
  #open: { readonly text: string; readonly lines: readonly number[] } | undefined;
  /** Whether the line before was a rule, so that this one may go on with it. */
  #follows = false;

  take(line: string, index: number): void {
    if (line.trim() === '') {
      this.#close();
      return;
    }
    const head = readChainHead(line);
    if (head) {
      this.#close();
      this.#chain = { head, line: index, rows: [] };
      this.#chains.push(this.#chain);
      this.#hasColumns = false;
      return;
    }
    const columns = readColumns(line);
    if (columns) {
      this.#close();
      this.#columns = columns;
      this.#columnLines.push(index);
      // Columns are announced once a chain. Again, or before any: the line with the name of the chain is lost.
      if (this.#hasColumns) this.#chain = undefined;
      this.#hasColumns = true;
      return;
    }
    this.#columns ??= guessColumns(line);
    const row = this.#columns && readRow(line, this.#columns);
    if (row) {
      this.#close();
      this.#add(row, index);
    } else {
      this.#takePiece(line, index);
    }
  }

  end(): Listing {
    this.#close();
    return {
      chains: this.#chains,
      showsInterfaces: this.#showsInterfaces,
      columnLines: this.#columnLines,
      joined: this.#joined,
      homeless: this.#homeless,
      odd: this.#odd,
    };
  }

  #add(row: Row, index: number): void {
    if (row.in === null) this.#showsInterfaces = false;
    this.#follows = true;
    if (this.#chain) this.#chain.rows.push({ row, line: index, more: [] });
    else this.#homeless.push(index);
  }

  /** A line that is no rule by itself: the beginning of one that was cut, the rest of one, or neither. */
  #takePiece(line: string, index: number): void {
    if (looksLikeRule(line)) {
      this.#close();
      this.#open = { text: line, lines: [index] };
      return;
    }
    const open = this.#open;
    if (open && this.#columns && open.lines.length < piecesAtMost) {
      const text = `${open.text.trimEnd()} ${line.trim()}`;
      const row = readRow(text, this.#columns);
      const [first = index, ...rest] = open.lines;
      if (row) {
        this.#open = undefined;
        this.#joined.push(...rest, index);
        this.#add(row, first);
      } else {
        this.#open = { text, lines: [...open.lines, index] };
      }
      return;
    }
    const last = this.#follows ? this.#chain?.rows.at(-1) : undefined;
    if (last && last.more.length < piecesAtMost) {
      last.more.push({ text: line.trim(), line: index });
      this.#joined.push(index);
      return;
    }
    this.#close();
    this.#odd.push(index);
  }

  #close(): void {
    if (this.#open) this.#odd.push(...this.#open.lines);
    this.#open = undefined;
    this.#follows = false;
  }
}

/** A word that is the option column near the beginning: nothing else has one. */
function looksLikeRule(line: string): boolean {
  return /^\s*(?:\S+\s+){1,5}(?:--|-f|!f)(?:\s|$)/.test(line);
}

const combinations: readonly Columns[] = [
  { number: false, counters: false, interfaces: false },
  { number: false, counters: true, interfaces: true },
  { number: true, counters: true, interfaces: true },
  { number: true, counters: false, interfaces: false },
];

/** For a listing without the line that announces the columns. */
function guessColumns(line: string): Columns | undefined {
  return combinations.find((columns) => readRow(line, columns) !== undefined);
}
