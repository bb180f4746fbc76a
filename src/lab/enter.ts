import { spawn } from 'node:child_process';
import { PortreeveError } from '../model/index.ts';
import { instanceNetns } from './instance.ts';
import { childrenOf } from './process-identity.ts';
import { inNetns, programEnvironment } from './run.ts';
import type { LabRecord } from './state-folder.ts';
import { hostEnvironment, labHost } from './underlay.ts';

/** Runs a command in an instance or on a host of the lab, with our own terminal; gives its exit code. */
export async function runInside(record: LabRecord, name: string, command: readonly string[]): Promise<number> {
  if (record.simulated !== null) {
    throw new PortreeveError('LAB_NEEDS_REAL_KERNEL', { why: record.simulated, action: `exec ${command.join(' ')}` });
  }
  const [first] = childrenOf(record.keeper.pid);
  if (first === undefined) throw new PortreeveError('LAB_NOT_RUNNING');
  const hostIndex = record.hosts.indexOf(name);
  const netns = hostIndex < 0 ? instanceNetns(name) : name;
  const env = hostIndex < 0 ? {} : hostEnvironment(labHost(name, hostIndex));
  const args = ['-t', String(first), '-U', '--preserve-credentials', '-m', '-n', '-p', ...inNetns(netns, command)];
  const child = spawn('nsenter', args, { stdio: 'inherit', env: { ...programEnvironment(), ...env } });
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new PortreeveError('PROGRAM_MISSING', { program: 'nsenter', package: 'util-linux' }, { cause })),
    );
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}
