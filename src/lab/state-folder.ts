import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../files/index.ts';
import { PortreeveError, reasonOf } from '../model/index.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** Where a running lab can be found: one folder per user, only his own to read. */
export interface StateFolder {
  readonly path: string;
  /** `LabRecord` as JSON. */
  readonly record: string;
  /** The administrator token of the lab's server. */
  readonly token: string;
  /** The Networking API. */
  readonly apiSocket: string;
  /** The lab itself: launch, probe, down. */
  readonly controlSocket: string;
  readonly logs: string;
}

export function stateFolder(environment: Readonly<Record<string, string | undefined>>): StateFolder {
  const base = environment['XDG_STATE_HOME'] || join(environment['HOME'] || homedir(), '.local', 'state');
  const path = join(base, 'portreeve', 'lab');
  const folder = {
    path,
    record: join(path, 'lab.json'),
    token: join(path, 'token'),
    apiSocket: join(path, 'api.sock'),
    controlSocket: join(path, 'control.sock'),
    logs: join(path, 'logs'),
  };
  // The kernel's limit for the name of a socket is 107 bytes.
  if (Buffer.byteLength(folder.controlSocket) > 107) throw new PortreeveError('LAB_PATH_TOO_LONG', { path });
  // The lab hides /run behind one of its own, where its network namespaces are named.
  if (/^\/(var\/)?run\//.test(path)) throw new PortreeveError('LAB_PATH_IN_RUN', { path });
  return folder;
}

/** What is known of a lab from outside. */
export interface LabRecord {
  /** The process that all others of the lab depend on: when it is gone, so are they. */
  readonly keeper: ProcessIdentity;
  readonly endpoint: string;
  readonly hosts: readonly string[];
  /** Why nothing is real in this lab; null if everything is. */
  readonly simulated: string | null;
  readonly profile: string;
  readonly backend: string;
  readonly article: boolean;
  readonly startedAt: string;
}

export function makeStateFolder(folder: StateFolder, token: string): void {
  try {
    makeFolder(folder.logs, 0o700);
    chmodSync(folder.path, 0o700);
    writeFileSync(folder.token, `${token}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new PortreeveError('FILE_UNWRITABLE', { path: folder.path, reason: reasonOf(cause) }, { cause });
  }
}

/** Written whole or not at all: another `lab` may read it at any moment. */
export function writeRecord(folder: StateFolder, record: LabRecord): void {
  const draft = `${folder.record}.new`;
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, folder.record);
}

/** Undefined if there is none, or none that can be read: then there is nothing to be found by it. */
export function readRecord(folder: StateFolder): LabRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(folder.record, 'utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function removeStateFolder(folder: StateFolder): void {
  rmSync(folder.path, { recursive: true, force: true });
}

function isRecord(value: unknown): value is LabRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record: Partial<Record<keyof LabRecord, unknown>> = value;
  const keeper: Partial<Record<keyof ProcessIdentity, unknown>> =
    typeof record.keeper === 'object' && record.keeper !== null ? record.keeper : {};
  return (
    typeof keeper.pid === 'number' &&
    typeof keeper.started === 'string' &&
    typeof record.endpoint === 'string' &&
    Array.isArray(record.hosts) &&
    (record.simulated === null || typeof record.simulated === 'string')
  );
}
