import { readFile } from 'node:fs/promises';
import { reasonOf } from '../model/index.ts';
import type { StartProgram } from './run-program.ts';

export interface MonitorOptions {
  readonly start: StartProgram;
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
  /** First pause before it starts again; each is twice as long, up to 64 times this. */
  readonly pauseMs?: number;
  /** How long it may take to listen; 1 s. */
  readonly readyMs?: number;
}

/**
 * Keeps `ip monitor link` running, and again when it dies. Throws if it cannot be started at all. Resolves when it
 * listens, so that whoever looks at the links after that misses nothing.
 */
export async function monitorLinks(options: MonitorOptions): Promise<() => Promise<void>> {
  const { start, changed, failed, pauseMs = 250, readyMs = 1000 } = options;
  const stop = new AbortController();
  const tell = () => {
    if (!stop.signal.aborted) changed();
  };
  let pause = pauseMs;
  let first = true;
  let stopped: Promise<void> = Promise.resolve();

  const round = async (): Promise<void> => {
    const monitor = await start('ip', ['monitor', 'link'], {
      signal: stop.signal,
      onOutput: () => {
        pause = pauseMs;
        tell();
      },
    });
    await Promise.race([listening(monitor.pid, readyMs), monitor.ended]);
    if (!first) tell();
    first = false;
    stopped = again(monitor.ended);
  };

  const again = async (ended: Promise<string>): Promise<void> => {
    let reason = await ended;
    while (!stop.signal.aborted) {
      failed(new Error(`ip monitor ended: ${reason}`));
      await wait(pause, stop.signal);
      pause = Math.min(pause * 2, pauseMs * 64);
      if (stop.signal.aborted) return;
      try {
        await round();
        return;
      } catch (error) {
        reason = reasonOf(error);
      }
    }
  };

  await round();
  return async () => {
    stop.abort();
    await stopped;
  };
}

/** Waits until the process has a netlink socket that listens; gives up after a while, as the slow re-scan is there too. */
async function listening(pid: number, limitMs: number): Promise<void> {
  for (let waited = 0; waited < limitMs; waited += 10) {
    const sockets = await readFile(`/proc/${pid}/net/netlink`, 'utf8').catch(() => '');
    // Columns: sk, protocol, port id (by default the process's), groups listened to.
    for (const line of sockets.split('\n')) {
      const [, , port, groups] = line.trim().split(/\s+/);
      if (Number(port) === pid && Number(`0x${groups}`) !== 0) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
