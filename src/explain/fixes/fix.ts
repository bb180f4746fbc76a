import type { BoundPort, PortId, SecurityGroupId, SecurityGroupRule } from '../../model/index.ts';
import type { Cloud } from './cloud.ts';

/** One change that lets a packet through. */
export type Fix =
  | { readonly kind: 'addRule'; readonly group: SecurityGroupId; readonly rule: Omit<SecurityGroupRule, 'id'> }
  | { readonly kind: 'addGroup'; readonly port: PortId; readonly group: SecurityGroupId }
  | { readonly kind: 'allowPair'; readonly port: PortId; readonly address: string; readonly mac: string | null };

/** The cloud with the change in it. */
export function applyFix(cloud: Cloud, fix: Fix): Cloud {
  switch (fix.kind) {
    case 'addRule': {
      const group = cloud.groups.get(fix.group);
      if (!group) return cloud;
      // The id of a rule that is not there yet; the API would give another.
      const rule = { ...fix.rule, id: `${fix.group}.new` as SecurityGroupRule['id'] };
      return { ...cloud, groups: new Map(cloud.groups).set(fix.group, { ...group, rules: [...group.rules, rule] }) };
    }
    case 'addGroup':
      return withPort(cloud, fix.port, (port) => ({ ...port, securityGroups: [...port.securityGroups, fix.group] }));
    case 'allowPair':
      return withPort(cloud, fix.port, (port) => ({
        ...port,
        allowedAddressPairs: [
          ...port.allowedAddressPairs,
          { ipAddress: fix.address, ...(fix.mac !== null && { macAddress: fix.mac }) },
        ],
      }));
  }
}

function withPort(cloud: Cloud, id: PortId, change: (port: BoundPort) => BoundPort): Cloud {
  const port = cloud.ports.get(id);
  return port ? { ...cloud, ports: new Map(cloud.ports).set(id, change(port)) } : cloud;
}
