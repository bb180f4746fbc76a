import {
  type AddressGroup,
  type AddressGroupId,
  type BoundPort,
  type NetworkId,
  type PortId,
  type SecurityGroup,
  type SecurityGroupId,
  type SecurityGroupRule,
  type SecurityGroupRuleId,
  asId,
} from '../../model/index.ts';
import type { Row } from '../../store/index.ts';
import { Index } from './index-of.ts';

/** A port as the feed sees it. `host` is empty unless it is bound there. */
export interface CloudPort {
  readonly port: BoundPort;
  readonly projectId: string;
  readonly host: string;
  readonly status: string;
  /** Order of creation. */
  readonly seq: number;
  /** How it hangs on the host that it was given, also where that failed. */
  readonly binding: Pick<Row<'ports'>, 'host' | 'vif_type' | 'vnic_type' | 'profile'>;
  /** What the port adds to each of its groups as a member: its addresses, and those that it may use besides. */
  readonly memberAddresses: readonly string[];
}

/** What became of a port between two looks at the store; `undefined`: it was, or is, not there. */
export interface PortChange {
  readonly before: CloudPort | undefined;
  readonly after: CloudPort | undefined;
}

export type CloudNetwork = Pick<
  Row<'networks'>,
  'id' | 'network_type' | 'physical_network' | 'segmentation_id' | 'mtu'
>;

/**
 * What hosts are told, of the whole cloud, in memory: so that after a commit the hosts that it concerns are found and
 * their states made without asking the store anew. It follows the change log (see `cloud-loader.ts`) and holds
 * nothing that the store does not.
 *
 * Each change answers with the hosts whose state it may have changed: rather one too many than one too few, as states
 * are compared before anything is sent.
 */
export class Cloud {
  readonly #ports: Map<PortId, CloudPort>;
  readonly #groups: Map<SecurityGroupId, SecurityGroup>;
  readonly #addressGroups: Map<AddressGroupId, AddressGroup>;
  readonly #networks: Map<NetworkId, CloudNetwork>;
  /** Tunnel address of each host that has an agent. */
  readonly #tunnels: Map<string, string | null>;

  readonly #portsOfHost: Index<string, PortId>;
  readonly #portsOfGroup: Index<SecurityGroupId, PortId>;
  readonly #dhcpPortsOfNetwork: Index<NetworkId, PortId>;
  readonly #hostsOfNetwork: Index<NetworkId, string>;
  /** Groups with a rule that names the key. */
  readonly #usersOfGroup: Index<SecurityGroupId, SecurityGroupId>;
  readonly #usersOfAddressGroup: Index<AddressGroupId, SecurityGroupId>;
  readonly #groupOfRule: Map<SecurityGroupRuleId, SecurityGroupId>;

  readonly #members: Map<SecurityGroupId, readonly string[]>;

  /** With the same in it as another one, down to the objects; changing it changes nothing there. */
  constructor(from?: Cloud) {
    this.#ports = new Map(from && from.#ports);
    this.#groups = new Map(from && from.#groups);
    this.#addressGroups = new Map(from && from.#addressGroups);
    this.#networks = new Map(from && from.#networks);
    this.#tunnels = new Map(from && from.#tunnels);
    this.#portsOfHost = new Index(from && from.#portsOfHost);
    this.#portsOfGroup = new Index(from && from.#portsOfGroup);
    this.#dhcpPortsOfNetwork = new Index(from && from.#dhcpPortsOfNetwork);
    this.#hostsOfNetwork = new Index(from && from.#hostsOfNetwork);
    this.#usersOfGroup = new Index(from && from.#usersOfGroup);
    this.#usersOfAddressGroup = new Index(from && from.#usersOfAddressGroup);
    this.#groupOfRule = new Map(from && from.#groupOfRule);
    this.#members = new Map(from && from.#members);
  }

  hasHost(host: string): boolean {
    return this.#tunnels.has(host) || this.#portsOfHost.has(host);
  }

  /** Hosts that have an agent or a port. */
  hosts(): readonly string[] {
    return [...new Set([...this.#tunnels.keys(), ...this.#portsOfHost.keys()])].sort();
  }

  /** Bound ports of a host, oldest first. */
  portsOfHost(host: string): readonly CloudPort[] {
    const ports = [...this.#portsOfHost.get(host)].flatMap((id) => this.#ports.get(id) ?? []);
    return ports.sort((a, b) => a.seq - b.seq);
  }

  port(id: string): CloudPort | undefined {
    return this.#ports.get(asId(id));
  }

  ports(): ReadonlyMap<PortId, CloudPort> {
    return this.#ports;
  }

  groups(): ReadonlyMap<SecurityGroupId, SecurityGroup> {
    return this.#groups;
  }

  addressGroups(): ReadonlyMap<AddressGroupId, AddressGroup> {
    return this.#addressGroups;
  }

  group(id: SecurityGroupId): SecurityGroup | undefined {
    return this.#groups.get(id);
  }

  /** Groups with a rule that names the group. */
  usersOfGroup(id: SecurityGroupId): readonly SecurityGroupId[] {
    return [...this.#usersOfGroup.get(id)];
  }

  usersOfAddressGroup(id: AddressGroupId): readonly SecurityGroupId[] {
    return [...this.#usersOfAddressGroup.get(id)];
  }

  /** Hosts that have a port of the group. */
  hostsOfGroup(id: SecurityGroupId): ReadonlySet<string> {
    return this.#hostsOfGroup(id, new Set());
  }

  groupOfRule(id: SecurityGroupRuleId): SecurityGroupId | undefined {
    return this.#groupOfRule.get(id);
  }

  addressGroup(id: AddressGroupId): AddressGroup | undefined {
    return this.#addressGroups.get(id);
  }

  network(id: NetworkId): CloudNetwork | undefined {
    return this.#networks.get(id);
  }

  /** Addresses of a group's ports, each once; the same list until one of them changes. */
  members(id: SecurityGroupId): readonly string[] {
    const known = this.#members.get(id);
    if (known) return known;
    const ports = [...this.#portsOfGroup.get(id)].flatMap((port) => this.#ports.get(port) ?? []);
    const addresses = ports.sort((a, b) => a.seq - b.seq).flatMap((port) => port.memberAddresses);
    const made = [...new Set(addresses)];
    this.#members.set(id, made);
    return made;
  }

  dhcpServers(network: NetworkId): readonly string[] {
    const ports = [...this.#dhcpPortsOfNetwork.get(network)].flatMap((id) => this.#ports.get(id) ?? []);
    return ports.sort((a, b) => a.seq - b.seq).flatMap(({ port }) => port.fixedIps.map((ip) => ip.ipAddress));
  }

  /** The host's own tunnel address; undefined if it has no agent. */
  tunnel(host: string): string | null | undefined {
    return this.#tunnels.get(host);
  }

  /** Tunnel addresses of the other hosts that have a port of the network, sorted. */
  tunnelEndpoints(network: NetworkId, host: string): readonly string[] {
    const others = [...this.#hostsOfNetwork.get(network)].filter((other) => other !== host);
    return [...new Set(others.flatMap((other) => this.#tunnels.get(other) ?? []))].sort();
  }

  setPort(id: PortId, now: CloudPort | undefined): ReadonlySet<string> {
    const before = this.#ports.get(id);
    const concerned = new Set<string>();
    if (before) {
      this.#hostsConcernedBy(before, concerned);
      this.#unlink(id, before);
    }
    if (now) {
      this.#ports.set(id, now);
      this.#link(id, now);
      this.#hostsConcernedBy(now, concerned);
    } else this.#ports.delete(id);
    return concerned;
  }

  setGroup(id: SecurityGroupId, now: SecurityGroup | undefined): ReadonlySet<string> {
    // Rules that stay are the same objects: a group of a thousand rules costs what changes in it.
    const before = new Set(this.#groups.get(id)?.rules);
    const after = new Set(now?.rules);
    for (const rule of before) if (!after.has(rule)) this.#countRule(id, rule, -1);
    if (now) this.#groups.set(id, now);
    else this.#groups.delete(id);
    for (const rule of after) if (!before.has(rule)) this.#countRule(id, rule, 1);
    return this.#hostsOfGroup(id, new Set());
  }

  setAddressGroup(id: AddressGroupId, now: AddressGroup | undefined): ReadonlySet<string> {
    if (now) this.#addressGroups.set(id, now);
    else this.#addressGroups.delete(id);
    const concerned = new Set<string>();
    for (const user of this.#usersOfAddressGroup.get(id)) this.#hostsOfGroup(user, concerned);
    return concerned;
  }

  setNetwork(id: NetworkId, now: CloudNetwork | undefined): ReadonlySet<string> {
    if (now) this.#networks.set(id, now);
    else this.#networks.delete(id);
    return new Set(this.#hostsOfNetwork.get(id));
  }

  /** `undefined`: the host has no agent (any more). */
  setTunnel(host: string, address: string | null | undefined): ReadonlySet<string> {
    const concerned = new Set([host]);
    if (this.#tunnels.get(host) !== address) {
      for (const { port } of this.portsOfHost(host)) {
        for (const other of this.#hostsOfNetwork.get(port.networkId)) concerned.add(other);
      }
    }
    if (address === undefined) this.#tunnels.delete(host);
    else this.#tunnels.set(host, address);
    return concerned;
  }

  #link(id: PortId, { port, host }: CloudPort): void {
    for (const group of port.securityGroups) {
      this.#portsOfGroup.add(group, id);
      this.#members.delete(group);
    }
    if (port.deviceOwner === dhcp) this.#dhcpPortsOfNetwork.add(port.networkId, id);
    if (host === '') return;
    this.#portsOfHost.add(host, id);
    this.#hostsOfNetwork.add(port.networkId, host);
  }

  #unlink(id: PortId, { port, host }: CloudPort): void {
    for (const group of port.securityGroups) {
      this.#portsOfGroup.remove(group, id);
      this.#members.delete(group);
    }
    if (port.deviceOwner === dhcp) this.#dhcpPortsOfNetwork.remove(port.networkId, id);
    if (host === '') return;
    this.#portsOfHost.remove(host, id);
    this.#hostsOfNetwork.remove(port.networkId, host);
  }

  #countRule(group: SecurityGroupId, rule: SecurityGroupRule, by: 1 | -1): void {
    const { id, remote } = rule;
    if (by > 0) this.#groupOfRule.set(id, group);
    else this.#groupOfRule.delete(id);
    if (remote.kind === 'group') {
      if (by > 0) this.#usersOfGroup.add(remote.id, group);
      else this.#usersOfGroup.remove(remote.id, group);
    }
    if (remote.kind === 'addressGroup') {
      if (by > 0) this.#usersOfAddressGroup.add(remote.id, group);
      else this.#usersOfAddressGroup.remove(remote.id, group);
    }
  }

  /** The port's own host, those that let its groups in or out, and those that reach it by tunnel or ask its DHCP. */
  #hostsConcernedBy({ port, host }: CloudPort, into: Set<string>): void {
    if (host !== '') into.add(host);
    for (const group of port.securityGroups) {
      for (const user of this.#usersOfGroup.get(group)) this.#hostsOfGroup(user, into);
    }
    if (host === '' && port.deviceOwner !== dhcp) return;
    for (const other of this.#hostsOfNetwork.get(port.networkId)) into.add(other);
  }

  #hostsOfGroup(group: SecurityGroupId, into: Set<string>): Set<string> {
    for (const id of this.#portsOfGroup.get(group)) {
      const host = this.#ports.get(id)?.host;
      if (host) into.add(host);
    }
    return into;
  }
}

const dhcp = 'network:dhcp';
