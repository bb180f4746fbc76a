import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../files/index.ts';
import { PortreeveError, reasonOf } from '../model/index.ts';

/**
 * Connections that are still to be deleted, kept where a killed agent's successor finds them: between the commit of a rule
 * that refuses and the end of the connections that the old one allowed, the process may die at any moment.
 */
export interface FlushJournal {
  /** What an earlier process left undone. */
  left(): readonly (readonly string[])[];
  /** Notes commands before the rules change. */
  add(commands: readonly (readonly string[])[]): void;
  /** Those commands have run. */
  done(commands: readonly (readonly string[])[]): void;
}

/**
 * Kept in one small file, replaced as a whole; it should be where a reboot empties it, since that ends connections too. A place
 * that cannot be written must not keep a host from being filtered: `unwritable` hears of it, and memory has to do.
 */
export function createFileJournal(path: string, unwritable: (error: PortreeveError) => void = () => {}): FlushJournal {
  let pending: readonly (readonly string[])[] = read(path);

  function write(): void {
    try {
      if (pending.length === 0) {
        rmSync(path, { force: true });
        return;
      }
      makeFolder(dirname(path), 0o755);
      writeFileSync(`${path}.new`, JSON.stringify(pending), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (cause) {
      unwritable(new PortreeveError('FILE_UNWRITABLE', { path, reason: reasonOf(cause) }, { cause }));
    }
  }

  return {
    left: () => pending,
    add(commands) {
      if (commands.length === 0) return;
      pending = [...pending, ...commands];
      write();
    },
    done(commands) {
      if (commands.length === 0) return;
      const gone = new Set(commands);
      pending = pending.filter((command) => !gone.has(command));
      write();
    },
  };
}

/** Forgets with the process; for trials and for hosts without a writable place. */
export function createMemoryJournal(): FlushJournal {
  let pending: readonly (readonly string[])[] = [];
  return {
    left: () => pending,
    add(commands) {
      pending = [...pending, ...commands];
    },
    done(commands) {
      const gone = new Set(commands);
      pending = pending.filter((command) => !gone.has(command));
    },
  };
}

/** A file that cannot be read or understood holds nothing: it was never finished, so its rules were not committed either. */
function read(path: string): readonly (readonly string[])[] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!Array.isArray(value)) return [];
    return value.filter(
      (command): command is string[] => Array.isArray(command) && command.every((word) => typeof word === 'string'),
    );
  } catch {
    return [];
  }
}
