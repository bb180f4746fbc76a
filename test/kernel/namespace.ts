import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { beforeEach, describe } from 'vitest';

/**
 * A private user, mount and network namespace for tests: its own packet filter, sets, devices, /run and sysctls, gone
 * when the test ends or dies. One process keeps it open; kernels reach it through `prefix`.
 */
export interface Namespace {
  /** Put before a command to run it inside. */
  readonly prefix: readonly string[];
  readonly pid: number;
  /** Runs a shell script inside and gives what it wrote; throws with its stderr if it failed. */
  shell(script: string): string;
  /** Starts a command inside that the caller must end. */
  start(command: string, ...args: string[]): ChildProcess;
  close(): Promise<void>;
}

export async function openNamespace(): Promise<Namespace> {
  // `cat` holds the namespaces open and ends when its stdin does, so also when this process is killed.
  const setup = 'mount -t tmpfs none /run && ip link set lo up && echo ready && exec cat';
  const holder = spawn('unshare', ['-Urnm', 'sh', '-c', setup], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(holder, 'exit');
  const first = await Promise.race([once(holder.stdout, 'data'), ended]);
  if (!String(first[0]).startsWith('ready') || holder.pid === undefined) throw new Error('the namespace did not open');
  const prefix = ['nsenter', '-t', String(holder.pid), '-U', '-m', '-n', '--preserve-credentials'];
  const [program = '', ...words] = prefix;
  return {
    prefix,
    pid: holder.pid,
    shell(script) {
      const { status, stdout, stderr } = spawnSync(program, [...words, 'sh', '-ec', script], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${script}: ${stderr}`);
      return stdout;
    },
    start: (command, ...args) => spawn(program, [...words, command, ...args], { stdio: ['pipe', 'pipe', 'pipe'] }),
    async close() {
      holder.stdin.end();
      await ended;
    },
  };
}

/** Why this machine lets nobody make such a namespace; undefined if it does. */
export const refusal: string | undefined = (() => {
  const { status, stderr, error } = spawnSync('unshare', ['-Urnm', 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
})();

/** `describe`; where namespaces are refused its tests are skipped, and say so. */
export function describeInNamespace(name: string, tests: () => void): void {
  describe(name, () => {
    beforeEach((context) => {
      if (refusal !== undefined) context.skip(`this machine refuses private namespaces (${refusal})`);
    });
    tests();
  });
}
