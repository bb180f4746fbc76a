import type { ApiPort, ApiSubnet, LabApi } from './api.ts';
import type { Plumbing } from './plumbing.ts';
import type { LabHost } from './underlay.ts';

/** Sees to it that each network that has an instance has a DHCP server, as a DHCP agent would. */
export interface DhcpKeeper {
  ensure(networkId: string): Promise<void>;
}

export function dhcpKeeper(
  api: LabApi,
  plumbing: Plumbing,
  host: LabHost,
  /** Address of the server in a subnet, if it is to be a certain one. */
  wanted: (cidr: string) => string | undefined,
): DhcpKeeper {
  const started = new Map<string, Promise<void>>();

  async function start(networkId: string): Promise<void> {
    const subnet = (await api.subnets(networkId)).find((s) => s.ipVersion === 4 && s.enableDhcp);
    if (!subnet) return;
    const network = await api.network(networkId);
    const port = (await api.dhcpPort(networkId)) ?? (await makePort(networkId, subnet));
    const address = port.addresses.find((a) => a.subnetId === subnet.id)?.address;
    if (address === undefined) return;
    await plumbing.startDhcpServer({
      networkId,
      portId: port.id,
      mac: port.mac,
      address,
      cidr: subnet.cidr,
      mtu: network.mtu,
      hostNetns: host.name,
    });
    await api.enforced(host.name, port.revision);
  }

  function makePort(networkId: string, subnet: ApiSubnet): Promise<ApiPort> {
    const address = wanted(subnet.cidr);
    return api.createPort({
      name: 'dhcp',
      network_id: networkId,
      device_owner: 'network:dhcp',
      device_id: `dhcp-${networkId}`,
      'binding:host_id': host.name,
      fixed_ips: [{ subnet_id: subnet.id, ...(address === undefined ? {} : { ip_address: address }) }],
    });
  }

  return {
    ensure: (networkId) => {
      const known = started.get(networkId);
      if (known) return known;
      const starting = start(networkId).catch((error: unknown) => {
        // Asked again, it is tried again.
        started.delete(networkId);
        throw error;
      });
      started.set(networkId, starting);
      return starting;
    },
  };
}
