import type { World } from './context.ts';

/** The real process. A reader that went away (`portreeve … | head`) ends the process without a word. */
export function processWorld(process: NodeJS.Process): World {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  let controller: AbortController | undefined;
  return {
    env: process.env,
    // Asked for when it is read: opening it takes a while, and few commands do.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    interrupted: () => {
      if (controller) return controller.signal;
      const made = new AbortController();
      controller = made;
      // Once: the second one finds no handler and ends the process as if we had none.
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => made.abort(signal));
      return made.signal;
    },
  };
}
