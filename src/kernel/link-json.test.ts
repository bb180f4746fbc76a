import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PortreeveError } from '../model/index.ts';
import { readForwarding, readLinks } from './link-json.ts';

describe('links as iproute2 shows them', () => {
  test('a bridge, its tunnel, a tap and a VLAN', () => {
    const shown = [
      {
        ifindex: 2,
        ifname: 'brqa',
        flags: ['BROADCAST', 'UP'],
        mtu: 1450,
        address: 'c6:31:44:83:22:2f',
        linkinfo: { info_kind: 'bridge' },
      },
      {
        ifindex: 3,
        ifname: 'vxlan-71',
        flags: ['BROADCAST'],
        mtu: 1450,
        master: 'brqa',
        address: 'c6:31:44:83:22:2f',
        linkinfo: { info_kind: 'vxlan', info_data: { id: 71, local: '10.0.0.1', port: 4789, learning: true } },
      },
      {
        ifindex: 4,
        ifname: 'tap1',
        flags: [],
        mtu: 1500,
        address: 'fe:16:3e:05:b8:03',
        linkinfo: { info_kind: 'tun' },
      },
      {
        ifindex: 5,
        link: 'eth0',
        ifname: 'eth0.100',
        flags: [],
        mtu: 1500,
        address: 'fe:16:3e:05:b8:04',
        linkinfo: { info_kind: 'vlan', info_data: { protocol: '802.1Q', id: 100 } },
      },
      {},
    ];
    const base = { mtu: 1500, isUp: false, master: null };
    expect(readLinks(JSON.stringify(shown))).toEqual([
      { ...base, name: 'brqa', index: 2, kind: 'bridge', mac: 'c6:31:44:83:22:2f', mtu: 1450, isUp: true },
      {
        ...base,
        name: 'vxlan-71',
        index: 3,
        kind: 'vxlan',
        mac: 'c6:31:44:83:22:2f',
        mtu: 1450,
        master: 'brqa',
        vxlan: { vni: 71, local: '10.0.0.1', port: 4789 },
      },
      { ...base, name: 'tap1', index: 4, kind: 'tun', mac: 'fe:16:3e:05:b8:03' },
      {
        ...base,
        name: 'eth0.100',
        index: 5,
        kind: 'vlan',
        mac: 'fe:16:3e:05:b8:04',
        vlan: { id: 100, parent: 'eth0' },
      },
    ]);
  });

  test('learned entries are not among those made by hand', () => {
    const shown = [
      { mac: 'c6:31:44:83:22:2f', flags: [], master: 'brqa', state: 'permanent' },
      { mac: '00:00:00:00:00:00', dst: '10.0.0.2', flags: ['self'], state: 'permanent' },
      { mac: 'fa:16:3e:05:b8:03', dst: '10.0.0.2', flags: ['self'], state: '' },
    ];
    expect(readForwarding(JSON.stringify(shown))).toEqual([{ mac: '00:00:00:00:00:00', destination: '10.0.0.2' }]);
  });

  test('an empty answer is an empty list', () => {
    expect(readLinks('')).toEqual([]);
    expect(readForwarding('\n')).toEqual([]);
  });

  test('any JSON is read, and what is none is an error with a code', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        for (const read of [readLinks, readForwarding]) {
          try {
            expect(Array.isArray(read(text))).toEqual(true);
          } catch (error) {
            expect(error).toBeInstanceOf(PortreeveError);
          }
        }
      }),
    );
  });
});
