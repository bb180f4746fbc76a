import { setTimeout as pause } from 'node:timers/promises';
import { PortreeveError } from '../model/index.ts';

/** Waits for a condition that nothing announces; throws LAB_TIMEOUT after the limit. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { what, limitMs, everyMs = 10 }: { readonly what: string; readonly limitMs: number; readonly everyMs?: number },
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new PortreeveError('LAB_TIMEOUT', { what, seconds: Math.round(limitMs / 1000) });
    await pause(everyMs);
  }
}
