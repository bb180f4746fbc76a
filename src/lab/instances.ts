import { PortreeveError } from '../model/index.ts';
import { tapName } from '../netfilter/index.ts';
import type { ApiPort, LabApi } from './api.ts';
import type { InstanceStatus, LaunchRequest, LaunchedInstance } from './control/protocol.ts';
import { images, isImage } from './images.ts';
import type { PluggedInstance, Plumbing } from './plumbing.ts';
import type { LabHost } from './underlay.ts';
import { until } from './until.ts';

/** The instances of a lab: what Nova and libvirt would do, in a few lines. */
export interface Instances {
  launch(request: LaunchRequest): Promise<LaunchedInstance>;
  delete(name: string): Promise<void>;
  /** Throws LAB_NO_SUCH_INSTANCE. */
  get(name: string): PluggedInstance;
  find(name: string): PluggedInstance | undefined;
  status(name: string): Promise<InstanceStatus>;
  list(): Promise<readonly InstanceStatus[]>;
}

interface Surroundings {
  readonly api: LabApi;
  readonly plumbing: Plumbing;
  readonly hosts: readonly LabHost[];
  /** Name of the network that is meant when none is named. */
  readonly defaultNetwork: string;
  /** Makes the network's DHCP server if it has none yet. */
  ensureDhcp(networkId: string): Promise<void>;
}

const othersLimitMs = 5000;

export function labInstances({ api, plumbing, hosts, defaultNetwork, ensureDhcp }: Surroundings): Instances {
  const byName = new Map<string, PluggedInstance>();
  /** Names that are being made: two launches of one name must not both begin. */
  const underWay = new Set<string>();

  async function launch(request: LaunchRequest): Promise<LaunchedInstance> {
    const { name, image } = request;
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(name)) throw new PortreeveError('LAB_BAD_NAME', { name });
    if (byName.has(name) || underWay.has(name) || hosts.some((h) => h.name === name)) {
      throw new PortreeveError('LAB_NAME_TAKEN', { name });
    }
    if (image !== undefined && !isImage(image)) {
      throw new PortreeveError('LAB_NO_SUCH_IMAGE', { name: image, images: Object.keys(images).join(', ') });
    }
    const host = request.host ?? emptiestHost();
    if (!hosts.some((h) => h.name === host)) {
      throw new PortreeveError('LAB_NO_SUCH_HOST', { name: host, hosts: hosts.map((h) => h.name).join(', ') });
    }
    underWay.add(name);
    const dumps = { before: `before-${name}`, after: `after-${name}` };
    try {
      await keepDump(host, dumps.before);
      const status = await launchOn(host, request);
      await keepDump(host, dumps.after);
      return { ...status, dumps };
    } finally {
      underWay.delete(name);
    }
  }

  /** A host that cannot be read now can be compared with no earlier moment, and nothing else is lost. */
  async function keepDump(host: string, as: string): Promise<void> {
    await api.keepDump(host, as).catch((error: unknown) => {
      if (!(error instanceof PortreeveError) || error.code !== 'API_ERROR') throw error;
    });
  }

  async function launchOn(host: string, request: LaunchRequest): Promise<InstanceStatus> {
    const network = await api.network(request.network ?? defaultNetwork);
    await ensureDhcp(network.id);
    const port = await portFor(host, network.id, request);
    if (port.vifType === 'binding_failed') {
      await api.deletePort(port.id);
      throw new PortreeveError('LAB_BINDING_FAILED', { name: request.name, host });
    }
    const subnets = new Map((await api.subnets(network.id)).map((s) => [s.id, s]));
    const instance: PluggedInstance = {
      name: request.name,
      host,
      hostNetns: host,
      portId: port.id,
      networkId: network.id,
      mac: port.mac,
      mtu: network.mtu,
      image: request.image !== undefined && isImage(request.image) ? request.image : 'plain',
      addresses: port.addresses.map(({ address, subnetId }) => {
        const subnet = subnets.get(subnetId);
        return { address, cidr: subnet?.cidr ?? '', byDhcp: subnet?.ipVersion === 4 && subnet.enableDhcp };
      }),
    };
    byName.set(request.name, instance);
    try {
      await plumbing.plug(instance);
      await plumbing.setLeases(network.id, leasesOf(network.id));
      // The others must know the new tunnel end before a broadcast is worth sending; one whose agent is down must
      // not stop us.
      const others = hosts.filter((h) => h.name !== host);
      await Promise.all([
        api.enforced(host, port.revision),
        ...others.map((h) => api.enforced(h.name, port.revision, othersLimitMs).catch(() => {})),
      ]);
      await until(async () => (await api.port(port.id)).status === 'ACTIVE', {
        what: `the port of ${request.name}`,
        limitMs: 20_000,
        everyMs: 20,
      });
      await plumbing.boot(instance);
      return await statusOf(instance);
    } catch (error) {
      byName.delete(request.name);
      await plumbing.unplug(instance).catch(() => {});
      await api.deletePort(port.id).catch(() => {});
      throw error;
    }
  }

  async function portFor(host: string, networkId: string, request: LaunchRequest): Promise<ApiPort> {
    const { identity } = request;
    const groups = await api.groupIds(request.groups);
    const port = {
      name: request.name,
      network_id: networkId,
      device_id: request.name,
      device_owner: 'compute:lab',
      'binding:host_id': host,
      ...(groups.length > 0 ? { security_groups: groups } : {}),
      ...(request.address === undefined ? {} : { fixed_ips: [{ ip_address: request.address }] }),
    };
    if (!identity) return api.createPort(port);
    const revision = await api.importObjects({ ports: [{ ...port, id: identity.id, mac_address: identity.mac }] });
    return { ...(await api.port(identity.id)), revision };
  }

  function emptiestHost(): string {
    const load = (host: LabHost) => [...byName.values()].filter((i) => i.host === host.name).length;
    const fewest = Math.min(...hosts.map(load));
    return hosts.findLast((host) => load(host) === fewest)?.name ?? '';
  }

  function leasesOf(networkId: string) {
    return [...byName.values()]
      .filter((i) => i.networkId === networkId)
      .flatMap((i) =>
        i.addresses
          .filter((a) => a.byDhcp)
          .map(({ address }) => ({ mac: i.mac, address, name: i.name.replaceAll(/[._]/g, '-') })),
      );
  }

  function get(name: string): PluggedInstance {
    const instance = byName.get(name);
    if (instance) return instance;
    throw new PortreeveError('LAB_NO_SUCH_INSTANCE', { name, instances: [...byName.keys()].join(', ') || '-' });
  }

  async function statusOf(instance: PluggedInstance): Promise<InstanceStatus> {
    // Somebody may have deleted the port behind our back.
    const port = await api.port(instance.portId).catch(() => undefined);
    return {
      name: instance.name,
      host: instance.host,
      portId: instance.portId,
      tap: tapName(instance.portId),
      mac: instance.mac,
      addresses: instance.addresses.map((a) => a.address),
      networkId: instance.networkId,
      groups: port ? await api.groupNames(port.groups) : [],
      image: instance.image,
    };
  }

  return {
    launch,
    get,
    find: (name) => byName.get(name),
    status: (name) => statusOf(get(name)),
    list: () => Promise.all([...byName.values()].map(statusOf)),
    delete: async (name) => {
      const instance = get(name);
      byName.delete(name);
      await plumbing.unplug(instance);
      await api.deletePort(instance.portId).catch(ignoreMissing);
      await plumbing.setLeases(instance.networkId, leasesOf(instance.networkId));
    },
  };
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof PortreeveError) || error.details['status'] !== 404) throw error;
}
