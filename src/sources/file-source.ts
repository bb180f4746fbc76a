import { type FSWatcher, readFileSync, watch as watchFiles } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { PortreeveError, type HostState, reasonOf } from '../model/index.ts';
import { type HostDump, type HostReport, parseHostState } from '../wire/index.ts';
import type { Clock } from './clock.ts';
import type { SourceListener, StateSource } from './state-source.ts';

export interface FileSourceOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly onReport?: (report: HostReport) => void;
  readonly onDump?: (id: string, dump: HostDump) => void;
}

/** Editors write in several steps: the file is read when it has been quiet for this long. */
const quietMs = 50;
/** Not every file system tells of changes: the file is looked at this often anyway. */
const lookEveryMs = 5_000;

/**
 * A host-state file, JSON or YAML, read again whenever it changes. One that cannot be read or understood is `lost`, and what
 * was given last stays in force. States without a revision are numbered in the order in which they are read.
 */
export function createFileSource({ path, clock, onReport, onDump }: FileSourceOptions): StateSource {
  const file = resolve(path);

  async function watch(listener: SourceListener): Promise<() => Promise<void>> {
    let lastText: string | undefined;
    let lastFailure: string | undefined;
    let readings = 0;
    let isStopped = false;
    let cancelQuiet: (() => void) | undefined;
    let cancelLook: (() => void) | undefined;

    function look(): void {
      if (isStopped) return;
      try {
        const text = readText(file);
        if (text === lastText) return;
        lastText = text;
        lastFailure = undefined;
        const state = parseStateText(text, file);
        readings += 1;
        listener.found?.();
        listener.state(state.revision === 0 ? { ...state, revision: readings } : state);
      } catch (error) {
        // Looked at every few seconds, told once.
        const failure = reasonOf(error);
        if (failure !== lastFailure) listener.lost(error);
        lastFailure = failure;
      }
    }

    function lookAfterQuiet(): void {
      cancelQuiet?.();
      cancelQuiet = clock.after(quietMs, look);
    }

    function lookEvery(): void {
      cancelLook = clock.after(lookEveryMs, lookEvery);
      look();
    }

    // The folder, not the file: a file that is replaced by renaming is another file.
    const watcher = watchFolder(file, lookAfterQuiet);
    lookEvery();
    return async () => {
      isStopped = true;
      watcher?.close();
      cancelQuiet?.();
      cancelLook?.();
    };
  }

  return {
    watch,
    report: (report) => onReport?.(report),
    async answerDump(id, dump) {
      onDump?.(id, dump);
    },
  };
}

/** Reads a host-state text: JSON is YAML too, but its own parser is faster and gives better errors. */
export function parseStateText(text: string, path: string): HostState {
  return parseHostState(path.endsWith('.yaml') || path.endsWith('.yml') ? readYaml(text, path) : readJson(text));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PortreeveError('FILE_UNREADABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PortreeveError('STATE_NOT_JSON', { reason: reasonOf(cause) }, { cause });
  }
}

function readYaml(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (cause) {
    throw new PortreeveError('STATE_NOT_YAML', { path, reason: reasonOf(cause) }, { cause });
  }
}

function watchFolder(file: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watchFiles(dirname(file), (_event, name) => {
      if (name === null || name === basename(file)) changed();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    // No folder, or no watches left: the slow look finds changes too.
    return undefined;
  }
}
