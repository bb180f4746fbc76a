import { PortreeveError } from '../model/index.ts';
import type { Kernel } from './kernel.ts';
import { createQueue } from './queue.ts';
import { isForbidden, lineOf, oneLine, readRefusal } from './refusal.ts';
import type { RunProgram } from './run-program.ts';

/** Sets through the program ipset. */
export function createIpSets(run: RunProgram): Pick<Kernel, 'saveSets' | 'restoreSets'> {
  const writer = createQueue();
  return {
    async saveSets(name) {
      const args = name === undefined ? ['save'] : ['save', name];
      const { code, stdout, stderr } = await run('ipset', args);
      if (code === 0) return stdout;
      if (name !== undefined && /given name does not exist/.test(stderr)) return '';
      if (isForbidden(stderr)) throw forbidden();
      const command = ['ipset', ...args].join(' ');
      throw new PortreeveError('PROGRAM_FAILED', { program: 'ipset', reason: oneLine(stderr), command });
    },

    restoreSets(script) {
      const chunks = [...script];
      return writer(async () => {
        const { code, stderr } = await run('ipset', ['restore', '-exist'], { input: chunks });
        if (code === 0) return;
        if (isForbidden(stderr)) throw forbidden();
        const { lineNumber, reason } = readRefusal(stderr);
        const line = lineNumber === null ? '' : lineOf(chunks, lineNumber);
        throw new PortreeveError(
          'SET_RESTORE_REJECTED',
          { lineNumber: lineNumber ?? '?', line, reason },
          { details: { lineNumber, line, reason } },
        );
      });
    },
  };
}

function forbidden(): PortreeveError {
  return new PortreeveError('NO_PERMISSION', { action: 'use the IP sets of the kernel' });
}
