import { describe, expect, test } from 'vitest';
import { createMemoryKernel } from '../kernel/index.ts';
import { PortreeveError } from '../model/index.ts';
import { ensureBridgeFiltering } from './bridge-filtering.ts';

const name = 'net.bridge.bridge-nf-call-iptables';

describe('bridge filtering', () => {
  test('a switch that cannot be written is a problem that is told, and no reason to leave the host without rules', async () => {
    const kernel = createMemoryKernel();
    await kernel.writeSysctl(name, '0');
    const params = { path: name, value: '1', reason: 'read-only file system' };
    const fixed = { ...kernel, writeSysctl: () => Promise.reject(new PortreeveError('SYSCTL_UNWRITABLE', params)) };
    const { set, problems } = await ensureBridgeFiltering(fixed, 'set');
    expect([set, problems.map(({ code }) => code)]).toEqual([[], ['SYSCTL_UNWRITABLE']]);
  });

  test('a kernel without the switches is told to load the module', async () => {
    const bare = { ...createMemoryKernel(), readSysctl: async () => undefined };
    const { problems } = await ensureBridgeFiltering(bare, 'set');
    expect(problems.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'BRIDGE_FILTERING_MISSING'));
  });
});
