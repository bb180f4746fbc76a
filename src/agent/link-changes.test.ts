import { describe, expect, test } from 'vitest';
import type { Devices, LinkChange } from '../kernel/index.ts';
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
          throw new PortreeveError('DEVICE_CHANGE_FAILED', params, { details: { change, index, reason: 'gone' } });
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

  test('a failure that is about no change is not swallowed', async () => {
    const { devices } = devicesWithout();
    const broken = { ...devices, apply: () => Promise.reject(new PortreeveError('NO_PERMISSION', { action: 'x' })) };
    await expect(applyLinkChanges(broken, [up('tap1')])).rejects.toMatchObject({ code: 'NO_PERMISSION' });
  });
});
