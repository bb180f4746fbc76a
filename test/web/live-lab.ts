import { labOfServer } from '../../src/cli/server/lab-of-server.ts';
import type { AskLab, LabStatus } from '../../src/lab/index.ts';
import { labApi } from '../../src/lab/api.ts';
import { labInstances } from '../../src/lab/instances.ts';
import { type SimulatedHost, simulatedPlumbing } from '../../src/lab/simulated/simulated-plumbing.ts';
import { parseProbe } from '../../src/lab/probe.ts';
import type { Lab } from '../../src/server/index.ts';
import type { World } from './world.ts';

type Probe = ReturnType<typeof parseProbe> & { readonly from: string; readonly to: string };

/** A lab of one host, without a kernel, for the world's own server. */
export async function liveLab(world: World, name: string, host: SimulatedHost, network: string): Promise<Lab> {
  const plumbing = simulatedPlumbing(async () => host);
  const address = '10.88.0.12';
  const hosts = [{ name, address, folder: '' }];
  for (const one of hosts) await plumbing.startAgent(one, [], '');
  const instances = labInstances({
    api: labApi(world.client),
    plumbing,
    hosts,
    defaultNetwork: network,
    ensureDhcp: async () => {},
  });
  const handlers = {
    status: async (): Promise<Partial<LabStatus>> => ({
      simulated: 'of the tests',
      hosts: [{ name, address, agent: 'up' }],
      instances: await instances.list(),
    }),
    launch: instances.launch,
    delete: ({ name }: { readonly name: string }) => instances.delete(name),
    probe: (ask: Probe) => plumbing.probe(ask, instances.get(ask.from), instances.get(ask.to)),
  };
  const ask = (verb: keyof typeof handlers, what: never) => handlers[verb](what);
  return labOfServer(ask as unknown as AskLab);
}
