import { PortreeveError } from '../model/index.ts';
import type { Kernel } from './kernel.ts';
import { inParallel } from './queue.ts';
import { isForbidden, oneLine } from './refusal.ts';
import type { RunProgram } from './run-program.ts';

/** How many filters go to one process, and how many processes run at a time where each filter needs its own. */
const batchSize = 500;
const parallel = 4;

type Filter = readonly string[];

/** Connections through the program conntrack. */
export function createConnections(run: RunProgram): Pick<Kernel, 'deleteConnections'> {
  return {
    async deleteConnections(filters) {
      let deleted = 0;
      const single = filters.length === 1 ? [...filters] : [];
      const batches: Filter[][] = [];
      if (single.length === 0) {
        for (const filter of filters) {
          const batch = batches.at(-1);
          if (!filter.every((word) => plainWord.test(word))) single.push(filter);
          else if (batch && batch.length < batchSize) batch.push(filter);
          else batches.push([filter]);
        }
      }
      for (const batch of batches) {
        const { code, stdout, stderr } = await run('conntrack', ['-R', '-'], {
          input: batch.map((filter) => `-D ${filter.join(' ')}\n`),
        });
        deleted += countLines(stdout);
        // Releases before 1.4.7 know no -R, and one refused line ends the whole batch: then each by itself.
        if (code > 1 || oneLine(stderr) !== '') single.push(...batch);
      }
      const failures = await inParallel(single, parallel, async (filter) => {
        const args = ['-D', ...filter];
        const { code, stdout, stderr } = await run('conntrack', args);
        deleted += countLines(stdout);
        // 1: none was there, which is fine, or an error that only the text tells.
        if (code === 0 || /\b\d+ flow entries have been deleted/.test(stderr)) return;
        if (isForbidden(stderr)) {
          throw new PortreeveError('NO_PERMISSION', { action: 'delete connections that the kernel tracks' });
        }
        const command = ['conntrack', ...args].join(' ');
        throw new PortreeveError('PROGRAM_FAILED', { program: 'conntrack', reason: oneLine(stderr), command });
      });
      if (failures.length > 0) throw failures[0];
      return deleted;
    },
  };
}

/** What needs no quoting in the program's batch file. */
const plainWord = /^[\w.:/%,-]+$/;

/** The program shows each entry that it deleted on a line. */
function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
