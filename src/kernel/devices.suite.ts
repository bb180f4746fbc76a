import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PortreeveError } from '../model/index.ts';
import { type Devices, type Link, type LinkChange, floodMac } from './devices.ts';
import { failureOf } from './kernel.suite.ts';

/** A host with a loopback device only, and what others do to its devices. */
export interface DevicesHost {
  readonly devices: Devices;
  addTap(name: string): void;
  removeLink(name: string): void;
  close(): Promise<void>;
}

/** What the devices of every host do alike. */
export function devicesBehaviour(open: () => Promise<DevicesHost>): void {
  let host: DevicesHost | undefined;
  let devices: Devices;
  beforeEach(async () => {
    host = await open();
    devices = host.devices;
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  /** All but the loopback device, and the other end of what stands for a tap. */
  const links = async () =>
    (await devices.list()).filter((link) => link.name !== 'lo' && !link.name.startsWith('peer-')).map(plain);
  const addBridge = (name: string): LinkChange => ({ kind: 'addBridge', name });
  const addVxlan: LinkChange = {
    kind: 'addVxlan',
    name: 'vxlan-71',
    vni: 71,
    local: '10.0.0.1',
    port: 4789,
    mtu: 1450,
  };
  const vxlan = { vni: 71, local: '10.0.0.1', port: 4789 };
  const fresh = { isUp: false, master: null, mtu: 1500 };

  test('a host has a loopback device', async () => {
    expect((await devices.list()).map((link) => link.name)).toEqual(['lo']);
  });

  test('a bridge is made, raised, lowered and deleted', async () => {
    await devices.apply([addBridge('brqa')]);
    expect(await links()).toEqual([{ ...fresh, name: 'brqa', kind: 'bridge' }]);
    await devices.apply([{ kind: 'setUp', name: 'brqa', up: true }]);
    expect(await links()).toEqual([{ ...fresh, name: 'brqa', kind: 'bridge', isUp: true }]);
    await devices.apply([
      { kind: 'setUp', name: 'brqa', up: false },
      { kind: 'delete', name: 'brqa' },
    ]);
    expect(await links()).toEqual([]);
  });

  test('a tunnel knows what it was made with', async () => {
    await devices.apply([addVxlan]);
    expect(await links()).toEqual([{ ...fresh, name: 'vxlan-71', kind: 'vxlan', mtu: 1450, vxlan }]);
  });

  test('a tunnel leads to other hosts; adding one twice and deleting one that is not there are no failures', async () => {
    const to = (kind: 'addForwarding' | 'deleteForwarding', destination: string): LinkChange => ({
      kind,
      device: 'vxlan-71',
      mac: floodMac,
      destination,
    });
    await devices.apply([addVxlan, ...['10.0.0.2', '10.0.0.3', '10.0.0.2'].map((ip) => to('addForwarding', ip))]);
    expect(await destinations(devices)).toEqual(['10.0.0.2', '10.0.0.3']);
    await devices.apply([to('deleteForwarding', '10.0.0.2'), to('deleteForwarding', '10.0.0.9')]);
    expect(await destinations(devices)).toEqual(['10.0.0.3']);
    await devices.apply([{ kind: 'delete', name: 'vxlan-71' }]);
    expect(await devices.forwarding('vxlan-71')).toEqual([]);
  });

  test('a VLAN of a device knows its number and parent', async (context) => {
    host?.addTap('eth1');
    const made = await devices
      .apply([{ kind: 'addVlan', name: 'eth1.100', parent: 'eth1', vlan: 100 }])
      .catch((error: unknown) => error);
    if (made instanceof PortreeveError && made.message.includes('Unknown device type')) {
      context.skip('this kernel has no VLAN devices');
    }
    expect((await links()).at(-1)).toMatchObject({ name: 'eth1.100', kind: 'vlan', vlan: { id: 100, parent: 'eth1' } });
  });

  test('a port is given to a bridge, which takes the least MTU of its ports, and taken away', async () => {
    host?.addTap('tap1');
    await devices.apply([addVxlan, addBridge('brqa')]);
    await devices.apply([
      { kind: 'setMaster', name: 'vxlan-71', master: 'brqa' },
      { kind: 'setMaster', name: 'tap1', master: 'brqa' },
    ]);
    expect(await find('brqa')).toMatchObject({ mtu: 1450 });
    expect(await find('tap1')).toMatchObject({ master: 'brqa', mtu: 1500 });
    await devices.apply([{ kind: 'setMtu', name: 'tap1', mtu: 1400 }]);
    expect(await find('brqa')).toMatchObject({ mtu: 1400 });
    await devices.apply([{ kind: 'setMaster', name: 'tap1', master: null }]);
    expect(await find('tap1')).toMatchObject({ master: null });
    expect(await find('brqa')).toMatchObject({ mtu: 1450 });
  });

  test('a bridge that goes leaves its ports', async () => {
    host?.addTap('tap1');
    await devices.apply([addBridge('brqa'), { kind: 'setMaster', name: 'tap1', master: 'brqa' }]);
    await devices.apply([{ kind: 'delete', name: 'brqa' }]);
    expect((await links()).map((link) => [link.name, link.master])).toEqual([['tap1', null]]);
  });

  test('a word that was left on a device is found there', async () => {
    await devices.apply([addBridge('brqa'), { kind: 'setAlias', name: 'brqa', alias: 'portreeve' }]);
    expect((await links()).map(({ name, alias }) => [name, alias])).toEqual([['brqa', 'portreeve']]);
  });

  describe('a change that is refused', () => {
    const refused: readonly { what: string; change: LinkChange }[] = [
      { what: 'a bridge of a name that is taken', change: addBridge('brqa') },
      { what: 'a tunnel of a VNI that is taken', change: { ...addVxlan, name: 'vxlan-new' } },
      { what: 'deleting what is not there', change: { kind: 'delete', name: 'nosuch' } },
      { what: 'raising what is not there', change: { kind: 'setUp', name: 'nosuch', up: true } },
      { what: 'a master that is not there', change: { kind: 'setMaster', name: 'tap1', master: 'nosuch' } },
      { what: 'a master that is no bridge', change: { kind: 'setMaster', name: 'tap1', master: 'vxlan-71' } },
      { what: 'a bridge in a bridge', change: { kind: 'setMaster', name: 'brqb', master: 'brqa' } },
      { what: 'a VLAN of what is not there', change: { kind: 'addVlan', name: 'v', parent: 'nosuch', vlan: 5 } },
    ];
    test.each(refused)('($what) is named, what was before it is done, and nothing after it', async ({ change }) => {
      host?.addTap('tap1');
      await devices.apply([addVxlan, addBridge('brqa'), addBridge('brqb')]);
      const changes = [addBridge('before'), change, addBridge('after')];
      const failure = await failureOf(devices.apply(changes));
      expect(failure.code).toEqual('DEVICE_CHANGE_FAILED');
      expect({ ...failure.details, reason: undefined }).toEqual({ change, index: 1, done: 1, reason: undefined });
      expect(failure.details['reason']).toMatch(/./);
      const names = (await links()).map((link) => link.name);
      expect(names).toContain('before');
      expect(names).not.toContain('after');
    });

    const impossible: readonly LinkChange[] = [
      addBridge(''),
      addBridge('sixteen-letters-'),
      addBridge('tap%d'),
      addBridge('a/b'),
      addBridge('..'),
      addBridge('-batch'),
      addBridge('a b'),
      addBridge('a\nlink delete dev brqa'),
      addBridge('a;reboot'),
      addBridge('"'),
      addBridge('tap\u0000'),
      { kind: 'setMaster', name: 'brqa', master: 'x up' },
      { kind: 'setAlias', name: 'brqa', alias: 'x up' },
      { kind: 'setMtu', name: 'brqa', mtu: Number.NaN },
      { kind: 'setMtu', name: 'brqa', mtu: -1 },
      { ...addVxlan, vni: 2 ** 24 },
      { ...addVxlan, vni: 0 },
      { ...addVxlan, local: '10.0.0.1 dev eth0' },
      { ...addVxlan, port: 65_536 },
      { kind: 'addVlan', name: 'v', parent: 'brqa', vlan: 4095 },
      { kind: 'addForwarding', device: 'vxlan-71', mac: 'fa:16', destination: '10.0.0.2' },
      { kind: 'addForwarding', device: 'vxlan-71', mac: floodMac, destination: 'example.org' },
    ];
    test.each(impossible)('%j is refused before anything is changed', async (change) => {
      await devices.apply([addBridge('brqa')]);
      const failure = await failureOf(devices.apply([{ kind: 'delete', name: 'brqa' }, change]));
      expect(failure.code).toEqual('DEVICE_CHANGE_FAILED');
      expect(failure.details).toMatchObject({ change, index: 1, done: 0 });
      expect((await links()).map((link) => link.name)).toEqual(['brqa']);
    });
  });

  test('forwarding of a device that is not there, or of no device, is empty', async () => {
    expect(await devices.forwarding('nosuch')).toEqual([]);
    expect(await devices.forwarding('; reboot')).toEqual([]);
  });

  test('no change does nothing', async () => {
    await devices.apply([]);
    expect(await links()).toEqual([]);
  });

  test('a watch hears of devices that come, change and go, until it is stopped', async () => {
    let heard = 0;
    const stop = await devices.watch(
      () => {
        heard += 1;
      },
      () => {},
    );
    const next = async (action: () => Promise<void> | void) => {
      const before = heard;
      await action();
      await until(() => heard > before);
    };
    await next(() => host?.addTap('tap1'));
    await next(() => devices.apply([{ kind: 'setUp', name: 'tap1', up: true }]));
    await next(() => devices.apply([addBridge('brqa')]));
    await next(() => devices.apply([{ kind: 'setMaster', name: 'tap1', master: 'brqa' }]));
    await next(() => host?.removeLink('tap1'));
    await stop();
    const atStop = heard;
    await devices.apply([addBridge('brqb')]);
    await devices.list();
    expect(heard).toEqual(atStop);
  });

  async function find(name: string): Promise<Link | undefined> {
    return (await devices.list()).find((link) => link.name === name);
  }
}

/** Waits for a condition, looking now and then; fails after five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('waited for nothing');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function destinations(devices: Devices): Promise<string[]> {
  return (await devices.forwarding('vxlan-71')).map((entry) => entry.destination).sort();
}

/** Without what differs from run to run. */
function plain(link: Link): Omit<Link, 'index' | 'mac'> {
  const { index: _index, mac: _mac, ...rest } = link;
  return rest;
}
