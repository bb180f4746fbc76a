import { type AskLab, type InstanceStatus, images, parseProbe } from '../../lab/index.ts';
import type { Lab, LabInstance } from '../../server/index.ts';

/** What a running lab is asked for on behalf of the server that is part of it. */
export function labOfServer(ask: AskLab): Lab {
  return {
    async status() {
      const { simulated, hosts, instances } = await ask('status', {});
      return {
        simulated,
        hosts: hosts.map(({ name }) => name),
        images: Object.entries(images).map(([name, port]) => ({ name, port })),
        instances: instances.map(instanceOf),
      };
    },
    async launch({ name, image, network, security_groups: groups = [], host, fixed_ip: address }) {
      const launched = await ask('launch', {
        name,
        groups,
        ...(image === undefined ? {} : { image }),
        ...(network === undefined ? {} : { network }),
        ...(host === undefined ? {} : { host }),
        ...(address === undefined ? {} : { address }),
      });
      return { ...instanceOf(launched), dumps: launched.dumps };
    },
    async delete(name) {
      await ask('delete', { name });
    },
    probe: async (from, to, service) => ask('probe', { from, to, ...parseProbe(service) }),
  };
}

function instanceOf(instance: InstanceStatus): LabInstance {
  const { name, image, host, portId, tap, mac, addresses, networkId, groups } = instance;
  return {
    name,
    image,
    host,
    port_id: portId,
    tap,
    mac_address: mac,
    fixed_ips: addresses,
    network_id: networkId,
    security_groups: groups,
  };
}
