import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verbs } from '../../src/cli/verbs.ts';
import { type Ran, type RunOptions, runIn } from '../../src/cli/world.suite.ts';
import { type Client, createClient } from '../../src/client/index.ts';
import { startServer } from '../../src/server/index.ts';

/** A server on a unix socket, with ids and addresses that are the same in every run, and a command line to it. */
export interface CliBench {
  readonly client: Client;
  readonly env: Readonly<Record<string, string>>;
  /** "sg list --json": words are cut at blanks, "quoted words" are kept together. */
  run(line: string, options?: RunOptions): Promise<Ran>;
  close(): Promise<void>;
}

const token = 'a-token-of-the-test';

export async function openCliBench(): Promise<CliBench> {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-cli-'));
  const socket = join(folder, 's');
  let ids = 0;
  let bytes = 0;
  const server = await startServer({
    socket,
    initialToken: token,
    settings: {
      now: () => new Date('2026-01-31T12:00:00Z'),
      newId: () => `${(++ids).toString(16).padStart(8, '0')}-0fdd-4fe0-988f-000000000000`,
      randomByte: () => ++bytes % 256,
    },
  });
  const env = { PORTREEVE_ENDPOINT: `unix:${socket}`, PORTREEVE_TOKEN: token };
  return {
    client: createClient({ endpoint: env.PORTREEVE_ENDPOINT, token }),
    env,
    run: (line, options = {}) => runIn(verbs, wordsOf(line), { ...options, env: { ...env, ...options.env } }),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? '');
}
