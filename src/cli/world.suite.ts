import { Readable } from 'node:stream';
import type { World } from './context.ts';
import { runProgram } from './program.ts';
import type { Verb, VerbEntry } from './verb.ts';

/** What a command line left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
}

/** Runs a command line in a world of its own: no terminal and an empty environment, unless said otherwise. */
export async function runIn(
  table: readonly VerbEntry[],
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const isTTY = options.terminal ?? false;
  const world: World = {
    env: { HOME: '/nonexistent', NO_COLOR: '1', ...options.env },
    stdin: Readable.from([options.stdin ?? '']),
    stdout: { isTTY, columns: 100, write: (text) => out.push(text) },
    stderr: { isTTY, columns: 100, write: (text) => err.push(text) },
    interrupted: () => options.signal ?? new AbortController().signal,
  };
  const code = await runProgram(argv, world, table);
  return { code, out: out.join(''), err: err.join('') };
}

/** A table of verbs that are already there. */
export function tableOf(...verbs: readonly Verb[]): VerbEntry[] {
  return verbs.map((verb) => ({ words: verb.words, load: () => Promise.resolve({ default: verb }) }));
}
