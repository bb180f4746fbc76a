/**
 * Names of the neutron layout (Neutron's linuxbridge agent, iptables firewall driver). Plain functions over plain
 * texts, shared by who writes the layout and who reads it.
 */

/** Program name that Neutron's agent takes its prefix from. */
export const defaultProgram = 'neutron-linuxbridge-agent';

/** The prefix of all chains: the program's base name with blanks made `_`, cut to 16 characters. */
export function chainPrefix(program: string = defaultProgram): string {
  return (program.split('/').at(-1) ?? '').replaceAll(' ', '_').slice(0, 16);
}

/** A chain with the prefix: the own name is cut to 11 characters, 28 in all, the limit of the kernel. */
export function wrappedChain(prefix: string, name: string): string {
  return `${prefix}-${name.slice(0, 11)}`;
}

/** Shared by all programs that use this layout, so without a prefix. */
export const filterTopChain = 'neutron-filter-top';

/** Interface of a port: "tap" and the first 11 characters of its id. */
export function tapName(portId: string): string {
  return `tap${portId.slice(0, 11)}`;
}

/** Bridge of a network: "brq" and the first 11 characters of its id. */
export function bridgeName(networkId: string): string {
  return `brq${networkId.slice(0, 11)}`;
}

/** Interface of a network's tunnel. */
export function vxlanName(vni: number): string {
  return `vxlan-${vni}`;
}

/** Towards the instance, from the instance, source check. */
export type PortChainKind = 'i' | 'o' | 's';

/** A port's chain, from the name of its interface: only ten characters of the port's id are left in it. */
export function portChain(prefix: string, kind: PortChainKind, device: string): string {
  return wrappedChain(prefix, `${kind}${device.slice(3)}`);
}

/** Set of a group's members: "NIPv4" or "NIPv6" and 24 characters of the group's id. */
export function setName(ethertype: 'IPv4' | 'IPv6', groupId: string): string {
  return `N${ethertype}${groupId}`.slice(0, 29);
}

/** Chains of MAC and ARP protection (ebtables). */
export function macChain(device: string): string {
  return `neutronMAC-${device}`;
}
export function arpChain(device: string): string {
  return `neutronARP-${device}`;
}
