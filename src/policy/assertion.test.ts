import { describe, expect, test } from 'vitest';
import { type BoundPort, type SecurityGroup, type SecurityGroupRule, asId } from '../model/index.ts';
import { type Assertion, checkAssertions, parseAssertion } from './assertion.ts';
import type { PolicyCloud } from './cloud.ts';

const rule = (id: string, more: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  id: asId(id),
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: null,
  portRangeMin: null,
  portRangeMax: null,
  remote: { kind: 'any' },
  ...more,
});
const out = rule('out', { direction: 'egress' });
const tcp = (port: number) => ({ protocol: 'tcp', portRangeMin: port, portRangeMax: port });
const group = (name: string, ...rules: SecurityGroupRule[]): SecurityGroup => ({
  id: asId(name),
  name,
  stateful: true,
  rules: [out, ...rules],
});
const port = (name: string, address: string, groups: readonly string[], more: Partial<BoundPort> = {}): BoundPort => ({
  id: asId(`id-${name}`),
  name,
  networkId: asId('net'),
  macAddress: 'fa:16:3e:00:00:01',
  fixedIps: [{ subnetId: asId('s'), ipAddress: address }],
  allowedAddressPairs: [],
  securityGroups: groups.map((one) => asId(one)),
  portSecurityEnabled: true,
  deviceOwner: 'compute:nova',
  deviceId: '',
  adminStateUp: true,
  ...more,
});
const cloudOf = (ports: readonly BoundPort[], groups: readonly SecurityGroup[]): PolicyCloud => ({
  ports: new Map(ports.map((one) => [one.id, one])),
  groups: new Map(groups.map((one) => [one.id, one])),
  addressGroups: new Map(),
});
const cloud = cloudOf(
  [
    port('web1', '10.0.0.1', ['web']),
    port('web2', '10.0.0.2', ['web']),
    port('db1', '10.0.0.9', ['db']),
    port('far', '10.0.0.1', ['web'], { networkId: asId('other') }),
  ],
  [
    group('web', rule('http', tcp(80))),
    group(
      'db',
      rule('sql', { ...tcp(5432), remote: { kind: 'group', id: asId('web') } }),
      rule('office', { ...tcp(22), remote: { kind: 'prefix', prefix: '192.0.2.0/24' } }),
    ),
    group('empty'),
  ],
);

describe('an assertion', () => {
  test.each([
    ['allow web → db tcp/5432', 'holds'],
    ['allow web -> db tcp/5432-5433', 'fails'],
    ['deny web db tcp/22', 'holds'],
    ['deny any → db tcp/22', 'fails'],
    ['deny any → db udp/53', 'holds'],
    ['allow any → web tcp/80', 'holds'],
    ['allow 0.0.0.0/0 → web tcp/80', 'holds'],
    ['allow any → db tcp/22', 'fails'],
    ['allow 192.0.2.7 → db tcp/22', 'holds'],
    ['allow 192.0.2.0/23 → db tcp/22', 'fails'],
    ['deny 192.0.3.0/24 → db tcp/22', 'holds'],
    ['deny 192.0.0.0/16 → db tcp/22', 'fails'],
    ['deny db → web1 tcp/80', 'fails'],
    ['deny web → db icmp/8', 'holds'],
    ['allow web → empty tcp/1', 'nobody'],
    ['allow nobody → db tcp/1', 'nobody'],
    ['allow far → db1 tcp/5432', 'nobody'],
  ])('%s: %s', (text, kind) => {
    expect(checkAssertions(cloud, [parseAssertion(text) as Assertion])[0]?.kind).toBe(kind);
  });

  test('that fails names two of whom it fails', () => {
    const assertion = parseAssertion('deny web → db tcp/5432') as Assertion;
    expect(checkAssertions(cloud, [assertion])).toEqual([{ kind: 'fails', from: 'id-web1', to: 'id-db1' }]);
  });

  test.each([
    ['', 'form'],
    ['permit web → db tcp/22', 'form'],
    ['allow web → db', 'form'],
    ['allow web → db tcp/99999', 'service'],
    ['allow web → db tcp/30-20', 'service'],
    ['allow web → db icmp/300', 'service'],
    ['allow web → db nonsense/1', 'service'],
    ['allow web → 10.0.0.0/8 tcp/22', 'prefixAsTarget'],
  ])('%s is refused for its %s', (text, fault) => {
    expect(parseAssertion(text)).toBe(fault);
  });
});
