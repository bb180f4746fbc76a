import type { BoundPort } from '../../../model/index.ts';
import type { CompiledGroup } from './group-rules.ts';

/**
 * Whether a port's packets stay out of conntrack. Neutron asks the first rule of the port's first group, so a group
 * without rules counts as stateful. With sets off, a rule for a remote group is one only if the group has members.
 */
export function isStateless(port: BoundPort, first: CompiledGroup | undefined, ipset: boolean): boolean {
  if (!first || first.group.stateful || port.deviceOwner.startsWith('neutron:')) return false;
  if (ipset) return first.group.rules.length > 0;
  return Object.values(first.lines).some(({ ingress, egress }) =>
    [...ingress, ...egress].some(({ unless }) => !port.fixedIps.some((ip) => ip.ipAddress === unless)),
  );
}
