import { describe, expect, test } from 'vitest';
import { devicesBehaviour } from '../devices.suite.ts';
import { createMemoryDevices } from './devices.ts';

describe('devices in memory', () => {
  devicesBehaviour(async () => {
    const devices = createMemoryDevices();
    return {
      devices,
      addTap: (name) => devices.addTap(name),
      removeLink: (name) => devices.remove(name),
      close: async () => {},
    };
  });

  test('begin as they were handed in', async () => {
    const eth0 = {
      name: 'eth0',
      index: 7,
      kind: 'veth',
      mac: '02:00:00:00:00:07',
      mtu: 1500,
      isUp: true,
      master: null,
    } as const;
    const devices = createMemoryDevices([eth0]);
    devices.addTap('tap1', { mac: 'fe:16:3e:05:b8:03', mtu: 1450 });
    expect(await devices.list()).toEqual([
      eth0,
      { name: 'tap1', index: 8, kind: 'tun', mac: 'fe:16:3e:05:b8:03', mtu: 1450, isUp: false, master: null },
    ]);
  });
});
