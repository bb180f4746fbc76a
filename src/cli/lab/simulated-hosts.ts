import { readFile } from 'node:fs/promises';
import { runAgent, silentLog } from '../../agent/index.ts';
import { createClient } from '../../client/index.ts';
import { createNeutronLayout, defaultLayoutOptions } from '../../compiler/index.ts';
import { createMemoryDevices, createMemoryKernel } from '../../kernel/index.ts';
import type { StartSimulatedHost, StateFolder } from '../../lab/index.ts';
import { createServerSource, systemClock } from '../../sources/index.ts';
import { profileByName } from '../../wire/index.ts';

/** Agents of a lab without a kernel: the same agents, inside the lab's own process, on kernels in memory. */
export async function simulatedHosts(folder: StateFolder, profileName: string): Promise<StartSimulatedHost> {
  const token = (await readFile(folder.token, 'utf8')).trim();
  const layout = createNeutronLayout({ ...defaultLayoutOptions, profile: profileByName(profileName) ?? 'caracal' });
  return async ({ name, address }) => {
    const kernel = createMemoryKernel();
    const devices = createMemoryDevices();
    const client = createClient({ endpoint: `unix:${folder.apiSocket}`, token });
    const agent = await runAgent({
      host: name,
      source: createServerSource({ client, host: name, clock: systemClock, random: Math.random }),
      kernel,
      devices,
      layout,
      clock: systemClock,
      log: silentLog,
      options: { tunnelIp: address },
    });
    return { kernel, devices, stop: () => agent.stop() };
  };
}
