import type { Client } from '../client/index.ts';
import { PortreeveError } from '../model/index.ts';

/** The few things that the lab asks of the Networking API, as plain values. */
export interface LabApi {
  readonly client: Client;
  createNetwork(name: string): Promise<{ readonly id: string; readonly mtu: number }>;
  createSubnet(networkId: string, cidr: string, dhcpServer: string): Promise<ApiSubnet>;
  createPort(port: Readonly<Record<string, unknown>>): Promise<ApiPort>;
  port(id: string): Promise<ApiPort>;
  deletePort(id: string): Promise<number>;
  network(nameOrId: string): Promise<ApiNetwork>;
  /** The port of the network's DHCP server, if there is one. */
  dhcpPort(networkId: string): Promise<ApiPort | undefined>;
  subnets(networkId: string): Promise<readonly ApiSubnet[]>;
  /** Ids of groups given by name or id, in their order. */
  groupIds(namesOrIds: readonly string[]): Promise<readonly string[]>;
  groupNames(ids: readonly string[]): Promise<readonly string[]>;
  /** Names of all groups by id. */
  allGroupNames(): Promise<ReadonlyMap<string, string>>;
  createGroup(name: string): Promise<ApiGroup>;
  groupRules(groupId: string): Promise<readonly ApiRule[]>;
  createRule(rule: Readonly<Record<string, unknown>>): Promise<{ readonly id: string }>;
  /** Objects of the Networking API under ids of their own. */
  importObjects(objects: Readonly<Record<string, readonly object[]>>): Promise<number>;
  /** Keeps the host's dump under a name, for `portreeve host diff --since`. */
  keepDump(host: string, name: string): Promise<void>;
  /** Hosts whose agents have said hello. */
  hostNames(): Promise<readonly string[]>;
  /** Gives the revision of the change. */
  deleteRule(id: string): Promise<number>;
  /** Resolves once the host enforces everything up to the revision, also one that is still to come. */
  enforced(host: string, revision: number, timeoutMs?: number): Promise<void>;
}

export interface ApiPort {
  readonly id: string;
  readonly mac: string;
  readonly networkId: string;
  readonly addresses: readonly { readonly subnetId: string; readonly address: string }[];
  readonly groups: readonly string[];
  readonly status: string;
  readonly vifType: string;
  /** Of the write that made it; 0 for one that was only read. */
  readonly revision: number;
}

export interface ApiGroup {
  readonly id: string;
  readonly rules: readonly ApiRule[];
}

export interface ApiRule {
  readonly direction: string;
  readonly ethertype: string;
  /** Without a protocol and a remote side. */
  readonly isOpen: boolean;
}

export interface ApiNetwork {
  readonly id: string;
  readonly name: string;
  readonly mtu: number;
}

export interface ApiSubnet {
  readonly id: string;
  readonly cidr: string;
  readonly ipVersion: number;
  readonly enableDhcp: boolean;
}

export function labApi(client: Client): LabApi {
  const list = async (path: string, key: string) => objects(at((await client.request('GET', path)).body, key));
  const enc = encodeURIComponent;

  async function find(collection: string, key: string, nameOrId: string): Promise<Json> {
    const byId = isId(nameOrId) ? await list(`/v2.0/${collection}?id=${enc(nameOrId)}`, key) : [];
    const found = byId.length > 0 ? byId : await list(`/v2.0/${collection}?name=${enc(nameOrId)}`, key);
    const [first, second] = found;
    if (!first) throw new PortreeveError('LAB_NO_SUCH_OBJECT', { name: nameOrId });
    if (second)
      throw new PortreeveError('LAB_AMBIGUOUS', { name: nameOrId, ids: found.map((o) => text(o, 'id')).join(', ') });
    return first;
  }

  async function allGroupNames(): Promise<ReadonlyMap<string, string>> {
    const groups = await list('/v2.0/security-groups?fields=id&fields=name', 'security_groups');
    return new Map(groups.map((g) => [text(g, 'id'), text(g, 'name')]));
  }

  return {
    client,
    createNetwork: async (name) => {
      const { body } = await client.request('POST', '/v2.0/networks', { network: { name } });
      return networkOf(object(at(body, 'network')));
    },
    createSubnet: async (networkId, cidr, dhcpServer) => {
      const subnet = {
        network_id: networkId,
        name: 'lab',
        ip_version: 4,
        cidr,
        gateway_ip: null,
        ...poolsWithout(cidr, dhcpServer),
      };
      const { body } = await client.request('POST', '/v2.0/subnets', { subnet });
      return subnetOf(object(at(body, 'subnet')));
    },
    createPort: async (port) => {
      const { body, revision } = await client.request('POST', '/v2.0/ports', { port });
      return portOf(object(at(body, 'port')), revision ?? 0);
    },
    port: async (id) => portOf(object(at((await client.request('GET', `/v2.0/ports/${enc(id)}`)).body, 'port')), 0),
    deletePort: async (id) => (await client.request('DELETE', `/v2.0/ports/${enc(id)}`)).revision ?? 0,
    network: async (nameOrId) => networkOf(await find('networks', 'networks', nameOrId)),
    dhcpPort: async (networkId) => {
      const [port] = await list(
        `/v2.0/ports?network_id=${enc(networkId)}&device_owner=${enc('network:dhcp')}`,
        'ports',
      );
      return port ? portOf(port, 0) : undefined;
    },
    createGroup: async (name) => {
      const group = { name, description: '' };
      const { body } = await client.request('POST', '/v2.0/security-groups', { security_group: group });
      return groupOf(object(at(body, 'security_group')));
    },
    groupRules: async (id) => {
      const { body } = await client.request('GET', `/v2.0/security-groups/${enc(id)}`);
      return groupOf(object(at(body, 'security_group'))).rules;
    },
    createRule: async (rule) => {
      const { body } = await client.request('POST', '/v2.0/security-group-rules', { security_group_rule: rule });
      return { id: text(object(at(body, 'security_group_rule')), 'id') };
    },
    importObjects: async (objects) => (await client.request('POST', '/portreeve/v1/import', objects)).revision ?? 0,
    keepDump: async (host, name) => {
      await client.request('GET', `/portreeve/v1/hosts/${enc(host)}/dump?name=${enc(name)}`);
    },
    hostNames: async () => (await list('/v2.0/agents', 'agents')).map((agent) => text(agent, 'host')),
    subnets: async (networkId) => (await list(`/v2.0/subnets?network_id=${enc(networkId)}`, 'subnets')).map(subnetOf),
    groupIds: async (namesOrIds) => {
      const ids: string[] = [];
      for (const name of namesOrIds) ids.push(text(await find('security-groups', 'security_groups', name), 'id'));
      return ids;
    },
    groupNames: async (ids) => {
      const names = await allGroupNames();
      return ids.map((id) => names.get(id) ?? id);
    },
    allGroupNames,
    deleteRule: async (id) => (await client.request('DELETE', `/v2.0/security-group-rules/${enc(id)}`)).revision ?? 0,
    enforced: async (host, revision, timeoutMs = 20_000) => {
      await client.request('GET', `/portreeve/v1/hosts/${enc(host)}/wait?revision=${revision}&timeout_ms=${timeoutMs}`);
    },
  };
}

type Json = Readonly<Record<string, unknown>>;

function networkOf(o: Json): ApiNetwork {
  return { id: text(o, 'id'), name: text(o, 'name'), mtu: number(o, 'mtu') };
}

function groupOf(o: Json): ApiGroup {
  const rules = objects(o['security_group_rules']).map((rule) => ({
    direction: text(rule, 'direction'),
    ethertype: text(rule, 'ethertype'),
    isOpen: ['protocol', 'remote_ip_prefix', 'remote_group_id'].every((key) => (rule[key] ?? null) === null),
  }));
  return { id: text(o, 'id'), rules };
}

function subnetOf(o: Json): ApiSubnet {
  return {
    id: text(o, 'id'),
    cidr: text(o, 'cidr'),
    ipVersion: number(o, 'ip_version'),
    enableDhcp: o['enable_dhcp'] !== false,
  };
}

function portOf(o: Json, revision: number): ApiPort {
  return {
    id: text(o, 'id'),
    mac: text(o, 'mac_address'),
    networkId: text(o, 'network_id'),
    addresses: objects(o['fixed_ips']).map((f) => ({ subnetId: text(f, 'subnet_id'), address: text(f, 'ip_address') })),
    groups: Array.isArray(o['security_groups']) ? o['security_groups'].map(String) : [],
    status: text(o, 'status'),
    vifType: text(o, 'binding:vif_type'),
    revision,
  };
}

/** The DHCP server's address and those below it are left out of the pool, so that it is free when its port is made. */
function poolsWithout(cidr: string, dhcpServer: string) {
  const [base = ''] = cidr.split('/');
  const start = dhcpServer.replace(/\d+$/, (last) => String(Number(last) + 1));
  const end = base.replace(/\d+$/, '254');
  return { allocation_pools: [{ start, end }] };
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function at(value: unknown, key: string): unknown {
  return object(value)[key];
}

function object(value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw unreadable('an object');
}

function objects(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) throw unreadable('a list');
  return value.map(object);
}

function text(o: Json, key: string): string {
  const value = o[key];
  if (typeof value !== 'string') throw unreadable(`a text "${key}"`);
  return value;
}

function number(o: Json, key: string): number {
  const value = o[key];
  if (typeof value !== 'number') throw unreadable(`a number "${key}"`);
  return value;
}

function unreadable(what: string): PortreeveError {
  return new PortreeveError('INTERNAL', { reason: `the server's answer has not ${what} where one belongs` });
}
