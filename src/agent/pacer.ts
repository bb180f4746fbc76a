import type { Clock } from '../sources/index.ts';

/** Runs passes one after another, as often as there is something new and no oftener than the interval. */
export interface Pacer {
  /** Something changed: a pass will begin after this call. Cheap, and any number of calls are one. */
  wake(): void;
  /** A pass will begin after the delay, if none does before. */
  wakeAfter(delayMs: number): void;
  /** No further pass begins; resolves when the running one is done. */
  stop(): Promise<void>;
}

export interface PacerOptions {
  readonly clock: Clock;
  /** Shortest time from the start of one pass to the start of the next. */
  readonly intervalMs: number;
  /** Must not throw: whoever runs it answers for its errors. */
  readonly pass: () => Promise<void>;
}

/**
 * One bit, "stale". A wake while nothing runs starts a pass at once; while one runs, or within the interval, all wakes
 * become one more pass. So the time of a pass bounds the delay, and the number of changes does not.
 */
export function createPacer({ clock, intervalMs, pass }: PacerOptions): Pacer {
  let isStale = false;
  let isStopped = false;
  let running: Promise<void> | undefined;
  let lastStart = Number.NEGATIVE_INFINITY;
  let cancelStart: (() => void) | undefined;
  let later: { readonly due: number; readonly cancel: () => void } | undefined;

  function consider(): void {
    if (!isStale || isStopped || running || cancelStart) return;
    const wait = lastStart + intervalMs - clock.now();
    if (wait > 0) {
      cancelStart = clock.after(wait, () => {
        cancelStart = undefined;
        start();
      });
      return;
    }
    start();
  }

  function start(): void {
    isStale = false;
    later?.cancel();
    later = undefined;
    lastStart = clock.now();
    running = pass().finally(() => {
      running = undefined;
      consider();
    });
  }

  function wake(): void {
    isStale = true;
    consider();
  }

  return {
    wake,
    wakeAfter(delayMs) {
      const due = clock.now() + delayMs;
      if (isStopped || (later && later.due <= due)) return;
      later?.cancel();
      const cancel = clock.after(delayMs, () => {
        later = undefined;
        wake();
      });
      later = { due, cancel };
    },
    async stop() {
      isStopped = true;
      cancelStart?.();
      later?.cancel();
      await running;
    },
  };
}
