import { type BoundPort, type PortId, asId } from '../../model/index.ts';
import type { PolicyCloud } from '../../policy/index.ts';
import type { CloudChanges } from '../feed/cloud-loader.ts';
import type { Cloud } from '../feed/cloud.ts';

export function policyCloudOf(cloud: Cloud): PolicyCloud {
  const ports = new Map<PortId, BoundPort>();
  for (const [id, { port }] of cloud.ports()) ports.set(id, port);
  return { ports, groups: cloud.groups(), addressGroups: cloud.addressGroups() };
}

/** The cloud as it is after changes that were not made yet. */
export function afterChanges(before: PolicyCloud, changes: CloudChanges): PolicyCloud {
  const ports = new Map(before.ports);
  for (const [id, port] of changes.ports) setOrDelete(ports, asId<PortId>(id), port?.port);
  const groups = new Map(before.groups);
  for (const [id, group] of changes.groups) setOrDelete(groups, asId(id), group);
  const addressGroups = new Map(before.addressGroups);
  for (const [id, group] of changes.addressGroups) setOrDelete(addressGroups, asId(id), group);
  return { ports, groups, addressGroups };
}

function setOrDelete<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** Hosts that would be told: of the ports that change, and of those whose groups, or who is in them, do. */
export function hostsTouched(cloud: Cloud, changes: CloudChanges): readonly string[] {
  const hosts = new Set<string>();
  const groups = new Set<string>(changes.groups.keys());
  for (const [id, after] of changes.ports) {
    for (const port of [cloud.port(id), after]) {
      if (port === undefined) continue;
      if (port.host !== '') hosts.add(port.host);
      for (const group of port.port.securityGroups) {
        for (const user of cloud.usersOfGroup(group)) groups.add(user);
      }
    }
  }
  for (const id of changes.addressGroups.keys())
    for (const user of cloud.usersOfAddressGroup(asId(id))) groups.add(user);
  for (const group of groups) for (const host of cloud.hostsOfGroup(asId(group))) hosts.add(host);
  return [...hosts].sort();
}
