import { describe, expect, test } from 'vitest';
import { lockNetworkNamespace } from './lock.ts';

describe('the lock of a network namespace', () => {
  test('has one holder, and is free again when that lets go', async () => {
    const name = `portreeve-test-${process.pid}-${Math.random()}`;
    const unlock = await lockNetworkNamespace(name);
    await expect(lockNetworkNamespace(name)).rejects.toMatchObject({ code: 'AGENT_RUNNING' });
    await unlock();
    await (await lockNetworkNamespace(name))();
  });
});
