import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../client/index.ts';
import { PortreeveError, reasonOf } from '../model/index.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A client for the server that PORTREEVE_ENDPOINT names, with the token of PORTREEVE_TOKEN or PORTREEVE_TOKEN_FILE;
 * what is not set comes from a running lab. Throws NO_SERVER if there is neither.
 */
export async function connect(env: Env): Promise<Client> {
  const lab = labFolder(env);
  const endpoint = env['PORTREEVE_ENDPOINT'] || (await labEndpoint(lab));
  if (endpoint === undefined) throw new PortreeveError('NO_SERVER');
  return createClient({ endpoint, token: await findToken(env, lab) });
}

/** Where a running lab keeps its files. */
export function labFolder(env: Env): string {
  const state = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
  return join(state, 'portreeve', 'lab');
}

async function labEndpoint(folder: string): Promise<string | undefined> {
  try {
    const lab: unknown = JSON.parse(await readFile(join(folder, 'lab.json'), 'utf8'));
    const endpoint = typeof lab === 'object' && lab !== null && 'endpoint' in lab ? lab.endpoint : undefined;
    return typeof endpoint === 'string' ? endpoint : undefined;
  } catch {
    // No lab, or one that is just being written or taken down: the same as none.
    return undefined;
  }
}

async function findToken(env: Env, lab: string): Promise<string> {
  if (env['PORTREEVE_TOKEN']) return env['PORTREEVE_TOKEN'];
  const named = env['PORTREEVE_TOKEN_FILE'];
  // A lab's token opens only the lab's server.
  const path = named || (env['PORTREEVE_ENDPOINT'] ? undefined : join(lab, 'token'));
  if (path === undefined) throw new PortreeveError('NO_TOKEN');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new PortreeveError('FILE_UNREADABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}
