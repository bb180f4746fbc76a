import { mkdirSync, readFileSync } from 'node:fs';
import { createClient } from '../client/index.ts';
import { PortreeveError } from '../model/index.ts';
import { labApi } from './api.ts';
import type { LabStatus } from './control/protocol.ts';
import { importArticle } from './article/import.ts';
import { type ControlHandlers, serveControl } from './control/serve.ts';
import { dhcpKeeper } from './dhcp-keeper.ts';
import { labInstances } from './instances.ts';
import { labNetwork } from './lab-network.ts';
import type { Plumbing } from './plumbing.ts';
import { type Service, startService } from './service.ts';
import type { StateFolder } from './state-folder.ts';
import { type LabHost, hostNames, labHost, runFolder, underlay } from './underlay.ts';
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
}

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
  await stopped;
  for (const service of services.values()) service.stop();
  control.close();

  async function build(): Promise<void> {
    mkdirSync(runFolder, { recursive: true, mode: 0o700 });
    startServer();
    await plumbing.build(hosts);
    await until(() => api.client.request('GET', '/v2.0/networks').then(isDone, isNotDone), {
      what: 'the server',
      limitMs: 30_000,
      everyMs: 20,
    });
    for (const host of hosts) startAgent(host);
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
    start('server', [
      'server',
      'run',
      '--listen',
      `${underlay.address}:${underlay.apiPort}`,
      '--socket',
      folder.apiSocket,
      '--data',
      `${runFolder}/server`,
      '--initial-token-file',
      folder.token,
    ]);
  }

  function startAgent(host: LabHost): void {
    const setting = plumbing.agentSetting(host);
    const endpoint =
      options.simulated === null ? `http://${underlay.address}:${underlay.apiPort}` : `unix:${folder.apiSocket}`;
    start(
      host.name,
      [
        'agent',
        'run',
        '--host',
        host.name,
        '--server',
        endpoint,
        '--token-file',
        folder.token,
        '--tunnel-ip',
        host.address,
        '--profile',
        options.profile,
        ...setting.flags,
      ],
      setting,
    );
  }

  function start(
    name: string,
    verb: readonly string[],
    more: { netns?: string; env?: Readonly<Record<string, string>> } = {},
  ) {
    services.set(
      name,
      startService({ name, command: [...options.program, ...verb], logFile: `${folder.logs}/${name}.log`, ...more }),
    );
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
      hooks: (ask) => plumbing.hooks(ask, instances.find(ask.from)),
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
