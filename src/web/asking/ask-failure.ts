import type { JobFailure } from './protocol.ts';

/** Why the worker has no answer. */
export class AskFailure extends Error {
  override readonly name = 'AskFailure';
  readonly hint: string;
  readonly code: string;
  readonly status: number | undefined;

  constructor({ message, hint, code, status }: JobFailure) {
    super(message);
    this.hint = hint;
    this.code = code;
    this.status = status;
  }
}
