import { describe, expect, test } from 'vitest';
import { asId } from '../../model/index.ts';
import type { CloudPort } from '../feed/cloud.ts';
import { eventsOf } from './external-event.ts';

const server = '6b2e7f4e-8d0c-4c7e-9a57-0d6c1f0b5a11';
const other = '0f3c0e9a-2f43-4a8d-8f0e-9d5b6e2c7a22';
const id = 'c5a1b0a6-3c29-4f8f-b0b7-9f6d4a3e1d33';

interface Less extends Partial<Omit<CloudPort, 'port' | 'binding'>> {
  readonly port?: Partial<CloudPort['port']>;
  readonly binding?: Partial<CloudPort['binding']>;
}

/** A port of an instance on host a, DOWN, but for what is given. */
function port({ port: inner = {}, binding = {}, ...more }: Less = {}): CloudPort {
  return {
    projectId: 'p',
    port: {
      id: asId(id),
      name: '',
      networkId: asId('net'),
      macAddress: 'fa:16:3e:00:00:01',
      fixedIps: [{ subnetId: asId('sub'), ipAddress: '10.0.0.5' }],
      allowedAddressPairs: [],
      securityGroups: [],
      portSecurityEnabled: true,
      deviceOwner: 'compute:nova',
      deviceId: server,
      adminStateUp: true,
      ...inner,
    },
    host: 'a',
    status: 'DOWN',
    seq: 1,
    binding: { host: 'a', vif_type: 'bridge', vnic_type: 'normal', profile: {}, ...binding },
    memberAddresses: [],
    ...more,
  };
}
const active = (more: Less = {}) => port({ status: 'ACTIVE', ...more });

const [plugged, unplugged] = ['network-vif-plugged', 'network-vif-unplugged'];
const [changed, deleted] = ['network-changed', 'network-vif-deleted'];

describe('what Nova is told', () => {
  const cases: readonly (readonly [string, CloudPort | undefined, CloudPort | undefined, readonly string[]])[] = [
    ['becomes ACTIVE', port(), active(), [plugged]],
    ['becomes ACTIVE after BUILD', port({ status: 'BUILD' }), active(), [plugged]],
    ['is there, and ACTIVE', undefined, active(), [plugged]],
    ['fails', port(), port({ status: 'ERROR' }), [`${plugged} failed`]],
    ['fails after it was ACTIVE', active(), port({ status: 'ERROR' }), []],
    ['recovers', port({ status: 'ERROR' }), active(), []],
    ['is no longer ACTIVE', active(), port(), [unplugged]],
    ['goes from ACTIVE to BUILD', active(), port({ status: 'BUILD' }), []],
    ['stays ACTIVE', active(), active(), []],
    ['stays DOWN', port(), port(), []],
    ['is made', undefined, port(), []],
    ['is deleted', port(), undefined, [deleted]],
    ['is deleted while ACTIVE', active(), undefined, [deleted]],
    ['was never seen', undefined, undefined, []],

    ['gets another address', active(), active({ port: { fixedIps: [] } }), [changed]],
    ['gets another MAC', port(), port({ port: { macAddress: 'fa:16:3e:00:00:02' } }), [changed]],
    ['is switched off', port(), port({ port: { adminStateUp: false } }), [changed]],
    ['gets another profile', port(), port({ binding: { profile: { a: 1 } } }), [changed]],
    ['cannot be bound', port(), port({ host: '', binding: { host: 'b', vif_type: 'binding_failed' } }), [changed]],
    ['moves, and goes down by it', active(), port({ host: 'b', binding: { host: 'b' } }), [changed, unplugged]],
    ['moves and becomes ACTIVE at once', port(), active({ host: 'b', binding: { host: 'b' } }), [changed, plugged]],
    ['gets another name', port(), port({ port: { name: 'new' } }), []],
    ['gets other groups', port(), port({ port: { securityGroups: [asId('g')] } }), []],
    ['may use more addresses', port(), port({ memberAddresses: ['10.9.9.9'] }), []],

    ['comes to an instance', port({ port: { deviceId: '', deviceOwner: '' } }), port(), [changed]],
    ['leaves its instance', active(), port({ port: { deviceId: '', deviceOwner: '' } }), []],
    [
      'is of no instance',
      port({ port: { deviceOwner: 'network:dhcp' } }),
      active({ port: { deviceOwner: 'network:dhcp' } }),
      [],
    ],
    ['is of a bare metal machine', undefined, active({ port: { deviceOwner: 'baremetal:none' } }), []],
    ['has a device that is no UUID', undefined, active({ port: { deviceId: 'reserved_dhcp_port' } }), []],
    ['has a device that is nearly a UUID', undefined, active({ port: { deviceId: `${server}0` } }), []],
    ['has no device', active({ port: { deviceId: '' } }), undefined, []],
  ];

  test.each(cases)('when a port %s', (_name, before, after, expected) => {
    const events = eventsOf({ before, after });
    expect(events).toEqual(
      expected.map((text) => {
        const [name, status = 'completed'] = text.split(' ');
        return { name, status, server_uuid: server, tag: id };
      }),
    );
  });

  test('when a port goes from one instance to another, only the new one', () => {
    const after = active({ port: { deviceId: other } });
    expect(eventsOf({ before: active(), after })).toEqual([
      { name: changed, server_uuid: other, tag: id, status: 'completed' },
    ]);
  });

  test('in any spelling of a UUID', () => {
    for (const deviceId of [server.toUpperCase(), server.replaceAll('-', '')]) {
      const after = active({ port: { deviceId } });
      expect(eventsOf({ before: undefined, after }).map((event) => event.server_uuid)).toEqual([deviceId]);
    }
  });
});
