import type { Clock } from './clock.ts';

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Lets time pass: what becomes due runs in order, each after what the one before it set off has come to rest. */
  advance(ms: number): Promise<void>;
  /** Lets everything that waits for no time come to rest. */
  settle(): Promise<void>;
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

export function createManualClock(start = 0): ManualClock {
  let now = start;
  const timers = new Set<Timer>();

  async function settle(): Promise<void> {
    // Chains of promises end within one turn of the event loop; a few turns cover those that go through `setImmediate`.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    for (;;) {
      await settle();
      let next: Timer | undefined;
      for (const timer of timers) if (timer.due <= end && (!next || timer.due < next.due)) next = timer;
      if (!next) break;
      timers.delete(next);
      now = Math.max(now, next.due);
      next.run();
    }
    now = end;
  }

  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { due: now + Math.max(0, delayMs), run };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance,
    settle,
  };
}
