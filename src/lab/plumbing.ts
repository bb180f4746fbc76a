import type { HookCounts, HooksRequest } from './control/protocol.ts';
import type { DhcpServerOptions, Lease } from './dhcp-server.ts';
import type { Image } from './images.ts';
import type { Plug } from './instance.ts';
import type { ProbeRequest, ProbeResult } from './probe.ts';
import type { Service } from './service.ts';
import type { LabHost } from './underlay.ts';

/** An instance as the plumbing must know it. */
export interface PluggedInstance extends Plug {
  readonly host: string;
  readonly networkId: string;
  readonly image: Image;
  readonly addresses: readonly { readonly address: string; readonly cidr: string; readonly byDhcp: boolean }[];
}

/** What hosts, instances and wires are made of: namespaces of a real kernel, or nothing at all. */
export interface Plumbing {
  build(hosts: readonly LabHost[]): Promise<void>;
  /** Starts the agent of a host; the command line is that of a program of its own. */
  startAgent(host: LabHost, command: readonly string[], logFile: string): Promise<Service>;
  startDhcpServer(options: DhcpServerOptions): Promise<void>;
  /** All leases of a network; a network without a server is left alone. */
  setLeases(networkId: string, leases: readonly Lease[]): Promise<void>;
  plug(instance: PluggedInstance): Promise<void>;
  /** Once its port is filtered and wired: as its operating system starts, it asks for its address, and runs its image. */
  boot(instance: PluggedInstance): Promise<void>;
  unplug(instance: PluggedInstance): Promise<void>;
  probe(request: ProbeRequest, from: PluggedInstance, to: PluggedInstance): Promise<ProbeResult>;
  hooks(request: HooksRequest, from: PluggedInstance | undefined, to: PluggedInstance | undefined): Promise<HookCounts>;
  /** `iptables-save -c -t filter` and `iptables -L` of a host. */
  dump(host: string): Promise<string>;
  listing(host: string): Promise<string>;
}
