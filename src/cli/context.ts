import type { Client } from '../client/index.ts';
import type { Language, Params, WordsKey } from '../words/index.ts';
import type { Output } from './output/output.ts';

/** The process as a verb sees it, so that a test can stand in for it. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process. Asking for it is what takes them over. */
  interrupted(): AbortSignal;
}

/** Where text goes. */
export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What every verb has at hand. */
export interface Context {
  readonly language: Language;
  readonly world: World;
  readonly output: Output;
  say(key: WordsKey, params?: Params): string;
  /** The server that the environment names, or the running lab's. */
  client(): Promise<Client>;
}
