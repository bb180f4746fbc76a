import { PortreeveError } from '../model/index.ts';
import { type Family, filterTopChain } from '../netfilter/index.ts';
import { createBridgeFilter } from './bridge-filter.ts';
import { createConnections } from './connections.ts';
import { filesThrough, ownFiles, sysctlPath } from './host-files.ts';
import { createIpSets } from './ip-sets.ts';
import { type LockOptions, createIptables } from './iptables.ts';
import type { Kernel } from './kernel.ts';
import { type ProgramOptions, type RunProgram, createRunner } from './run-program.ts';

export type RealBackend = 'iptables-nft' | 'iptables-legacy';

export interface KernelOptions extends ProgramOptions {
  /** "auto": the one that has rules of the neutron layout, else the one that the host's own `iptables` is. */
  readonly backend?: RealBackend | 'auto';
  readonly lock?: LockOptions;
}

interface Candidate {
  readonly backend: RealBackend;
  readonly suffix: string;
  readonly version: string;
}

/**
 * The kernel of this host, or of where the command prefix leads. Throws PROGRAM_MISSING without iptables, and
 * BOTH_BACKENDS_FILLED when the other back end than the wanted one already holds rules of the layout: packets would
 * then pass both rule sets, and nobody would see why they fall.
 */
export async function openKernel(options: KernelOptions = {}): Promise<Kernel> {
  const run = createRunner(options);
  const files = options.prefix === undefined ? ownFiles : filesThrough(run);
  const chosen = await choose(run, options.backend ?? 'auto');
  const families: Family[] = (await files.read('/proc/net/if_inet6')) === undefined ? ['ipv4'] : ['ipv4', 'ipv6'];
  const ebtables = await versionOf(run, 'ebtables').catch(() => undefined);
  return {
    backend: chosen.backend,
    version: chosen.version,
    families,
    ...createIptables({ ...chosen, families, run, ...(options.lock ? { lock: options.lock } : {}) }),
    ...createIpSets(run),
    ...createConnections(run),
    ...createBridgeFilter(run, ebtables?.includes('nf_tables') ?? false),
    async readSysctl(name) {
      const path = sysctlPath(name);
      return path === undefined ? undefined : (await files.read(path))?.trimEnd();
    },
    async writeSysctl(name, value) {
      const path = sysctlPath(name);
      if (path === undefined)
        throw new PortreeveError('SYSCTL_UNWRITABLE', { path: name, value, reason: 'no such name' });
      await files.write(path, value);
    },
  };
}

async function choose(run: RunProgram, wanted: RealBackend | 'auto'): Promise<Candidate> {
  const { own, candidates } = await installed(run);
  const filled: Candidate[] = [];
  for (const candidate of candidates) if (await hasLayout(run, candidate)) filled.push(candidate);
  const choice = wanted === 'auto' ? (filled[0] ?? own) : candidates.find((c) => c.backend === wanted);
  if (choice === undefined) {
    throw new PortreeveError('PROGRAM_MISSING', {
      program: wanted === 'auto' ? 'iptables' : wanted,
      package: 'iptables',
    });
  }
  const other = filled.find((c) => c.backend !== choice.backend);
  if (other) throw new PortreeveError('BOTH_BACKENDS_FILLED', { wanted: choice.backend, other: other.backend });
  return choice;
}

/** Both kinds of iptables that are installed, and the one that the plain name is. */
async function installed(run: RunProgram): Promise<{ own: Candidate | undefined; candidates: Candidate[] }> {
  const [nft, legacy, plain] = await Promise.all(
    ['iptables-nft', 'iptables-legacy', 'iptables'].map((program) => versionOf(run, program).catch(absent)),
  );
  const candidates: Candidate[] = [];
  if (nft !== undefined) candidates.push({ backend: 'iptables-nft', suffix: '-nft', version: nft });
  if (legacy !== undefined) candidates.push({ backend: 'iptables-legacy', suffix: '-legacy', version: legacy });
  if (plain === undefined) return { own: candidates[0], candidates };
  // Releases before 1.8 name no kind: they are legacy.
  const backend = plain.includes('nf_tables') ? 'iptables-nft' : 'iptables-legacy';
  let own = candidates.find((c) => c.backend === backend);
  if (own === undefined) {
    own = { backend, suffix: '', version: plain };
    candidates.push(own);
  }
  return { own, candidates };
}

/** What a program is, on one line; undefined if it runs but does not say. */
async function versionOf(run: RunProgram, program: string): Promise<string | undefined> {
  const { code, stdout } = await run(program, ['-V']);
  return code === 0 ? stdout.trim() : undefined;
}

function absent(error: unknown): undefined {
  if (error instanceof PortreeveError && error.code === 'PROGRAM_MISSING') return undefined;
  throw error;
}

/**
 * Whether rules of the layout are there, of any program that writes it: all share one chain. Asking legacy loads no
 * module of the kernel: a table that is not in use is not read.
 */
async function hasLayout(run: RunProgram, candidate: Candidate): Promise<boolean> {
  const { stdout } = await run(`iptables${candidate.suffix}-save`, []);
  return stdout.includes(`\n:${filterTopChain} `);
}
