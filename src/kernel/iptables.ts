import { PortreeveError } from '../model/index.ts';
import type { Family } from '../netfilter/index.ts';
import type { Kernel } from './kernel.ts';
import { createQueue } from './queue.ts';
import { splitScript } from './split-script.ts';
import { faultyLine, isForbidden, oneLine, readRefusal } from './refusal.ts';
import type { Outcome, RunProgram } from './run-program.ts';

export interface IptablesOptions {
  readonly backend: 'iptables-nft' | 'iptables-legacy';
  /** "-nft", "-legacy", or "" where the host has only one kind of iptables. */
  readonly suffix: string;
  readonly families: readonly Family[];
  readonly run: RunProgram;
  readonly lock?: LockOptions;
}

/** How to live beside other users of the xtables lock (legacy only; nft has none). */
export interface LockOptions {
  /** How long one command waits. */
  readonly waitSeconds?: number;
  readonly attempts?: number;
}

/** Rules of both families through iptables-save and iptables-restore. */
export function createIptables(options: IptablesOptions): Pick<Kernel, 'save' | 'restore' | 'list'> {
  const { backend, suffix, families, run } = options;
  const { waitSeconds = 5, attempts = 12 } = options.lock ?? {};
  const program = (family: Family, verb = '') => `${family === 'ipv4' ? 'iptables' : 'ip6tables'}${suffix}${verb}`;
  /** How many lines a part of a commit may have that was too long as a whole. */
  let maxLines = firstMaxLines;
  const writers = { ipv4: createQueue(), ipv6: createQueue() };

  return {
    async save(family, tables) {
      if (!families.includes(family)) return '';
      const name = program(family, '-save');
      // One table can be asked for; for more than one a second process would cost more than the lines not wanted.
      const args = tables?.length === 1 ? ['-c', '-t', ...tables] : ['-c'];
      const outcome = await run(name, args);
      if (outcome.code !== 0) throw failure(family, tables?.[0], [name, ...args], outcome);
      return tables === undefined || tables.length === 1 ? outcome.stdout : keepTables(outcome.stdout, tables);
    },

    restore(family, script) {
      if (!families.includes(family)) {
        return Promise.reject(new PortreeveError('FAMILY_MISSING', { family: familyWord(family) }));
      }
      // Kept for a second attempt and for naming a refused line: a generator can be walked only once.
      const chunks = [...script];
      return writers[family](async () => {
        const outcome = await commit(family, chunks);
        if (outcome.code === 0) return;
        if (!isTooLong(outcome)) throw await refused(family, chunks, outcome);
        await commitInParts(family, chunks);
      });
    },

    async list(family, table, { numeric = false } = {}) {
      const args = ['-t', table, '-L', ...(numeric ? ['-n'] : []), '-w', String(waitSeconds)];
      if (!families.includes(family)) return '';
      const outcome = await run(program(family), args);
      if (outcome.code !== 0) throw failure(family, table, [program(family), ...args], outcome);
      return outcome.stdout;
    },
  };

  async function commit(family: Family, script: readonly string[]): Promise<Outcome> {
    // Counters that the script gives are kept. Without -w legacy would wait for ever; nft takes it and does not need it.
    const args = ['--noflush', '--counters', '-w', String(waitSeconds)];
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await run(program(family, '-restore'), args, { input: script });
      if (!isBusy(outcome)) return outcome;
      if (attempt >= attempts) throw new PortreeveError('LOCK_BUSY', { seconds: attempts * waitSeconds });
    }
  }

  /**
   * A commit of iptables-nft is one netlink message. Root may make the socket's buffer as large as that takes; in a user
   * namespace the kernel stops at some hundred lines (1.8.9 on 6.18: 2,000 short rules are too long). The whole was tried
   * before: what the program itself refuses it refuses before it sends anything.
   */
  async function commitInParts(family: Family, script: readonly string[]): Promise<void> {
    const parts = [...splitScript(script, maxLines)];
    let committedLines = 0;
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const { firstLine, lines, text } = part;
      const outcome = await commit(family, [text]);
      if (outcome.code === 0) {
        committedLines = firstLine + lines - 1;
      } else if (isTooLong(outcome) && lines > 1) {
        maxLines = Math.min(maxLines, Math.ceil(lines / 2));
        const pieces = splitScript([text], maxLines);
        parts.unshift(...pieces.map((piece) => ({ ...piece, firstLine: piece.firstLine + firstLine - 2 })));
      } else {
        throw await refused(family, [text], outcome, { skippedLines: firstLine - 2, committedLines });
      }
    }
  }

  async function refused(
    family: Family,
    script: readonly string[],
    outcome: Outcome,
    { skippedLines = 0, committedLines = 0 } = {},
  ): Promise<PortreeveError> {
    const { stderr } = outcome;
    if (isForbidden(stderr)) return forbidden();
    const table = /unable to initialize table '(.+)'/.exec(stderr)?.[1];
    if (table !== undefined) {
      // Legacy says the same of a table that is not there and of one that it may not see; the listing tells them apart.
      const listing = await run(program(family), ['-t', table, '-S', '-w', String(waitSeconds)]);
      if (isForbidden(listing.stderr)) return forbidden();
      return tableMissing(family, table);
    }
    const refusal = readRefusal(stderr);
    const { reason } = refusal;
    const fault = faultyLine(script, refusal);
    const { line } = fault;
    const lineNumber = fault.lineNumber === null ? null : fault.lineNumber + skippedLines;
    return restoreRejected({ family, lineNumber, line, reason, committedLines });
  }

  /** Exit 4 of legacy is the lock; nft uses the same code for a commit that the kernel refused. */
  function isBusy(outcome: Outcome): boolean {
    // The lock file itself may be out of reach, with the same code.
    if (backend === 'iptables-legacy') return outcome.code === 4 && !isForbidden(outcome.stderr);
    return outcome.code === 4 && /Resource temporarily unavailable/.test(outcome.stderr);
  }
}

/** About what the kernel takes in a user namespace, of rules as long as those of the neutron layout. */
const firstMaxLines = 512;

function isTooLong(outcome: Outcome): boolean {
  return outcome.code !== 0 && /Message too long/.test(outcome.stderr);
}

/** The error for a refused restore, with what a program needs to find the rule again. */
export function restoreRejected(details: {
  readonly family: Family;
  readonly lineNumber: number | null;
  readonly line: string;
  readonly reason: string;
  /** Lines of the script that were committed before, in parts. */
  readonly committedLines: number;
}): PortreeveError {
  const { family, lineNumber, line, reason } = details;
  const params = { family: familyWord(family), lineNumber: lineNumber ?? '?', line, reason };
  return new PortreeveError('RESTORE_REJECTED', params, { details });
}

/** The parts of a dump that show the tables named. */
export function keepTables(dump: string, tables: readonly string[]): string {
  const kept: string[] = [];
  for (const part of dump.split(/(?<=^# Completed on .*\n)/m)) {
    const name = /^\*(\S+)$/m.exec(part)?.[1];
    if (name !== undefined && tables.includes(name)) kept.push(part);
  }
  return kept.join('');
}

function failure(
  family: Family,
  table: string | undefined,
  command: readonly string[],
  { stderr }: Outcome,
): PortreeveError {
  if (isForbidden(stderr)) return forbidden();
  if (table !== undefined && /table\b.* does not exist/i.test(stderr)) return tableMissing(family, table);
  const [name = ''] = command;
  return new PortreeveError('PROGRAM_FAILED', { program: name, reason: oneLine(stderr), command: command.join(' ') });
}

export function tableMissing(family: Family, table: string): PortreeveError {
  return new PortreeveError('TABLE_MISSING', { table, family: familyWord(family) }, { details: { table, family } });
}

function forbidden(): PortreeveError {
  return new PortreeveError('NO_PERMISSION', { action: 'use the packet filter of the kernel' });
}

function familyWord(family: Family): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}
