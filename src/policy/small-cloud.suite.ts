import { type BoundPort, type SecurityGroup, type SecurityGroupRule, asId } from '../model/index.ts';
import type { PolicyCloud } from './cloud.ts';

/** Of IPv4, ingress, from everybody, but for what is given. */
export const rule = (id: string, more: Partial<SecurityGroupRule>): SecurityGroupRule => ({
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
export const tcp = (port: number) => ({ protocol: 'tcp', portRangeMin: port, portRangeMax: port });
/** With a rule that lets everything out. */
export const group = (name: string, ...rules: SecurityGroupRule[]): SecurityGroup => ({
  id: asId(name),
  name,
  stateful: true,
  rules: [out, ...rules],
});
/** A port of an instance on the network `net`. */
export const port = (
  name: string,
  address: string,
  groups: readonly string[],
  more: Partial<BoundPort> = {},
): BoundPort => ({
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
export const cloudOf = (ports: readonly BoundPort[], groups: readonly SecurityGroup[]): PolicyCloud => ({
  ports: new Map(ports.map((one) => [one.id, one])),
  groups: new Map(groups.map((one) => [one.id, one])),
  addressGroups: new Map(),
});
