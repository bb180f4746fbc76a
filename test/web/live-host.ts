import { runAgent, silentLog } from '../../src/agent/index.ts';
import { createNeutronLayout, defaultLayoutOptions } from '../../src/compiler/index.ts';
import { createMemoryDevices, createMemoryKernel } from '../../src/kernel/index.ts';
import { tapName } from '../../src/netfilter/index.ts';
import { createServerSource, systemClock } from '../../src/sources/index.ts';
import type { World } from './world.ts';

/** Starts a host with an agent of its own, on a kernel in memory: what it holds can be asked for. It ends with the world. */
export async function startLiveHost(world: World, host: string, tunnelIp: string) {
  const { client } = world;
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
  world.atClose(() => agent.stop());
  await agent.firstPass();
  return {
    kernel,
    devices,
    stop: () => agent.stop(),
    /** Has the tap of a port appear, as whoever starts an instance does. */
    plug: (portId: string) => devices.addTap(tapName(portId), { mtu: 1450 }),
    /** Resolves once it enforces all that concerns it by now. */
    settled: async () => {
      const { body } = await client.request('GET', `/portreeve/v1/hosts/${host}`);
      const { revision } = (body as { readonly host: { readonly revision: number } }).host;
      await client.request('GET', `/portreeve/v1/hosts/${host}/wait?revision=${revision}`);
    },
  };
}
