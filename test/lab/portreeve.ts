import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/portreeve.js', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** When the first line was there. */
  readonly firstLineMs: number;
}

/** A user with a state folder of his own, so that a test meets no lab but its own. */
export interface LabUser {
  readonly stateHome: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** As `run`, for commands that must succeed; gives their output as JSON. */
  json(args: readonly string[]): Promise<unknown>;
  /** Numbers of all processes that this user's commands left. */
  processes(): readonly number[];
  clean(): Promise<void>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with all of the output so far, each time there is more. */
  readonly seen?: (output: string, kill: () => void) => void;
}

/** A number of a user other than root's: the command runs as he. */
export function labUser(uid?: number): LabUser {
  const stateHome = mkdtempSync(join(tmpdir(), 'portreeve-lab-'));
  if (uid !== undefined) chownSync(stateHome, uid, uid);
  const asUser = uid === undefined ? [] : ['setpriv', '--reuid', String(uid), '--regid', String(uid), '--clear-groups'];

  function run(args: readonly string[], { env = {}, seen }: RunOptions = {}): Promise<Ran> {
    const [file = '', ...rest] = [...asUser, process.execPath, program, ...args];
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const child = spawn(file, rest, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, HOME: stateHome, XDG_STATE_HOME: stateHome, LC_ALL: 'C', ...env },
      });
      let stdout = '';
      let stderr = '';
      let firstLineMs = Number.POSITIVE_INFINITY;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        firstLineMs = Math.min(firstLineMs, performance.now() - begun);
        stdout += text;
        seen?.(stdout, () => child.kill('SIGKILL'));
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.on('error', reject);
      child.on('close', (code) =>
        resolve({ code: code ?? -1, stdout, stderr, firstLineMs, ms: performance.now() - begun }),
      );
    });
  }

  function processes(): readonly number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => environmentOf(pid).includes(`XDG_STATE_HOME=${stateHome}\0`));
  }

  return {
    stateHome,
    run,
    processes,
    json: async (args) => {
      const ran = await run([...args, '--json']);
      if (ran.code !== 0) throw new Error(`portreeve ${args.join(' ')}: exit ${ran.code}\n${ran.stdout}${ran.stderr}`);
      return JSON.parse(ran.stdout);
    },
    clean: async () => {
      await run(['lab', 'down']);
      rmSync(stateHome, { recursive: true, force: true });
    },
  };
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
