import { PortreeveError } from '../model/index.ts';
import type { Kernel } from './kernel.ts';
import { createQueue } from './queue.ts';
import { faultyLine, isForbidden, oneLine, readRefusal } from './refusal.ts';
import type { Outcome, RunProgram } from './run-program.ts';

/**
 * Commands in one commit. Each is one netlink message or a few, all sent at once, and without the right to grow the
 * socket's buffer (in a user namespace) 3,000 of them were too long.
 */
const batchSize = 400;
const attempts = 10;
const retryMs = 200;

/** A longer word (a list of some sixty MACs) is "too long" for ebtables-restore; the plain command takes it. */
const maxWord = 1000;

type Command = readonly string[];

/** Bridge rules through ebtables; `isNft` if it is the one that can commit many commands at once. */
export function createBridgeFilter(run: RunProgram, isNft: boolean): Pick<Kernel, 'saveBridge' | 'bridge'> {
  const writer = createQueue();
  return {
    async saveBridge() {
      const { code, stdout, stderr } = await run('ebtables-save', []);
      if (code === 0) return stdout;
      if (isForbidden(stderr)) throw forbidden();
      throw new PortreeveError('PROGRAM_FAILED', {
        program: 'ebtables-save',
        reason: oneLine(stderr),
        command: 'ebtables-save',
      });
    },

    bridge(commands) {
      return writer(async () => {
        let batch: Command[] = [];
        for (const command of commands) {
          const fits = isNft && command.every((word) => plainWord.test(word) && word.length < maxWord);
          if (fits) batch.push(command);
          if (!fits || batch.length === batchSize) {
            await together(batch);
            batch = [];
          }
          if (!fits) await alone(command);
        }
        await together(batch);
      });
    },
  };

  async function together(commands: readonly Command[]): Promise<void> {
    if (commands.length === 0) return;
    const script = ['*nat\n', ...commands.map((words) => `${words.join(' ')}\n`), 'COMMIT\n'];
    const outcome = await untilFree(() => run('ebtables-restore', ['--noflush'], { input: script }));
    if (outcome.code === 0) return;
    if (isForbidden(outcome.stderr)) throw forbidden();
    const refusal = readRefusal(outcome.stderr);
    throw rejected(faultyLine(script, refusal).line, refusal.reason);
  }

  async function alone(command: Command): Promise<void> {
    const outcome = await untilFree(() => run('ebtables', ['-t', 'nat', '--concurrent', ...command]));
    if (outcome.code === 0) return;
    if (isForbidden(outcome.stderr)) throw forbidden();
    throw rejected(command.join(' '), oneLine(outcome.stderr));
  }
}

/** The lock of ebtables-legacy is busy with 255 (spec of the layout, section 15); nft gives 4 when another writer was faster. */
async function untilFree(attempt: () => Promise<Outcome>): Promise<Outcome> {
  for (let n = 1; ; n += 1) {
    const outcome = await attempt();
    const isBusy =
      (outcome.code === 255 || outcome.code === 4) && /lock|temporarily unavailable|try again/i.test(outcome.stderr);
    if (!isBusy || n >= attempts) return outcome;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

const plainWord = /^[\w.:/,!-]+$/;

function rejected(command: string, reason: string): PortreeveError {
  return new PortreeveError('EBTABLES_REJECTED', { command, reason }, { details: { command, reason } });
}

function forbidden(): PortreeveError {
  return new PortreeveError('NO_PERMISSION', { action: 'use the bridge filter of the kernel' });
}
