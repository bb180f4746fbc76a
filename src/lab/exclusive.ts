import { mkdirSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PortreeveError, reasonOf } from '../model/index.ts';
import { identify, isAlive } from './process-identity.ts';
import type { StateFolder } from './state-folder.ts';

/** Does something that starts or ends the lab, alone. Throws LAB_BUSY if somebody else is at it. */
export async function exclusively<T>(folder: StateFolder, action: () => Promise<T>): Promise<T> {
  const path = `${folder.path}.lock`;
  const free = acquire(path);
  try {
    return await action();
  } finally {
    free();
  }
}

function acquire(path: string): () => void {
  const own = JSON.stringify(identify(process.pid));
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, own, { flag: 'wx', mode: 0o600 });
      return () => release(path);
    } catch (cause) {
      if (!isExisting(cause)) throw new PortreeveError('FILE_UNWRITABLE', { path, reason: reasonOf(cause) }, { cause });
    }
    const holder = holderOf(path);
    if (holder && isAlive(holder)) throw new PortreeveError('LAB_BUSY', { pid: holder.pid });
    // It was killed while it held the lock.
    rmSync(path, { force: true });
  }
  throw new PortreeveError('LAB_BUSY', { pid: '?' });
}

/** The folder above goes too, if nothing is in it: a lab that is gone leaves no trace. */
function release(path: string): void {
  rmSync(path, { force: true });
  try {
    rmdirSync(dirname(path));
  } catch {
    // Something is in it.
  }
}

function holderOf(path: string): { pid: number; started: string } | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value)) return undefined;
    return typeof value.pid === 'number' && typeof value.started === 'string'
      ? { pid: value.pid, started: value.started }
      : undefined;
  } catch {
    return undefined;
  }
}

function isExisting(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
}
