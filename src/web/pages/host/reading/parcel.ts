import { PortreeveError, reasonOf } from '../../../../model/index.ts';
import { sayError } from '../../../../words/index.ts';
import type { AskName } from './asks.ts';

/** A question on its way to the worker. */
export interface Parcel {
  readonly id: number;
  readonly name: AskName;
  /** Without its state. */
  readonly ask: object;
  readonly stateNumber: number;
  /** Sent along the first time. */
  readonly state?: object;
  /** States that nobody will name any more. */
  readonly forget: readonly number[];
}

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: ReadFailure };

/** Why a host could not be read; the sentence is English. */
export interface ReadFailure {
  readonly code: string;
  readonly message: string;
}

export function failureOf(error: unknown): ReadFailure {
  if (!(error instanceof PortreeveError)) return { code: 'INTERNAL', message: reasonOf(error) };
  return { code: error.code, message: sayError('en', error.code, error.params).message };
}
