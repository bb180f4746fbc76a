import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { childrenOf, identify, isAlive } from './process-identity.ts';

describe('the identity of a process', () => {
  test('is found while it lives and not when it is gone', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const identity = identify(child.pid ?? 0);
    expect(identity && isAlive(identity)).toBe(true);
    expect(childrenOf(process.pid)).toContain(child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(identity && isAlive(identity)).toBe(false);
    expect(identify(child.pid ?? 0)).toBeUndefined();
  });

  test('a process of the same number that started at another time is another one', () => {
    const own = identify(process.pid);
    expect(own && isAlive(own)).toBe(true);
    expect(isAlive({ pid: process.pid, started: '1' })).toBe(false);
  });
});
