import { readFile, writeFile } from 'node:fs/promises';
import { PortreeveError, reasonOf } from '../model/index.ts';
import type { RunProgram } from './run-program.ts';
import { isForbidden, oneLine } from './refusal.ts';

/** Small files of the host's /proc. */
export interface HostFiles {
  /** Undefined if there is no such file. */
  read(path: string): Promise<string | undefined>;
  /** Throws SYSCTL_UNWRITABLE or NO_PERMISSION. */
  write(path: string, text: string): Promise<void>;
}

/** Of the host that this process is in. */
export const ownFiles: HostFiles = {
  async read(path) {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
      throw new PortreeveError('FILE_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error });
    }
  },
  async write(path, text) {
    try {
      await writeFile(path, text, { flag: 'r+' });
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EACCES' || code === 'EPERM') throw forbiddenToWrite(path, error);
      throw new PortreeveError('SYSCTL_UNWRITABLE', { path, value: text, reason: reasonOf(error) }, { cause: error });
    }
  },
};

/** Of a host that is reached through a command prefix: /proc shows each process its own network namespace. */
export function filesThrough(run: RunProgram): HostFiles {
  return {
    async read(path) {
      const { code, stdout, stderr } = await run('cat', [path]);
      if (code === 0) return stdout;
      if (/No such file|Not a directory/.test(stderr)) return undefined;
      throw new PortreeveError('FILE_UNREADABLE', { path, reason: oneLine(stderr) });
    },
    async write(path, text) {
      const { code, stderr } = await run('dd', ['conv=notrunc,nocreat', `of=${path}`, 'status=none'], {
        input: [text],
      });
      if (code === 0) return;
      if (isForbidden(stderr)) throw forbiddenToWrite(path);
      throw new PortreeveError('SYSCTL_UNWRITABLE', { path, value: text, reason: oneLine(stderr) });
    },
  };
}

/**
 * "net.bridge.bridge-nf-call-iptables" -> its file. A device's name may have dots of its own ("eth0.100"), so slashes
 * are taken as well, as sysctl(8) does. Undefined for what could lead out of /proc/sys.
 */
export function sysctlPath(name: string): string | undefined {
  const parts = name.split(name.includes('/') ? '/' : '.');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) return undefined;
  return `/proc/sys/${parts.join('/')}`;
}

function forbiddenToWrite(path: string, cause?: unknown): PortreeveError {
  return new PortreeveError('NO_PERMISSION', { action: `write ${path}` }, { cause });
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
