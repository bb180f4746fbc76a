import { type DhcpServer, startDhcpServer } from './dhcp-server.ts';
import { countHooks } from './hook-counts.ts';
import {
  instanceNetns,
  obtainAddress,
  plugInstance,
  runImage,
  setAddress,
  unplugInstance,
  writeLeaseScript,
} from './instance.ts';
import { movedRules } from './moved-rules.ts';
import type { Plumbing } from './plumbing.ts';
import { sendProbe } from './probe.ts';
import { runOk } from './run.ts';
import { startService } from './service.ts';
import { type LabHost, buildUnderlay, hostEnvironment } from './underlay.ts';

/** Hosts, instances and DHCP servers as network namespaces; this process is in the lab's own, as root of it. */
export function realPlumbing(backend: 'nft' | 'legacy'): Plumbing {
  const dhcp = new Map<string, DhcpServer>();
  const hostsByName = new Map<string, LabHost>();
  const iptables = `iptables-${backend}`;

  const inHost = (name: string) => {
    const host = hostsByName.get(name);
    return { netns: name, env: host ? hostEnvironment(host) : {} };
  };
  const dump = (host: string) => runOk(`${iptables}-save`, ['-c', '-t', 'filter'], inHost(host));

  return {
    build: async (hosts) => {
      for (const host of hosts) hostsByName.set(host.name, host);
      await buildUnderlay(hosts);
      writeLeaseScript();
    },
    startAgent: async (host, command, logFile) =>
      startService({
        command: [...command, '--backend', backend],
        logFile,
        netns: host.name,
        env: hostEnvironment(host),
      }),
    startDhcpServer: async (options) => {
      dhcp.set(options.networkId, await startDhcpServer(options));
    },
    setLeases: async (networkId, leases) => dhcp.get(networkId)?.setLeases(leases),
    plug: plugInstance,
    boot: async (instance) => {
      for (const { address, cidr, byDhcp } of instance.addresses) {
        if (byDhcp) await obtainAddress(instance.name, address);
        else await setAddress(instance.name, address, cidr.split('/')[1] ?? '');
      }
      runImage(instance.name, instance.image);
    },
    unplug: unplugInstance,
    probe: async (request, from, to) => {
      const [target] = to.addresses;
      const address = target?.address ?? '';
      const hosts = [...new Set([from.host, to.host])];
      const before = await Promise.all(hosts.map(dump));
      const { arrived, packets } = await sendProbe(request, address);
      const after = await Promise.all(hosts.map(dump));
      return {
        verdict: arrived ? 'allowed' : 'dropped',
        how: 'sent',
        from: { name: from.name, host: from.host, address: from.addresses[0]?.address ?? '' },
        to: { name: to.name, host: to.host, address },
        sent: packets,
        moved: hosts.map((host, i) => ({ host, rules: movedRules(before[i] ?? '', after[i] ?? '') })),
      };
    },
    hooks: (request, from, to) =>
      countHooks(
        { ...request, to: to?.addresses[0]?.address ?? request.to },
        from ? instanceNetns(from.name) : request.from,
        iptables,
        inHost(request.host),
      ),
    dump,
    listing: (host) => runOk(iptables, ['-L'], inHost(host)),
  };
}
