import { type ErrorCode, type Language, type Params, sayError } from '../words/index.ts';

/**
 * An expected failure: a stable code, one sentence, what to do next. The words come from the catalogue, so that the
 * same error can be said in either language; `params` fill its placeholders, `details` is data for programs.
 */
export class PortreeveError extends Error {
  override readonly name = 'PortreeveError';
  readonly code: ErrorCode;
  readonly params: Params;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    params: Params = {},
    more: { readonly cause?: unknown; readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    const words = sayError('en', code, params);
    super(words.message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.params = params;
    this.hint = words.hint;
    this.details = more.details ?? {};
  }

  /** Sentence and hint in the given language. */
  words(language: Language) {
    return sayError(language, this.code, this.params);
  }
}

/** What a caught value says, in one line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
