import { runAgent, silentLog } from '../../src/agent/index.ts';
import { createNeutronLayout, defaultLayoutOptions } from '../../src/compiler/index.ts';
import { type Kernel, createMemoryDevices, createMemoryKernel } from '../../src/kernel/index.ts';
import { tapName } from '../../src/netfilter/index.ts';
import { createServerSource, systemClock } from '../../src/sources/index.ts';
import type { World } from './world.ts';

/** A host of which only the wires are thought. */
export interface LiveHost {
  /** For who wants to change something behind the agent's back. */
  readonly kernel: Kernel;
  /** An instance is there, with its tap. */
  plug(portId: string): void;
}

/** The agent of a host, on a kernel and devices in memory. It runs until the world is closed. */
export async function liveAgent({ client, atClose }: World, host: string, tunnelIp: string): Promise<LiveHost> {
  const kernel = createMemoryKernel();
  const devices = createMemoryDevices();
  const agent = await runAgent({
    host,
    source: createServerSource({ client, host, clock: systemClock, random: Math.random }),
    kernel,
    devices,
    layout: createNeutronLayout({ ...defaultLayoutOptions, profile: 'caracal' }),
    clock: systemClock,
    log: silentLog,
    options: { tunnelIp },
  });
  atClose(() => agent.stop());
  return { kernel, plug: (portId) => devices.addTap(tapName(portId), { mtu: 1450 }) };
}
