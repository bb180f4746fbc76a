import type { HostState } from './host-state.ts';
import type { SecurityGroupId } from './ids.ts';

/**
 * Looks up the addresses and CIDRs of remote groups. What the state says of a group is the whole truth. Where it says
 * nothing the ports of the host are taken: of each port that lists the group its fixed addresses and, if it has any,
 * the addresses of its allowed pairs. The ports are walked once at most, when first needed.
 */
export function membersOf(state: HostState): (group: SecurityGroupId) => readonly string[] {
  let derived: ReadonlyMap<SecurityGroupId, readonly string[]> | undefined;
  return (group) => {
    const told = state.members.get(group);
    if (told) return told;
    derived ??= derivedMembers(state);
    return derived.get(group) ?? [];
  };
}

function derivedMembers(state: HostState): ReadonlyMap<SecurityGroupId, readonly string[]> {
  const members = new Map<SecurityGroupId, Set<string>>();
  for (const port of state.ports.values()) {
    if (port.fixedIps.length === 0) continue;
    for (const group of port.securityGroups) {
      const addresses = members.get(group) ?? new Set();
      members.set(group, addresses);
      for (const { ipAddress } of port.fixedIps) addresses.add(ipAddress);
      for (const { ipAddress } of port.allowedAddressPairs) addresses.add(ipAddress);
    }
  }
  return new Map([...members].map(([group, addresses]) => [group, [...addresses]]));
}
