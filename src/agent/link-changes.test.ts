import { describe, expect, test } from 'vitest';
import { type Devices, type LinkChange, createMemoryDevices } from '../kernel/index.ts';
import { PortreeveError } from '../model/index.ts';
import { applyLinkChanges } from './link-changes.ts';

/** Devices that refuse every change of those named; notes what was done. */
function devicesWithout(...missing: readonly string[]) {
  const done: LinkChange[] = [];
  const devices: Devices = {
    list: async () => [],
    forwarding: async () => [],
    watch: async () => async () => {},
    async apply(changes) {
      for (const [index, change] of changes.entries()) {
        if (missing.includes('name' in change ? change.name : change.device)) {
          const params = { change: change.kind, reason: 'gone' };
          throw new PortreeveError('DEVICE_CHANGE_FAILED', params, {
            details: { change, index, done: index, reason: 'gone' },
          });
        }
        done.push(change);
      }
    },
  };
  return { devices, done };
}

const up = (name: string): LinkChange => ({ kind: 'setUp', name, up: true });
const mtu = (name: string): LinkChange => ({ kind: 'setMtu', name, mtu: 1450 });

describe('changes of interfaces', () => {
  test('one that is refused takes the later ones of its device with it, and no other', async () => {
    const { devices, done } = devicesWithout('tap2');
    const refused = await applyLinkChanges(devices, [mtu('tap1'), mtu('tap2'), up('tap2'), mtu('tap3'), up('tap1')]);
    expect(done).toEqual([mtu('tap1'), mtu('tap3'), up('tap1')]);
    expect([...refused].map(([name, error]) => [name, error.code])).toEqual([['tap2', 'DEVICE_CHANGE_FAILED']]);
  });

  test('what is refused before anything is done takes nothing before it along', async () => {
    const devices = createMemoryDevices();
    const changes: LinkChange[] = [
      { kind: 'addBridge', name: 'brq1' },
      { kind: 'addVxlan', name: 'vxlan-0', vni: 0, local: '10.0.0.1', port: 8472, mtu: 1450 },
      { kind: 'setMaster', name: 'vxlan-0', master: 'brq1' },
      up('brq1'),
    ];
    expect([...(await applyLinkChanges(devices, changes)).keys()]).toEqual(['vxlan-0']);
    expect((await devices.list()).map(({ name, isUp }) => [name, isUp])).toContainEqual(['brq1', true]);
  });

  test('a failure that is about no change is not swallowed', async () => {
    const { devices } = devicesWithout();
    const broken = { ...devices, apply: () => Promise.reject(new PortreeveError('NO_PERMISSION', { action: 'x' })) };
    await expect(applyLinkChanges(broken, [up('tap1')])).rejects.toMatchObject({ code: 'NO_PERMISSION' });
  });
});
