import { type ChildProcess, spawn } from 'node:child_process';
import { PortreeveError, reasonOf } from '../model/index.ts';
import { debianPackage } from './debian-package.ts';

/** How a program ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramInput {
  /** Written to stdin piece by piece, as fast as the program reads. */
  readonly input?: Iterable<string>;
  /** Killed after this long; 120 s if not said. */
  readonly timeoutMs?: number;
}

/**
 * Runs a program to its end, without a shell. Any exit code is an answer. Throws PROGRAM_MISSING, NO_PERMISSION if it
 * may not be run, and PROGRAM_FAILED if it was killed, took too long, or said more than anyone could want.
 */
export type RunProgram = (program: string, args: readonly string[], input?: ProgramInput) => Promise<Outcome>;

export interface ProgramOptions {
  /** Put before every command, to act elsewhere: `nsenter -t PID -n`, `ip netns exec NAME`. */
  readonly prefix?: readonly string[];
  /** Where PATH and the settings of xtables are taken from, this process's if not said; nothing else of it reaches a program. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Ends the programs that run when it aborts. */
  readonly signal?: AbortSignal;
}

const defaultTimeoutMs = 120_000;
/** A dump of 1,000 ports has 10 MB; far beyond that something is wrong, and memory is worth more than the answer. */
const maxStdoutBytes = 256 * 1024 * 1024;
const maxStderrBytes = 64 * 1024;
/** Lines are joined up to this size: one write per rule would cost more than the rule. */
const writeBytes = 64 * 1024;

export function createRunner(options: ProgramOptions = {}): RunProgram {
  const env = childEnvironment(options.environment ?? ownEnvironment());
  return (program, args, { input, timeoutMs = defaultTimeoutMs } = {}) => {
    const [file = program, ...words] = [...(options.prefix ?? []), program, ...args];
    const command = [program, ...args].join(' ');
    return new Promise<Outcome>((resolve, reject) => {
      const fail = (reason: string, cause?: unknown) =>
        reject(new PortreeveError('PROGRAM_FAILED', { program, reason, command }, { cause }));
      let child: ChildProcess;
      try {
        child = spawn(file, words, { cwd: '/', env, stdio: ['pipe', 'pipe', 'pipe'], signal: options.signal });
      } catch (error) {
        // A NUL byte in an argument is refused before anything starts.
        fail(reasonOf(error), error);
        return;
      }
      let killedBecause: string | undefined;
      const kill = (reason: string) => {
        killedBecause ??= reason;
        child.kill('SIGKILL');
      };
      const timer = setTimeout(() => kill(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
      const stdout = collect(child.stdout, maxStdoutBytes, () => kill('it wrote more than 256 MB'));
      const stderr = collect(child.stderr, maxStderrBytes, () => {});
      child.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(startError(program, file, command, error));
      });
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        if (code === null) {
          fail(killedBecause ?? `ended by ${signal}`);
        } else if (code === 127 && options.prefix !== undefined && /failed to exec|exec of/.test(stderr())) {
          reject(missing(program));
        } else {
          resolve({ code, stdout: stdout(), stderr: stderr() });
        }
      });
      if (child.stdin) void feed(child.stdin, input ?? []);
    });
  };
}

/** A program that goes on until it is stopped. */
export interface Running {
  readonly pid: number;
  /** Why it ended; never rejects. */
  readonly ended: Promise<string>;
}

/** Starts a program that tells as it goes. Throws PROGRAM_MISSING or NO_PERMISSION if it cannot be started. */
export type StartProgram = (
  program: string,
  args: readonly string[],
  options: { readonly onOutput: () => void; readonly signal: AbortSignal },
) => Promise<Running>;

export function createStarter(options: ProgramOptions = {}): StartProgram {
  const env = childEnvironment(options.environment ?? ownEnvironment());
  return (program, args, { onOutput, signal }) => {
    const [file = program, ...words] = [...(options.prefix ?? []), program, ...args];
    return new Promise<Running>((resolve, reject) => {
      const child = spawn(file, words, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'] });
      const stop = () => child.kill('SIGKILL');
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
      const stderr = collect(child.stderr, maxStderrBytes, () => {});
      child.stdout.on('data', onOutput);
      child.on('error', (error: NodeJS.ErrnoException) => {
        reject(startError(program, file, [program, ...args].join(' '), error));
      });
      const ended = new Promise<string>((end) => {
        child.on('close', (code, killedBy) => {
          signal.removeEventListener('abort', stop);
          end(`${killedBy ?? `exit ${code}`} ${stderr().trim()}`.trim());
        });
      });
      child.on('spawn', () => resolve({ pid: child.pid ?? 0, ended }));
    });
  };
}

/** Writes all of it, waiting whenever the reader is behind. A program that stops reading has said why on stderr. */
async function feed(stdin: NodeJS.WritableStream, input: Iterable<string>): Promise<void> {
  let isOpen = true;
  let wake: (() => void) | undefined;
  stdin.on('error', () => {
    isOpen = false;
    wake?.();
  });
  stdin.on('close', () => {
    isOpen = false;
    wake?.();
  });
  stdin.on('drain', () => wake?.());
  const write = async (text: string) => {
    if (!stdin.write(text)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  let pending = '';
  for (const piece of input) {
    pending += piece;
    if (pending.length < writeBytes) continue;
    await write(pending);
    pending = '';
    if (!isOpen) return;
  }
  stdin.end(pending);
}

function collect(stream: NodeJS.ReadableStream | null, limit: number, overflow: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else overflow();
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function startError(program: string, file: string, command: string, error: NodeJS.ErrnoException): PortreeveError {
  if (error.code === 'ENOENT') return missing(file, error);
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new PortreeveError('NO_PERMISSION', { action: `run ${program}` }, { cause: error });
  }
  return new PortreeveError('PROGRAM_FAILED', { program, reason: reasonOf(error), command }, { cause: error });
}

function missing(program: string, cause?: unknown): PortreeveError {
  const details = { program, package: debianPackage(program) };
  return new PortreeveError('PROGRAM_MISSING', details, { cause, details });
}

/**
 * What a program gets to see. The C locale keeps messages in the words that are read back here; a name server that
 * does not answer must not hold a listing up for long.
 */
function childEnvironment(from: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const env: Record<string, string> = {
    LC_ALL: 'C',
    RES_OPTIONS: 'timeout:1 attempts:1',
    PATH: from['PATH'] ?? '/nowhere',
  };
  for (const name of ['XTABLES_LOCKFILE', 'XTABLES_LIBDIR']) {
    const value = from[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** An ordinary user's PATH on Debian lacks the folders of these programs. */
function ownEnvironment(): Record<string, string | undefined> {
  return { ...process.env, PATH: [process.env['PATH'], '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin'].join(':') };
}
