import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { PortreeveError, reasonOf } from '../model/index.ts';
import { type AskLab, askLab } from './control/ask.ts';
import type { LabStatus } from './control/protocol.ts';
import { type Started, startPrivately } from './private-namespaces.ts';
import { childrenOf, identify, isAlive } from './process-identity.ts';
import { programEnvironment } from './run.ts';
import {
  type LabRecord,
  type StateFolder,
  makeStateFolder,
  readRecord,
  removeStateFolder,
  writeRecord,
} from './state-folder.ts';
import { until } from './until.ts';

export interface LabOptions {
  readonly hosts: number;
  readonly profile: string;
  readonly backend: 'nft' | 'legacy';
  readonly article: boolean;
  readonly simulated: string | null;
  /** Command line of `portreeve`. */
  readonly program: readonly string[];
  readonly hostNames: readonly string[];
}

/** A lab that runs, seen from outside. */
export interface RunningLab {
  readonly record: LabRecord;
  readonly ask: AskLab;
}

/** The running lab of this user; undefined if there is none. What a killed one left behind does not count. */
export function findLab(folder: StateFolder): RunningLab | undefined {
  const record = readRecord(folder);
  return record && isAlive(record.keeper) ? { record, ask: askLab(folder.controlSocket) } : undefined;
}

export function requireLab(folder: StateFolder): RunningLab {
  const lab = findLab(folder);
  if (!lab) throw new PortreeveError('LAB_NOT_RUNNING');
  return lab;
}

/** Starts a lab in the background. It is found from now on; `ready` says when it is up. The folder must be clear. */
export async function startLab(
  folder: StateFolder,
  options: LabOptions,
): Promise<RunningLab & { ready: Promise<LabStatus> }> {
  makeStateFolder(folder, randomBytes(24).toString('base64url'));
  const logFile = `${folder.logs}/lab.log`;
  const supervise = [
    ...options.program,
    'lab',
    'supervise',
    '--hosts',
    String(options.hosts),
    '--profile',
    options.profile,
    '--backend',
    options.backend,
    ...(options.article ? ['--article'] : []),
    ...(options.simulated === null ? [] : ['--simulated', options.simulated]),
  ];
  const started =
    options.simulated === null
      ? await startPrivately(['sh', '-c', firstProcess, 'portreeve-lab', ...supervise], { logFile })
      : startPlainly(supervise, logFile);
  const keeper = identify(started.pid);
  if (!keeper) throw startFailed(folder, lastWords(folder));
  const record: LabRecord = {
    keeper,
    endpoint: `unix:${folder.apiSocket}`,
    hosts: options.hostNames,
    simulated: options.simulated,
    profile: options.profile,
    backend: options.backend,
    article: options.article,
    startedAt: new Date().toISOString(),
  };
  writeRecord(folder, record);
  const ask = askLab(folder.controlSocket);
  return { record, ask, ready: isReady(folder, record, ask) };
}

/**
 * Process 1 of the lab: a private /run, where network namespaces are named, and names that are looked up in files
 * only; then it takes in orphans until the supervisor ends, and everything with it.
 */
const firstProcess = `
set -e
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir -p /run/netns /run/portreeve
for base in passwd group hosts networks protocols services; do echo "$base: files"; done > /run/nsswitch.conf
[ ! -e /etc/nsswitch.conf ] || mount --bind /run/nsswitch.conf /etc/nsswitch.conf
"$@" &
wait $!
`;

/** Without namespaces the supervisor leads a process group, by which all that it started can be found and ended. */
function startPlainly(command: readonly string[], logFile: string): Started {
  const log = openSync(logFile, 'a', 0o600);
  const [program = '', ...args] = command;
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], env: programEnvironment() });
  closeSync(log);
  child.unref();
  const exit = new Promise<{ code: number; stderr: string }>((resolve) => {
    child.on('error', (error) => resolve({ code: -1, stderr: error.message }));
    child.on('exit', (code) => resolve({ code: code ?? -1, stderr: '' }));
  });
  return { pid: child.pid ?? 0, exit };
}

async function isReady(folder: StateFolder, record: LabRecord, ask: AskLab): Promise<LabStatus> {
  await until(() => existsSync(folder.controlSocket) || !isAlive(record.keeper), { what: 'the lab', limitMs: 30_000 });
  try {
    return await ask('ready', {});
  } catch (error) {
    if (error instanceof PortreeveError && error.code === 'LAB_NOT_RUNNING')
      throw startFailed(folder, lastWords(folder));
    throw startFailed(folder, reasonOf(error));
  }
}

function startFailed(folder: StateFolder, reason: string): PortreeveError {
  return new PortreeveError('LAB_START_FAILED', { reason, logs: folder.logs });
}

function lastWords(folder: StateFolder): string {
  const path = `${folder.logs}/lab.log`;
  const log = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return log.trimEnd().split('\n').at(-1) || 'it ended without a word';
}

/**
 * Ends the lab, if there is one, and removes what it left, also what one that was killed left. Gives whether there was
 * anything.
 */
export async function takeDown(folder: StateFolder): Promise<boolean> {
  if (!existsSync(folder.path)) return false;
  const record = readRecord(folder);
  if (record) await endProcesses(record);
  else await askLab(folder.controlSocket)('down', {}).catch(() => {});
  removeStateFolder(folder);
  return true;
}

/** Ends a lab that did not come up. Its logs stay, until the next lab. */
export async function abandonLab(folder: StateFolder, lab: RunningLab): Promise<void> {
  await endProcesses(lab.record);
  for (const path of [folder.record, folder.token, folder.apiSocket, folder.controlSocket])
    rmSync(path, { force: true });
}

async function endProcesses({ keeper, simulated }: LabRecord): Promise<void> {
  if (simulated !== null) {
    // Its number still names the group while any member lives, and cannot have been given to another one.
    const now = identify(keeper.pid);
    if (now === undefined || now.started === keeper.started) kill(-keeper.pid);
    await until(() => !groupExists(keeper.pid) || !isAlive(keeper), { what: 'the end of the lab', limitMs: 10_000 });
    return;
  }
  if (!isAlive(keeper)) return;
  const first = childrenOf(keeper.pid).flatMap((pid) => identify(pid) ?? []);
  kill(keeper.pid);
  // Process 1 is gone only after all others of its namespace are.
  await until(() => !isAlive(keeper) && !first.some(isAlive), { what: 'the end of the lab', limitMs: 10_000 });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}

function groupExists(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
