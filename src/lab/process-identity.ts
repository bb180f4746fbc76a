import { readFileSync, readdirSync } from 'node:fs';

/** A process that cannot be confused with a later one of the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, as /proc says it. */
  readonly started: string;
}

/** Undefined if there is no such process. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  // The program's name stands in brackets and may hold blanks and brackets itself.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const started = fields?.[19];
  const isZombie = fields?.[0] === 'Z' || fields?.[0] === 'X';
  return started === undefined || isZombie ? undefined : { pid, started };
}

export function isAlive(process: ProcessIdentity): boolean {
  return identify(process.pid)?.started === process.started;
}

/** Children of a process, whichever of its threads started them. */
export function childrenOf(pid: number): readonly number[] {
  return threadsOf(pid).flatMap((thread) => {
    const text = readProc(`/proc/${pid}/task/${thread}/children`);
    return text === undefined ? [] : text.split(' ').filter(Boolean).map(Number);
  });
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
