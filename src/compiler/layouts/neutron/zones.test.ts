import { describe, expect, test } from 'vitest';
import type { BoundPort, NetworkId, PortId } from '../../../model/index.ts';
import { asId } from '../../../model/index.ts';
import { assignZones } from './zones.ts';

const port = (network: string): BoundPort => ({
  id: asId<PortId>(`port-of-${network}`),
  name: '',
  networkId: asId<NetworkId>(network.padEnd(11, '.')),
  macAddress: 'fa:16:3e:00:00:01',
  fixedIps: [],
  allowedAddressPairs: [],
  securityGroups: [],
  portSecurityEnabled: true,
  deviceOwner: '',
  deviceId: '',
  adminStateUp: true,
});
const key = (network: string) => network.padEnd(11, '.').slice(0, 11);

/** Zones after the ports of these networks came, in order. */
const assigned = (zones: readonly (readonly [string, number])[], networks: readonly string[], here = networks) =>
  assignZones(new Map(zones), networks.map(port), here.map(port));

describe('conntrack zones', () => {
  test('count from 4097 in the order in which networks come, one for each', () => {
    expect([...assigned([], ['a', 'b', 'a'])]).toEqual([
      [key('a'), 4097],
      [key('b'), 4098],
    ]);
  });

  test('stay with a network that left, and new ones go above the highest', () => {
    expect([...assigned([[key('gone'), 5000]], ['new', 'gone'])]).toEqual([
      [key('gone'), 5000],
      [key('new'), 5001],
    ]);
  });

  test('start at 4097 above lower numbers', () => {
    expect(assigned([[key('old'), 12]], ['new']).get(key('new'))).toBe(4097);
  });

  test('fill gaps when the numbers have run out', () => {
    const zones = [
      [key('first'), 4097],
      [key('last'), 65_535],
    ] as const;
    expect(assigned(zones, ['new']).get(key('new'))).toBe(4098);
  });

  test('are taken from networks that have no port here when there is no gap', () => {
    const full = Array.from({ length: 65_535 - 4096 }, (_, n) => [`n${n}`.padEnd(11, '.'), 4097 + n] as const);
    const zones = assigned(full, ['new'], ['n1', 'new']);
    expect([...zones]).toEqual([
      [key('n1'), 4098],
      [key('new'), 4097],
    ]);
  });
});
