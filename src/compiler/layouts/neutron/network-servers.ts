import type { BoundPort, HostState, NetworkId } from '../../../model/index.ts';
import type { NetworkServers } from './port-chains.ts';
import { isOfFamily, linkLocalAddress } from './source-pairs.ts';

/**
 * DHCP servers and routers by network. What the state tells of a network is taken as it stands; for a network that it
 * tells no DHCP server of, the DHCP ports on this host are the servers, with link-local addresses in IPv6.
 */
export function networkServers(state: HostState): (network: NetworkId) => NetworkServers {
  const derived = new Map<NetworkId, string[]>();
  for (const port of state.ports.values()) {
    if (port.deviceOwner !== 'network:dhcp') continue;
    derived.set(port.networkId, [...(derived.get(port.networkId) ?? []), ...serverAddresses(port)]);
  }
  return (network) => ({
    dhcp: state.dhcpServers.get(network) ?? derived.get(network) ?? [],
    routers: state.raSources.get(network) ?? [],
  });
}

function serverAddresses(port: BoundPort): readonly string[] {
  return port.fixedIps.map(({ ipAddress }) => {
    const isLinkLocal = /^fe[89ab]/i.test(ipAddress);
    return isOfFamily(ipAddress, 'ipv4') || isLinkLocal ? ipAddress : linkLocalAddress(port.macAddress);
  });
}

export const noServers: NetworkServers = { dhcp: [], routers: [] };
