import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createClient } from '../client/index.ts';
import { PortreeveError } from '../model/index.ts';
import { labApi } from './api.ts';
import { importArticle } from './article/import.ts';
import type { LabStatus } from './control/protocol.ts';
import { type ControlHandlers, serveControl } from './control/serve.ts';
import { dhcpKeeper } from './dhcp-keeper.ts';
import { labInstances } from './instances.ts';
import { labNetwork } from './lab-network.ts';
import type { Plumbing } from './plumbing.ts';
import { type Service, startService } from './service.ts';
import type { StateFolder } from './state-folder.ts';
import { type LabHost, hostNames, labHost, underlay } from './underlay.ts';
import { until } from './until.ts';

export interface SupervisorOptions {
  readonly folder: StateFolder;
  readonly hosts: number;
  readonly profile: string;
  readonly backend: 'nft' | 'legacy';
  readonly article: boolean;
  /** Why nothing is real; null: this process is alone in its namespaces. */
  readonly simulated: string | null;
  /** Command line of `portreeve`. */
  readonly program: readonly string[];
  readonly plumbing: Plumbing;
  /** Where the server keeps its store; gone with the lab. */
  readonly dataFolder: string;
}

const lookMs = 5000;

/**
 * Builds a lab and answers questions about it until it is told to stop: the server, an agent for each host, the
 * network that every lab begins with and its DHCP server. Everything that it starts dies with it.
 */
export async function superviseLab(options: SupervisorOptions): Promise<void> {
  const { folder, plumbing } = options;
  const hosts = hostNames(options.hosts).map(labHost);
  const token = readFileSync(folder.token, 'utf8').trim();
  const api = labApi(createClient({ endpoint: `unix:${folder.apiSocket}`, token }));
  const services = new Map<string, Service>();
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });

  const dhcp = dhcpKeeper(api, plumbing, firstHost(hosts), (cidr) =>
    cidr === labNetwork.cidr ? labNetwork.dhcpServer : undefined,
  );
  const instances = labInstances({ api, plumbing, hosts, defaultNetwork: labNetwork.name, ensureDhcp: dhcp.ensure });
  const ready = build();
  // Who asks is told; nobody may have asked yet.
  ready.catch(() => {});

  const control = await serveControl(folder.controlSocket, handlers());
  const watch = setInterval(() => {
    // A lab that nobody can find any more would run for ever.
    if (!existsSync(folder.controlSocket)) stop();
  }, lookMs);
  await stopped;
  clearInterval(watch);
  for (const service of services.values()) service.stop();
  control.close();

  async function build(): Promise<void> {
    mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 });
    // The server listens on an address of the underlay.
    await plumbing.build(hosts);
    startServer();
    await until(() => api.client.request('GET', '/v2.0/networks').then(isDone, isNotDone), {
      what: 'the server',
      limitMs: 30_000,
      everyMs: 20,
    });
    await Promise.all(hosts.map(startAgent));
    await until(async () => (await agentsUp()) === hosts.length, { what: 'the agents', limitMs: 30_000, everyMs: 50 });
    if (options.article) {
      await importArticle(api);
    } else {
      const network = await api.createNetwork(labNetwork.name);
      await api.createSubnet(network.id, labNetwork.cidr, labNetwork.dhcpServer);
    }
    await dhcp.ensure((await api.network(labNetwork.name)).id);
  }

  function startServer(): void {
    const tcp = options.simulated === null ? ['--listen', `${underlay.address}:${underlay.apiPort}`] : [];
    const flags = ['--socket', folder.apiSocket, '--initial-token-file', folder.token];
    // So that the dashboard can start instances, too.
    flags.push('--lab-control', folder.controlSocket);
    const command = [...options.program, 'server', 'run', ...tcp, ...flags, '--data', options.dataFolder];
    services.set('server', startService({ command, logFile: `${folder.logs}/server.log` }));
  }

  async function startAgent(host: LabHost): Promise<void> {
    const endpoint = `http://${underlay.address}:${underlay.apiPort}`;
    const flags = ['--server', endpoint, '--token-file', folder.token, '--tunnel-ip', host.address];
    const command = [...options.program, 'agent', 'run', '--host', host.name, ...flags, '--profile', options.profile];
    services.set(host.name, await plumbing.startAgent(host, command, `${folder.logs}/${host.name}.log`));
  }

  async function agentsUp(): Promise<number> {
    return (await api.hostNames()).filter((name) => hosts.some((h) => h.name === name)).length;
  }

  function handlers(): ControlHandlers {
    return {
      ready: async () => {
        await ready;
        return status();
      },
      status,
      launch: async (ask) => {
        await ready;
        return instances.launch(ask);
      },
      instance: ({ name }) => instances.status(name),
      delete: async ({ name }) => {
        await instances.delete(name);
        return {};
      },
      probe: (ask) => {
        if (ask.from === ask.to) throw new PortreeveError('LAB_PROBE_TO_ITSELF', { name: ask.from });
        return plumbing.probe(ask, instances.get(ask.from), instances.get(ask.to));
      },
      hooks: (ask) => plumbing.hooks(ask, instances.find(ask.from), instances.find(ask.to)),
      listing: async ({ host }) => ({ text: await plumbing.listing(checkHost(host)) }),
      dump: async ({ host }) => ({ text: await plumbing.dump(checkHost(host)) }),
      down: async () => {
        // The answer goes out first; what is left of us ends with process 1.
        setTimeout(stop, 50);
        return {};
      },
    };
  }

  function checkHost(name: string): string {
    if (hosts.some((h) => h.name === name)) return name;
    throw new PortreeveError('LAB_NO_SUCH_HOST', { name, hosts: hosts.map((h) => h.name).join(', ') });
  }

  async function status(): Promise<LabStatus> {
    return {
      simulated: options.simulated,
      profile: options.profile,
      backend: options.backend,
      article: options.article,
      controlPlane: underlay.address,
      hosts: hosts.map((h) => ({
        name: h.name,
        address: h.address,
        agent: services.get(h.name)?.isUp() ? 'up' : 'down',
      })),
      instances: await instances.list(),
    };
  }
}

function firstHost(hosts: readonly LabHost[]): LabHost {
  const [first] = hosts;
  if (!first) throw new PortreeveError('INTERNAL', { reason: 'a lab without hosts' });
  return first;
}

const isDone = () => true;
const isNotDone = () => false;
