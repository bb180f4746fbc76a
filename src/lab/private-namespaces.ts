import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { PortreeveError, reasonOf } from '../model/index.ts';
import { programEnvironment } from './run.ts';

/** Whether this machine lets us have a network of our own, and if not, why. */
export type Reality = { readonly real: true } | { readonly real: false; readonly why: string };

/**
 * Tries everything that the lab needs, in namespaces that are gone at once. A tenth of a second.
 * `PORTREEVE_LAB_SIMULATE=1` forbids the real kernel.
 */
export async function probeReality(backend: 'nft' | 'legacy'): Promise<Reality> {
  if (process.env['PORTREEVE_LAB_SIMULATE'] === '1') return { real: false, why: 'PORTREEVE_LAB_SIMULATE=1' };
  try {
    const { exit } = await startPrivately(['sh', '-c', trial, 'trial', backend], { logFile: undefined });
    const { code, stderr } = await exit;
    return code === 0 ? { real: true } : { real: false, why: lastLine(stderr) || `exit code ${code}` };
  } catch (error) {
    return { real: false, why: reasonOf(error) };
  }
}

/** What the kernel must be able to do; the first thing that it cannot is what the user is told. */
const trial = `
try() { what=$1; shift; said=$("$@" 2>&1) || { echo "$what: $(echo "$said" | tail -n 1)" >&2; exit 1; }; }
try 'a private /run' mount -t tmpfs tmpfs /run
try 'network namespaces' ip netns add trial
try 'bridges' ip link add b0 type bridge
try 'veth' ip link add v0 type veth peer name v1 netns trial
try 'VXLAN' ip link add x0 type vxlan id 1 dev b0 dstport 8472
export XTABLES_LOCKFILE=/run/xtables.lock
try 'iptables' iptables-$1 -A FORWARD -m physdev --physdev-in v0 --physdev-is-bridged -m state --state NEW -j DROP
try 'ipset' ipset create s hash:net family inet
try 'iptables with sets' iptables-$1 -A FORWARD -m set --match-set s src -j DROP
[ "$1" = nft ] || iptables-$1 -F
for program in dnsmasq busybox ebtables conntrack; do
  try "the program $program" command -v $program
done
try 'bridge filtering (modprobe br_netfilter)' test -e /proc/sys/net/bridge/bridge-nf-call-iptables
`;

export interface Started {
  /** The process that keeps the namespaces; killing it kills all that is in them. */
  readonly pid: number;
  readonly exit: Promise<{ readonly code: number; readonly stderr: string }>;
}

/**
 * Starts a command as process 1 of new user, mount, network and process namespaces, as root of them. It outlives
 * us. What it prints goes to the log file, or into `exit` if there is none.
 */
export async function startPrivately(
  command: readonly string[],
  options: { readonly logFile: string | undefined; readonly env?: Readonly<Record<string, string>> },
): Promise<Started> {
  const log = options.logFile === undefined ? 'pipe' : openSync(options.logFile, 'a', 0o600);
  // Two steps: the first process waits in its new user namespace until we have written who is who in it.
  const child = spawn(
    'unshare',
    [
      '--user',
      'sh',
      '-c',
      'echo; read -r go && exec unshare --mount --net --pid --fork --kill-child --mount-proc "$@" </dev/null >&2',
      'sh',
      ...command,
    ],
    { stdio: ['pipe', 'pipe', log], detached: true, env: { ...programEnvironment(), ...options.env } },
  );
  const exit = exitOf(child);
  try {
    const pid = await isWaiting(child, exit);
    writeMaps(pid);
    child.stdin?.end('go\n');
    // What has a log of its own outlives us; a trial is waited for.
    if (options.logFile !== undefined) child.unref();
    return { pid, exit };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    if (typeof log === 'number') closeSync(log);
  }
}

async function isWaiting(child: ChildProcess, exit: Started['exit']): Promise<number> {
  const { stdout } = child;
  if (!stdout) throw new PortreeveError('INTERNAL', { reason: 'unshare has no output' });
  const refused = exit.then(({ stderr }) => {
    throw new PortreeveError('LAB_NO_NAMESPACES', { reason: lastLine(stderr) || 'unshare failed' });
  });
  await Promise.race([once(stdout, 'data'), refused]);
  refused.catch(() => {});
  stdout.destroy();
  const { pid } = child;
  if (pid === undefined || readlinkSync(`/proc/${pid}/ns/user`) === readlinkSync('/proc/self/ns/user')) {
    throw new PortreeveError('LAB_NO_NAMESPACES', { reason: 'unshare did not give a user namespace' });
  }
  return pid;
}

/**
 * Root stays every user that it is, so that it can read what it can read outside (a checkout in somebody's private
 * home); an ordinary user can only become root of the namespace, and may not change his groups there.
 */
function writeMaps(pid: number): void {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  try {
    if (uid !== 0) writeFileSync(`/proc/${pid}/setgroups`, 'deny');
    writeFileSync(`/proc/${pid}/uid_map`, uid === 0 ? allIds('uid') : `0 ${uid} 1`);
    writeFileSync(`/proc/${pid}/gid_map`, uid === 0 ? allIds('gid') : `0 ${gid} 1`);
  } catch (cause) {
    throw new PortreeveError('LAB_NO_NAMESPACES', { reason: reasonOf(cause) }, { cause });
  }
}

/** Each id that we have ourselves, as itself: in a container that is not all there are. */
function allIds(kind: 'uid' | 'gid'): string {
  return readFileSync(`/proc/self/${kind}_map`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [inside = '0', , count = '1'] = line.trim().split(/\s+/);
      return `${inside} ${inside} ${count}`;
    })
    .join('\n');
}

function exitOf(child: ChildProcess): Started['exit'] {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new PortreeveError('PROGRAM_MISSING', { program: 'unshare', package: 'util-linux' }, { cause })),
    );
    child.on('close', (code) => resolve({ code: code ?? -1, stderr }));
  });
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
