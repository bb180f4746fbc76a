import { spawn } from 'node:child_process';
import { PortreeveError } from '../model/index.ts';

export interface RunOptions {
  /** Network namespace of the lab that the program runs in; none: the lab's own. */
  readonly netns?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The program is killed then, and counts as failed. */
  readonly timeoutMs?: number;
}

export interface Ran {
  /** Exit code; -1 if a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Throws PROGRAM_MISSING; any exit code is a result. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [file, ...rest] = inNetns(options.netns, [program, ...args]);
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, {
      env: { ...programEnvironment(), ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // A program that ends before it read its input is told apart by its exit code, not by EPIPE.
    child.stdin.on('error', () => {});
    child.on('error', (cause) => reject(new PortreeveError('PROGRAM_MISSING', missing(program), { cause })));
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(options.input ?? '');
  });
}

/** As `run`, for programs that must succeed: gives what it printed, throws PROGRAM_FAILED otherwise. */
export async function runOk(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const ran = await run(program, args, options);
  if (ran.code === 0) return ran.stdout;
  const reason = lastLine(ran.stderr) || lastLine(ran.stdout) || `exit code ${ran.code}`;
  throw new PortreeveError(
    'PROGRAM_FAILED',
    { program, reason, command: inNetns(options.netns, [program, ...args]).join(' ') },
    { details: { code: ran.code, stderr: ran.stderr } },
  );
}

/** One `ip -batch` of commands: all links of a host cost one process. */
export async function ip(commands: readonly string[], options: RunOptions = {}): Promise<void> {
  if (commands.length === 0) return;
  await runOk('ip', ['-batch', '-'], { ...options, input: `${commands.join('\n')}\n` });
}

/** Command line that runs another one in a network namespace of the lab. */
export function inNetns(netns: string | undefined, command: readonly string[]): [string, ...string[]] {
  const [program = 'true', ...args] = command;
  return netns === undefined ? [program, ...args] : ['ip', 'netns', 'exec', netns, program, ...args];
}

/** An ordinary user's PATH often lacks the folders of ip, iptables and dnsmasq. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`,
    LC_ALL: 'C',
  };
}

const packages: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  bridge: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  dnsmasq: 'dnsmasq-base',
  ipset: 'ipset',
  busybox: 'busybox',
};

function missing(program: string) {
  return { program, package: packages[program] ?? (program.startsWith('iptables') ? 'iptables' : program) };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
