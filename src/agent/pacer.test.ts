import { describe, expect, test } from 'vitest';
import { createManualClock } from '../sources/index.ts';
import { createPacer } from './pacer.ts';

function setUp(passMs = 0) {
  const clock = createManualClock();
  const starts: number[] = [];
  const pacer = createPacer({
    clock,
    intervalMs: 100,
    pass: () => {
      starts.push(clock.now());
      return new Promise((resolve) => void clock.after(passMs, resolve));
    },
  });
  return { clock, starts, pacer };
}

describe('a pacer', () => {
  test('starts a pass at once when it was idle', async () => {
    const { clock, starts, pacer } = setUp();
    await clock.advance(5_000);
    pacer.wake();
    expect(starts).toEqual([5_000]);
  });

  test('makes one more pass of all that came while one ran', async () => {
    const { clock, starts, pacer } = setUp(300);
    pacer.wake();
    for (let i = 0; i < 50; i += 1) {
      await clock.advance(1);
      pacer.wake();
    }
    await clock.advance(5_000);
    expect(starts).toEqual([0, 300]);
  });

  test('starts no oftener than the interval while changes keep coming', async () => {
    const { clock, starts, pacer } = setUp(10);
    for (let i = 0; i < 490; i += 1) {
      pacer.wake();
      await clock.advance(1);
    }
    expect(starts).toEqual([0, 100, 200, 300, 400]);
  });

  test('a wake during a pass is never lost, not even in its last moment', async () => {
    const clock = createManualClock();
    let passes = 0;
    const pacer = createPacer({
      clock,
      intervalMs: 0,
      pass: async () => {
        passes += 1;
        if (passes < 3) pacer.wake();
      },
    });
    pacer.wake();
    await clock.settle();
    expect(passes).toBe(3);
  });

  test('of several later wakes the earliest counts, and a pass before it takes its place', async () => {
    const { clock, starts, pacer } = setUp();
    pacer.wakeAfter(5_000);
    pacer.wakeAfter(1_000);
    pacer.wakeAfter(9_000);
    await clock.advance(20_000);
    expect(starts).toEqual([1_000]);
    pacer.wakeAfter(1_000);
    pacer.wake();
    await clock.advance(20_000);
    expect(starts).toEqual([1_000, 20_000]);
  });

  test('stop waits for the running pass and lets none begin', async () => {
    const { clock, starts, pacer } = setUp(50);
    pacer.wake();
    pacer.wake();
    let isDone = false;
    const stopping = pacer.stop().then(() => {
      isDone = true;
    });
    await clock.settle();
    expect(isDone).toBe(false);
    await clock.advance(1_000);
    await stopping;
    pacer.wake();
    pacer.wakeAfter(1);
    await clock.advance(1_000);
    expect(starts).toEqual([0]);
  });
});
