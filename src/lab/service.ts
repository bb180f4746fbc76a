import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { inNetns, programEnvironment } from './run.ts';

/** A long-lived program of the lab: started again a second after it ended, as a service manager would. */
export interface Service {
  isUp(): boolean;
  stop(): void;
}

export interface ServiceOptions {
  readonly command: readonly string[];
  readonly netns?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it prints is appended here. */
  readonly logFile: string;
}

const restartMs = 1000;

export function startService(options: ServiceOptions): Service {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const start = () => {
    const log = openSync(options.logFile, 'a', 0o600);
    const [program, ...args] = inNetns(options.netns, options.command);
    child = spawn(program, args, {
      stdio: ['ignore', log, log],
      env: { ...programEnvironment(), ...options.env },
    });
    closeSync(log);
    child.on('error', again);
    child.on('exit', again);
  };
  const again = () => {
    child = undefined;
    if (!stopped)
      timer ??= setTimeout(() => {
        timer = undefined;
        start();
      }, restartMs);
  };
  start();
  return {
    isUp: () => child !== undefined,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      child?.kill('SIGTERM');
    },
  };
}
