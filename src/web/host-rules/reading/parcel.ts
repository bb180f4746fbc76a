import { PortreeveError, reasonOf } from '../../../model/index.ts';
import { sayError } from '../../../words/index.ts';
import { ApiFailure } from '../../api/http.ts';
import type { HostDump } from '../../../wire/index.ts';
import type { AskName, Asks } from './asks.ts';

/** Something large that the worker has fetched and keeps: pages only name it. Where it was let go it is fetched anew. */
export interface Stored {
  readonly number: number;
  readonly path: string;
  /** Of a dump. */
  readonly takenAt: string | null;
}

/** A moment as pages name it. */
export type NamedMoment = { readonly kind: 'expected' } | { readonly kind: 'dump'; readonly dump: Stored };

/** A question as pages ask it: with what is large only named. */
export type NamedAsk<N extends AskName> = {
  readonly [K in keyof Asks[N]['ask']]: K extends 'state'
    ? Stored
    : Asks[N]['ask'][K] extends { readonly kind: 'expected' } | { readonly kind: 'dump'; readonly dump: HostDump }
      ? NamedMoment
      : Asks[N]['ask'][K];
};

/** What is sent to the worker: something to fetch and keep, or a question. */
export type Parcel =
  | { readonly id: number; readonly fetch: string }
  | { readonly id: number; readonly name: AskName; readonly ask: object };

export type Reply =
  /** Some rows of a long answer, which the answer itself is then without: to take in all at once would hold the page up. */
  | { readonly id: number; readonly part: readonly unknown[] }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: ReadFailure };

/** Why there is no answer; the sentence is English. */
export interface ReadFailure {
  readonly code: string;
  readonly message: string;
  /** HTTP status of the server's refusal; 0: it did not answer; null: it has nothing to do with it. */
  readonly status: number | null;
}

export function failureOf(error: unknown): ReadFailure {
  if (error instanceof ApiFailure) return { code: error.type, message: error.message, status: error.status };
  if (!(error instanceof PortreeveError)) return { code: 'INTERNAL', message: reasonOf(error), status: null };
  return { code: error.code, message: sayError('en', error.code, error.params).message, status: null };
}

/** Rows that are sent at once. */
const rowsAtOnce = 250;

/** An answer in the pieces in which it is sent, the last one being what is left of it. */
export function piecesOf(id: number, answer: unknown): readonly Reply[] {
  const rows = rowsOf(answer);
  if (rows === undefined || rows.length <= rowsAtOnce) return [{ id, answer }];
  const pieces: Reply[] = [];
  for (let at = 0; at < rows.length; at += rowsAtOnce) pieces.push({ id, part: rows.slice(at, at + rowsAtOnce) });
  return [...pieces, { id, answer: withRows(answer, []) }];
}

/** The answer with the rows that came before it. */
export function wholeOf(parts: readonly unknown[], answer: unknown): unknown {
  return parts.length === 0 ? answer : withRows(answer, parts);
}

function rowsOf(answer: unknown): readonly unknown[] | undefined {
  if (Array.isArray(answer)) return answer;
  const rows = typeof answer === 'object' && answer !== null && 'rows' in answer ? answer.rows : undefined;
  return Array.isArray(rows) ? rows : undefined;
}

function withRows(answer: unknown, rows: readonly unknown[]): unknown {
  return Array.isArray(answer) ? rows : { ...(answer as object), rows };
}
