/** What an answer of the server has. */
export interface ApiAnswer {
  readonly status: number;
  /** Revision of the change log after a write; undefined otherwise. */
  readonly revision: number | undefined;
  /** Parsed JSON; undefined if the answer had no body. */
  readonly body: unknown;
}

/** The server's API, whoever carries the requests: a client of Node, or a browser. */
export interface Api {
  /** Throws API_ERROR (`details`: {status, type, message}) for an answer of 400 or more. */
  request(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<ApiAnswer>;
}
