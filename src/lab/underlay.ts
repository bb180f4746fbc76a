import { mkdirSync } from 'node:fs';
import { ip, runOk } from './run.ts';

/** The network between the lab's hosts: 10.88.0.0/24, a bridge in the lab's own network namespace. */
export const underlay = {
  bridge: 'underlay',
  /** Where the control plane listens. */
  address: '10.88.0.1',
  apiPort: 9696,
  mtu: 1500,
} as const;

/** Folder inside the lab's private /run. */
export const runFolder = '/run/portreeve';

/** A compute host: a network namespace of its own, named like it. */
export interface LabHost {
  readonly name: string;
  /** Its address on the underlay; tunnels end there. */
  readonly address: string;
  /** What it keeps in files: locks, sockets. */
  readonly folder: string;
}

export function labHost(name: string, index: number): LabHost {
  return { name, address: `10.88.0.${11 + index}`, folder: `${runFolder}/${name}` };
}

/** Sugon01, Sugon02, ... as the hosts of the article are called. */
export function hostNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `Sugon${String(index + 1).padStart(2, '0')}`);
}

export async function buildUnderlay(hosts: readonly LabHost[]): Promise<void> {
  for (const host of hosts) {
    mkdirSync(host.folder, { recursive: true, mode: 0o700 });
    await runOk('ip', ['netns', 'add', host.name]);
  }
  await ip([
    'link set lo up',
    `link add ${underlay.bridge} type bridge`,
    `link set ${underlay.bridge} up`,
    `addr add ${underlay.address}/24 dev ${underlay.bridge}`,
    ...hosts.flatMap((host, index) => [
      `link add uplink${index + 1} type veth peer name eth0 netns ${host.name}`,
      `link set uplink${index + 1} master ${underlay.bridge} up`,
    ]),
  ]);
  await Promise.all(
    hosts.map(async (host) => {
      await ip(['link set lo up', `addr add ${host.address}/24 dev eth0`, 'link set eth0 up'], { netns: host.name });
      await keepQuiet(host.name);
    }),
  );
}

/**
 * Bridges announce with IGMP that they listen to 224.0.0.106. On other hosts these reports meet the chains of
 * instances and are dropped there, and a counter that is being watched would move by itself.
 */
async function keepQuiet(netns: string): Promise<void> {
  const sysctl = '/proc/sys/net/ipv4/igmp_link_local_mcast_reports';
  await runOk('sh', ['-c', `[ ! -e ${sysctl} ] || echo 0 > ${sysctl}`], { netns });
}

/** Environment of programs that change the firewall of a host: hosts must not wait for each other's lock. */
export function hostEnvironment(host: LabHost): Readonly<Record<string, string>> {
  return { XTABLES_LOCKFILE: `${host.folder}/xtables.lock` };
}
