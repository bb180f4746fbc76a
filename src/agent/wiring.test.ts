import { describe, expect, test } from 'vitest';
import type { ForwardingEntry, Link, LinkChange } from '../kernel/index.ts';
import {
  type BoundPort,
  type HostState,
  type NetworkSegment,
  type PortId,
  asId,
  emptyHostState,
} from '../model/index.ts';
import { type WiringInput, type WiringOptions, planWiring } from './wiring.ts';

const network = asId<NetworkSegment['id']>('4e70a1b2-c3d4-4000-8000-000000000001');
const bridge = 'brq4e70a1b2-c3';
const portId = asId<PortId>('e68040f5-c3aa-4000-8000-000000000001');
const tap = 'tape68040f5-c3';

const port: BoundPort = {
  id: portId,
  name: '',
  networkId: network,
  macAddress: 'fa:16:3e:05:b8:03',
  fixedIps: [{ subnetId: asId('5'), ipAddress: '10.0.0.5' }],
  allowedAddressPairs: [],
  securityGroups: [],
  portSecurityEnabled: true,
  deviceOwner: 'compute:nova',
  deviceId: '',
  adminStateUp: true,
};
const vxlan: NetworkSegment = {
  id: network,
  networkType: 'vxlan',
  physicalNetwork: null,
  segmentationId: 42,
  mtu: 1450,
  tunnelEndpoints: ['10.88.0.12', '10.88.0.13'],
};
const options: WiringOptions = { tunnelIp: '10.88.0.11', vxlanPort: 8472, physical: new Map([['physnet1', 'eth1']]) };

function stateOf(ports: readonly BoundPort[], segments: readonly NetworkSegment[] = []): HostState {
  return {
    ...emptyHostState('h'),
    ports: new Map(ports.map((p) => [p.id, p])),
    networks: new Map(segments.map((s) => [s.id, s])),
  };
}

function link(name: string, more: Partial<Link> = {}): Link {
  return { name, index: 1, kind: 'veth', mac: '', mtu: 1450, isUp: true, master: null, ...more };
}

const tunnel = link('vxlan-42', {
  kind: 'vxlan',
  master: bridge,
  vxlan: { vni: 42, local: '10.88.0.11', port: 8472 },
});

function plan(
  state: HostState,
  links: readonly Link[],
  more: Partial<WiringInput> = {},
  entries: readonly ForwardingEntry[] = [],
) {
  return planWiring(
    {
      state,
      links: new Map(links.map((l) => [l.name, l])),
      forwarding: new Map([['vxlan-42', entries]]),
      closed: new Set(),
      covered: new Set(),
      ...more,
    },
    options,
  );
}

const flood = (destination: string): ForwardingEntry => ({ mac: '00:00:00:00:00:00', destination });
const brq = link(bridge, { kind: 'bridge' });

describe('wiring', () => {
  test('a port on a tunnelled network gets bridge, tunnel, flooding to the other hosts, and its place', () => {
    expect(plan(stateOf([port], [vxlan]), [link(tap, { mtu: 1500, isUp: false })])).toEqual({
      unwire: [],
      wire: [
        { kind: 'addBridge', name: bridge },
        { kind: 'setAlias', name: bridge, alias: 'portreeve' },
        { kind: 'setUp', name: bridge, up: true },
        { kind: 'addVxlan', name: 'vxlan-42', vni: 42, local: '10.88.0.11', port: 8472, mtu: 1450 },
        { kind: 'setMaster', name: 'vxlan-42', master: bridge },
        { kind: 'setUp', name: 'vxlan-42', up: true },
        { kind: 'addForwarding', device: 'vxlan-42', mac: '00:00:00:00:00:00', destination: '10.88.0.12' },
        { kind: 'addForwarding', device: 'vxlan-42', mac: '00:00:00:00:00:00', destination: '10.88.0.13' },
        { kind: 'setMtu', name: tap, mtu: 1450 },
        { kind: 'setMaster', name: tap, master: bridge },
        { kind: 'setUp', name: tap, up: true },
      ],
      cleanUp: [],
      problems: new Map(),
    });
  });

  test('a host that is right needs nothing', () => {
    const links = [brq, tunnel, link(tap, { master: bridge })];
    const input = { covered: new Set([tap]) };
    const entries = [flood('10.88.0.12'), flood('10.88.0.13')];
    expect(plan(stateOf([port], [vxlan]), links, input, entries)).toEqual({
      unwire: [],
      wire: [],
      cleanUp: [],
      problems: new Map(),
    });
  });

  test('flooding follows the hosts that have the network; other entries stay', () => {
    const entries = [flood('10.88.0.12'), flood('10.88.0.99'), { mac: 'fa:16:3e:00:00:01', destination: '10.88.0.99' }];
    const input = { covered: new Set([tap]) };
    expect(plan(stateOf([port], [vxlan]), [brq, tunnel, link(tap, { master: bridge })], input, entries).wire).toEqual([
      { kind: 'deleteForwarding', device: 'vxlan-42', mac: '00:00:00:00:00:00', destination: '10.88.0.99' },
      { kind: 'addForwarding', device: 'vxlan-42', mac: '00:00:00:00:00:00', destination: '10.88.0.13' },
    ]);
  });

  test('a tunnel that starts from another address is made anew', () => {
    const wrong = { ...tunnel, vxlan: { vni: 42, local: '10.88.0.77', port: 8472 } };
    const { wire } = plan(stateOf([port], [vxlan]), [brq, wrong], {}, [flood('10.88.0.12')]);
    expect(wire.slice(0, 2)).toEqual([
      { kind: 'delete', name: 'vxlan-42' },
      { kind: 'addVxlan', name: 'vxlan-42', vni: 42, local: '10.88.0.11', port: 8472, mtu: 1450 },
    ]);
    expect(wire.filter(({ kind }) => kind === 'addForwarding')).toHaveLength(2);
  });

  test('vlan and flat networks hang on the mapped interface', () => {
    const vlan: NetworkSegment = { ...vxlan, networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 7 };
    const eth1 = link('eth1');
    expect(plan(stateOf([port], [vlan]), [brq, eth1]).wire).toEqual([
      { kind: 'addVlan', name: 'eth1.7', parent: 'eth1', vlan: 7 },
      { kind: 'setMaster', name: 'eth1.7', master: bridge },
      { kind: 'setUp', name: 'eth1.7', up: true },
    ]);
    expect(plan(stateOf([port], [{ ...vlan, networkType: 'flat' }]), [brq, eth1]).wire).toEqual([
      { kind: 'setMaster', name: 'eth1', master: bridge },
    ]);
  });

  test('a network that cannot reach the other hosts is named with the reason, and its taps still meet on the bridge', () => {
    const problem = (segment: NetworkSegment, links: readonly Link[] = [], own = options) =>
      planWiring(
        {
          state: stateOf([port], [segment]),
          links: new Map(links.map((l) => [l.name, l])),
          forwarding: new Map(),
          closed: new Set(),
          covered: new Set(),
        },
        own,
      ).problems.get(network)?.code;
    const vlan: NetworkSegment = { ...vxlan, networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 4000 };
    const long = { ...options, physical: new Map([['physnet1', 'enp129s0f1np1']]) };
    expect(problem(vxlan, [], { ...options, tunnelIp: null })).toBe('NO_TUNNEL_IP');
    expect(problem({ ...vlan, physicalNetwork: 'physnet2' })).toBe('NETWORK_UNMAPPED');
    expect(problem(vlan)).toBe('INTERFACE_MISSING');
    expect(problem(vlan, [link('enp129s0f1np1')], long)).toBe('INTERFACE_NAME_LONG');
    const { wire } = plan(stateOf([port], [{ ...vlan, physicalNetwork: 'physnet2' }]), [link(tap)]);
    expect(wire).toContainEqual({ kind: 'setMaster', name: tap, master: bridge });
  });

  test('a port that is administratively down is set down', () => {
    const down = { ...port, adminStateUp: false };
    expect(plan(stateOf([down]), [brq, link(tap, { master: bridge })], { covered: new Set([tap]) }).wire).toEqual([
      { kind: 'setUp', name: tap, up: false },
    ]);
  });
});

describe('failing closed', () => {
  const off: LinkChange = { kind: 'setMaster', name: tap, master: null };
  const on: LinkChange = { kind: 'setMaster', name: tap, master: bridge };
  const wired = link(tap, { master: bridge });

  test('a tap that somebody wired before its filters are there comes off, and back when they are', () => {
    const { unwire, wire } = plan(stateOf([port]), [brq, wired]);
    expect([unwire, wire]).toEqual([[off], [on]]);
  });

  test('a tap whose filters are in the kernel already stays', () => {
    const { unwire, wire } = plan(stateOf([port]), [brq, wired], { covered: new Set([tap]) });
    expect([unwire, wire]).toEqual([[], []]);
  });

  test('a port that passes everything anyway stays', () => {
    for (const open of [
      { ...port, portSecurityEnabled: false },
      { ...port, deviceOwner: 'network:dhcp' },
    ]) {
      expect(plan(stateOf([open]), [brq, wired]).unwire).toEqual([]);
    }
  });

  test('a port whose filters the kernel refuses comes off and is not wired', () => {
    const { unwire, wire } = plan(stateOf([port]), [brq, wired], {
      covered: new Set([tap]),
      closed: new Set([portId]),
    });
    expect([unwire, wire]).toEqual([[off], []]);
  });

  test('the tap of a port that left comes off before its filters go', () => {
    expect(plan(stateOf([]), [brq, wired], { covered: new Set([tap]) }).unwire).toEqual([off]);
  });

  test('a tap that no port and no rule knows is not ours to touch', () => {
    expect(plan(stateOf([]), [brq, wired])).toEqual({ unwire: [], wire: [], cleanUp: [], problems: new Map() });
  });
});

describe('cleaning up', () => {
  const own = { ...brq, alias: 'portreeve' };

  test('a bridge of ours that no port needs goes with its tunnel', () => {
    expect(plan(stateOf([]), [own, tunnel]).cleanUp).toEqual([
      { kind: 'delete', name: 'vxlan-42' },
      { kind: 'delete', name: bridge },
    ]);
  });

  test('a mapped interface is only let go of', () => {
    expect(plan(stateOf([]), [own, link('eth1', { master: bridge })]).cleanUp).toEqual([
      { kind: 'setMaster', name: 'eth1', master: null },
      { kind: 'delete', name: bridge },
    ]);
  });

  test('a bridge that somebody else made, or still uses, stays', () => {
    expect(plan(stateOf([]), [brq, tunnel]).cleanUp).toEqual([]);
    expect(plan(stateOf([]), [own, link('eth9', { master: bridge })]).cleanUp).toEqual([]);
    expect(plan(stateOf([port]), [own]).cleanUp).toEqual([]);
  });
});
