import type { Kernel, MemoryDevices } from '../../kernel/index.ts';
import { PortreeveError } from '../../model/index.ts';
import { tapName } from '../../netfilter/index.ts';
import type { Plumbing } from '../plumbing.ts';
import type { Service } from '../service.ts';
import type { LabHost } from '../underlay.ts';
import { evaluateHooks, evaluateProbe } from './evaluate-probe.ts';

/** A host that is only thought: its agent runs in this process, on a kernel and devices in memory. */
export interface SimulatedHost {
  readonly kernel: Kernel;
  readonly devices: MemoryDevices;
  stop(): Promise<void>;
}

export type StartSimulatedHost = (host: LabHost) => Promise<SimulatedHost>;

/**
 * A lab without a kernel: agents and server are real, taps are names in memory, and what a packet meets is worked out
 * from the rules that the agents committed. Nothing is ever sent.
 */
export function simulatedPlumbing(start: StartSimulatedHost): Plumbing {
  const hosts = new Map<string, SimulatedHost>();

  function hostOf(name: string): SimulatedHost {
    const host = hosts.get(name);
    if (!host) throw new PortreeveError('LAB_NO_SUCH_HOST', { name, hosts: [...hosts.keys()].join(', ') });
    return host;
  }

  return {
    build: async () => {},
    startAgent: async (host): Promise<Service> => {
      const made = await start(host);
      hosts.set(host.name, made);
      return { isUp: () => hosts.has(host.name), stop: () => void made.stop() };
    },
    startDhcpServer: async ({ hostNetns, portId, mtu }) => {
      hostOf(hostNetns).devices.addTap(tapName(portId), { mtu });
    },
    setLeases: async () => {},
    plug: async ({ host, portId, mtu }) => hostOf(host).devices.addTap(tapName(portId), { mtu }),
    boot: async () => {},
    unplug: async ({ host, portId }) => hostOf(host).devices.remove(tapName(portId)),
    probe: (request, from, to) => evaluateProbe(request, from, to, hostOf),
    hooks: (request, from, to) => evaluateHooks(request, from, to, hostOf),
    dump: (host) => hostOf(host).kernel.save('ipv4', ['filter']),
    listing: (host) => hostOf(host).kernel.list('ipv4', 'filter'),
  };
}
