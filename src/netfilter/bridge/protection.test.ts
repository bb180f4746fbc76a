import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BoundPort, type NetworkId, type PortId, asId } from '../../model/index.ts';
import { applyBridgeCommands } from './apply-commands.ts';
import { type PortProtection, planProtection, portProtection, protectedDevice } from './protection.ts';
import { type BridgeTable, emptyBridgeTable, parseBridgeSave, printBridgeSave } from './table.ts';

function port(changes: Partial<BoundPort> = {}): BoundPort {
  return {
    id: asId<PortId>('e68040f5-c123-4567-89ab-0123456789ab'),
    name: '',
    networkId: asId<NetworkId>('8e9b3c1a-0000-4000-8000-000000000001'),
    macAddress: 'fa:16:3e:05:b8:03',
    fixedIps: [{ subnetId: asId('5e9b3c1a-0000-4000-8000-000000000001'), ipAddress: '172.16.15.31' }],
    allowedAddressPairs: [],
    securityGroups: [],
    portSecurityEnabled: true,
    deviceOwner: 'compute:nova',
    deviceId: '',
    adminStateUp: true,
    ...changes,
  };
}

const one: PortProtection = { device: 'tap1', macs: ['fa:16:3e:05:b8:03'], arpSources: ['10.0.0.0/24', '10.0.1.5'] };
const guarded = after(emptyBridgeTable, [one]);

/** The table after the plan for it; fails if ebtables would refuse a command. */
function after(table: BridgeTable, wanted: readonly PortProtection[]): BridgeTable {
  const result = applyBridgeCommands(table, planProtection(table, wanted));
  if (!result.isDone) throw new Error(`command ${result.index}: ${result.reason}`);
  return result.table;
}

describe('what a port may send', () => {
  test('is its own MAC and IPv4 addresses', () => {
    expect(portProtection(port())).toEqual({
      device: 'tape68040f5-c1',
      macs: ['fa:16:3e:05:b8:03'],
      arpSources: ['172.16.15.31'],
    });
  });

  test('is also that of its allowed pairs, sorted, once each; IPv6 is not of ARP', () => {
    const allowedAddressPairs = [
      { ipAddress: '10.9.0.77/16', macAddress: 'FA:16:3E:00:00:0A' },
      { ipAddress: '10.10.0.1' },
      { ipAddress: '10.10.0.1/32', macAddress: 'fa:16:3e:00:00:0a' },
      { ipAddress: '2001:db8::/32' },
    ];
    expect(portProtection(port({ allowedAddressPairs }))).toEqual({
      device: 'tape68040f5-c1',
      macs: ['fa:16:3e:00:00:0a', 'fa:16:3e:05:b8:03'],
      arpSources: ['10.10.0.1', '10.9.0.0/16', '172.16.15.31'],
    });
  });

  test('is any address of ARP if a pair says so for IPv4', () => {
    const any = (ipAddress: string) => portProtection(port({ allowedAddressPairs: [{ ipAddress }] }))?.arpSources;
    expect(any('0.0.0.0/0')).toEqual(null);
    expect(any('10.0.0.1/0')).toEqual(null);
    expect(any('::/0')).toEqual(['172.16.15.31']);
  });

  test('is not looked at if its security is off, or the network owns it', () => {
    expect(portProtection(port({ portSecurityEnabled: false }))).toEqual(undefined);
    expect(portProtection(port({ deviceOwner: 'network:dhcp' }))).toEqual(undefined);
    expect(portProtection(port({ deviceOwner: 'neutron:something' }))).toBeDefined();
  });
});

describe('planning protection', () => {
  test('a new device gets its chains filled, then jumped to', () => {
    expect(planProtection(emptyBridgeTable, [one]).map((words) => words.join(' '))).toEqual([
      '-N neutronMAC-tap1 -P DROP',
      '-A neutronMAC-tap1 -j DROP',
      '-I neutronMAC-tap1 -i tap1 --among-src fa:16:3e:05:b8:03 -j RETURN',
      '-I PREROUTING -i tap1 -j neutronMAC-tap1',
      '-N neutronARP-tap1 -P DROP',
      '-A neutronARP-tap1 -j DROP',
      '-I neutronARP-tap1 -p ARP --arp-ip-src 10.0.0.0/24 -j ACCEPT',
      '-I neutronARP-tap1 -p ARP --arp-ip-src 10.0.1.5 -j ACCEPT',
      '-A PREROUTING -i tap1 -j neutronARP-tap1 -p ARP',
    ]);
  });

  test('what is right is left alone', () => {
    expect(planProtection(guarded, [one])).toEqual([]);
    expect(planProtection(parseBridgeSave(printBridgeSave(guarded)), [one])).toEqual([]);
  });

  test('a changed MAC is let in before the old one is taken out, by number', () => {
    expect(planProtection(guarded, [{ ...one, macs: ['fa:16:3e:05:b8:04'] }])).toEqual([
      ['-I', 'neutronMAC-tap1', '-i', 'tap1', '--among-src', 'fa:16:3e:05:b8:04', '-j', 'RETURN'],
      ['-D', 'neutronMAC-tap1', '2'],
    ]);
  });

  test('an address more and one less touch no other', () => {
    expect(planProtection(guarded, [{ ...one, arpSources: ['10.0.1.5', '10.0.1.6'] }])).toEqual([
      ['-I', 'neutronARP-tap1', '-p', 'ARP', '--arp-ip-src', '10.0.1.6', '-j', 'ACCEPT'],
      ['-D', 'neutronARP-tap1', '3'],
    ]);
  });

  test('a device without addresses may send no ARP at all', () => {
    const table = after(emptyBridgeTable, [{ ...one, arpSources: [] }]);
    expect(table.chains.get('neutronARP-tap1')?.rules).toEqual(['-j DROP']);
  });

  test('any address means no ARP chain, also where there was one', () => {
    const table = after(guarded, [{ ...one, arpSources: null }]);
    expect([...table.chains.keys()]).toEqual(['PREROUTING', 'OUTPUT', 'POSTROUTING', 'neutronMAC-tap1']);
    expect(table.chains.get('PREROUTING')?.rules).toEqual(['-i tap1 -j neutronMAC-tap1']);
  });

  test('MACs go into rules of 500', () => {
    const macs = Array.from({ length: 1001 }, (_, n) => `fa:16:3e:00:${hex(n >> 8)}:${hex(n & 255)}`);
    const rules = after(emptyBridgeTable, [{ ...one, macs }]).chains.get('neutronMAC-tap1')?.rules ?? [];
    expect(rules.map((rule) => rule.split(',').length)).toEqual([1, 500, 500, 1]);
  });

  test('chains of devices that are gone are removed, others are not', () => {
    const foreign: BridgeTable = {
      chains: new Map([...guarded.chains, ['neutronMAC', { policy: 'ACCEPT', rules: ['-j ACCEPT'] }]]),
    };
    expect(planProtection(foreign, [])).toEqual([
      ['-D', 'PREROUTING', '-i', 'tap1', '-j', 'neutronMAC-tap1'],
      ['-F', 'neutronMAC-tap1'],
      ['-X', 'neutronMAC-tap1'],
      ['-D', 'PREROUTING', '-p', 'ARP', '-i', 'tap1', '-j', 'neutronARP-tap1'],
      ['-F', 'neutronARP-tap1'],
      ['-X', 'neutronARP-tap1'],
    ]);
  });

  test.each([
    ['its end was cut off', ['-i tap1 --among-src fa:16:3e:5:b8:3 -j RETURN']],
    ['somebody let everything in', ['-j RETURN', '-i tap1 --among-src fa:16:3e:5:b8:3 -j RETURN', '-j DROP']],
    ['it drops too early', ['-j DROP', '-i tap1 --among-src fa:16:3e:5:b8:3 -j RETURN', '-j DROP']],
    ['it is empty', []],
    ['it has a rule twice', [...Array(2).fill('-i tap1 --among-src fa:16:3e:5:b8:3 -j RETURN'), '-j DROP']],
    ['it has words that nobody knows', ['--frobnicate', '-j DROP']],
  ])('a chain is put right if %s', (_, rules) => {
    const table: BridgeTable = { chains: new Map([...guarded.chains, ['neutronMAC-tap1', { policy: 'DROP', rules }]]) };
    expect(after(table, [one]).chains.get('neutronMAC-tap1')?.rules).toEqual([
      '-i tap1 --among-src fa:16:3e:5:b8:3 -j RETURN',
      '-j DROP',
    ]);
  });

  test('a missing jump comes back', () => {
    const cut: BridgeTable = { chains: new Map([...guarded.chains, ['PREROUTING', { policy: 'ACCEPT', rules: [] }]]) };
    expect(after(cut, [one]).chains.get('PREROUTING')?.rules).toEqual([
      '-i tap1 -j neutronMAC-tap1',
      '-p ARP -i tap1 -j neutronARP-tap1',
    ]);
  });

  test('from any protection to any other, every step on the way keeps those protected that were and are', () => {
    fc.assert(
      fc.property(protections(), protections(), (before, wanted) => {
        let table = after(emptyBridgeTable, before);
        const commands = planProtection(table, wanted);
        const both = before.filter((b) => wanted.some((w) => w.device === b.device)).map((b) => b.device);
        for (const command of commands) {
          const result = applyBridgeCommands(table, [command]);
          if (!result.isDone) throw new Error(result.reason);
          table = result.table;
          for (const device of both) expect(letsAnythingPass(table, device)).toEqual(false);
        }
        expect(planProtection(table, wanted)).toEqual([]);
        expect(chainsOf(table)).toEqual(chainsOf(after(emptyBridgeTable, wanted)));
      }),
    );
  });

  test.each([
    ['neutronMAC-tap1', 'tap1'],
    ['neutronARP-tapx', 'tapx'],
    ['neutronMAC-', undefined],
    ['PREROUTING', undefined],
  ])('chain %s protects %s', (chain, device) => expect(protectedDevice(chain)).toEqual(device));
});

describe('a dump of ebtables', () => {
  test('of legacy, with its blanks and commas, means the same', () => {
    const legacy = [
      '*nat',
      ':PREROUTING ACCEPT',
      ':OUTPUT ACCEPT',
      ':POSTROUTING ACCEPT',
      ':neutronMAC-tap1 DROP',
      ':neutronARP-tap1 DROP',
      '-A PREROUTING -i tap1 -j neutronMAC-tap1',
      '-A PREROUTING -p ARP -i tap1 -j neutronARP-tap1',
      '-A neutronMAC-tap1 -i tap1 --among-src fa:16:3e:5:b8:3, -j RETURN ',
      '-A neutronMAC-tap1 -j DROP ',
      '-A neutronARP-tap1 -p ARP --arp-ip-src 10.0.1.5 -j ACCEPT ',
      '-A neutronARP-tap1 -p ARP --arp-ip-src 10.0.0.0/24 -j ACCEPT ',
      '-A neutronARP-tap1 -j DROP ',
    ];
    expect(planProtection(parseBridgeSave(legacy.join('\n')), [one])).toEqual([]);
  });

  test('of other tables only, or of nothing, is an unused table', () => {
    expect(parseBridgeSave('')).toEqual(emptyBridgeTable);
    expect(parseBridgeSave('*filter\n:FORWARD ACCEPT\n-A FORWARD -j DROP\n')).toEqual(emptyBridgeTable);
  });

  test('of any text is read without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('*nat\n', ':', '-A ', 'x', ' ', '\n', 'PREROUTING') }), (text) => {
        expect(parseBridgeSave(text).chains).toBeInstanceOf(Map);
      }),
    );
  });
});

function hex(n: number): string {
  return n.toString(16).padStart(2, '0');
}

function protections(): fc.Arbitrary<readonly PortProtection[]> {
  const macs = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 });
  const sources = fc.uniqueArray(fc.constantFrom('10.0.0.1', '10.0.0.2', '10.1.0.0/16', '192.168.0.0/24'));
  const protection = fc.record({
    device: fc.constantFrom('tap1', 'tap2', 'tap3'),
    macs: macs.map((list) => list.sort().map((n) => `fa:16:3e:00:00:${hex(n)}`)),
    arpSources: fc.option(sources.map((list) => list.sort())),
  });
  return fc.uniqueArray(protection, { selector: (p) => p.device, maxLength: 3 });
}

/** Whether a frame from a MAC that nobody has would come through the device's MAC chain. */
function letsAnythingPass(table: BridgeTable, device: string): boolean {
  const isJumpedTo = table.chains.get('PREROUTING')?.rules.includes(`-i ${device} -j neutronMAC-${device}`) ?? false;
  const first = table.chains.get(`neutronMAC-${device}`)?.rules.find((rule) => !rule.includes('--among-src'));
  return !isJumpedTo || first !== '-j DROP';
}

/** Chains with their rules in any order; only that an own chain ends with dropping everything is of interest. */
function chainsOf(table: BridgeTable): unknown {
  return [...table.chains].map(([name, { rules }]) => [name, rules.at(-1) === '-j DROP', [...rules].sort()]).sort();
}
