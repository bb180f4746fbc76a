import { startLiveHost } from './live-host.ts';
import { liveLab } from './live-lab.ts';
import { setPlans } from './plan-scene.ts';
import type { World } from './world.ts';

/** What the tests and pictures of pages are of: the cloud of the article, grown a little. */
export interface Scene {
  readonly project: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly network: string;
  /** By state. */
  readonly plans: Readonly<Record<string, string>>;
}

const hosts = ['Sugon01', 'Sugon02', 'Sugon03', 'Sugon04'];
/** Those that have an agent; the others say what they are told to. */
const withAgents = ['Sugon01', 'Sugon02'];
/** The one whose rules are kept before and after. */
const live = 'Sugon02';

export async function setScene(world: World): Promise<Scene> {
  const { client, make } = world;
  const project = await projectId(world);
  const own = { project_id: project };
  for (const [index, host] of hosts.entries()) {
    if (!withAgents.includes(host)) await hello(world, host, `10.88.0.${11 + index}`);
  }
  const lives = await Promise.all(
    withAgents.map((host) => startLiveHost(world, host, `10.88.0.${11 + hosts.indexOf(host)}`)),
  );
  const liveOn = (host: string) => lives[withAgents.indexOf(host)];

  const network = await make('networks', 'network', { ...own, name: 'oa-net', description: 'Office applications' });
  await make('subnets', 'subnet', {
    ...own,
    network_id: network,
    name: 'oa-subnet',
    ip_version: 4,
    cidr: '172.16.15.0/24',
    gateway_ip: '172.16.15.1',
    dns_nameservers: ['172.16.15.23'],
  });
  await make('subnets', 'subnet', {
    ...own,
    network_id: network,
    name: 'oa-v6',
    ip_version: 6,
    cidr: '2001:db8:15::/64',
  });
  const storage = await make('networks', 'network', { ...own, name: 'storage', mtu: 1400 });
  await make('subnets', 'subnet', {
    ...own,
    network_id: storage,
    name: 'storage-subnet',
    ip_version: 4,
    cidr: '192.168.40.0/22',
  });
  await make('networks', 'network', { ...own, name: 'public', 'router:external': true, shared: true });

  const groups: Record<string, string> = {};
  const group = async (name: string, description: string, more: object = {}) => {
    groups[name] = await make('security-groups', 'security_group', { ...own, name, description, ...more });
  };
  await group('test', 'What the article makes: ping and SSH from default');
  await group('web', 'Front ends of the office applications');
  await group('db', 'PostgreSQL and its replicas');
  await group('jump', 'The way in for administrators');
  await group('monitoring', 'Scraped by Prometheus', { stateful: false });
  await group('legacy', '');
  const listed = await client.request('GET', `/v2.0/security-groups?name=default&project_id=${project}`);
  groups['default'] = (listed.body as { security_groups: { id: string }[] }).security_groups[0]?.id ?? '';

  const addresses = await make('address-groups', 'address_group', {
    ...own,
    name: 'offices',
    addresses: ['203.0.113.0/24', '198.51.100.16/28'],
  });
  const rule = (name: string, more: object) =>
    make('security-group-rules', 'security_group_rule', {
      ...own,
      security_group_id: groups[name],
      direction: 'ingress',
      ...more,
    });
  const port = (number: number) => ({ protocol: 'tcp', port_range_min: number, port_range_max: number });
  await rule('test', { protocol: 'icmp', remote_group_id: groups['default'] });
  await rule('test', { ...port(22), remote_group_id: groups['default'], description: 'from the article' });
  await rule('web', { ...port(80) });
  await rule('web', { ...port(443) });
  await rule('web', { ...port(443), ethertype: 'IPv6' });
  await rule('web', { ...port(22), remote_group_id: groups['jump'] });
  await rule('db', { ...port(5432), remote_group_id: groups['web'] });
  await rule('db', { ...port(5432), remote_group_id: groups['db'], description: 'replication' });
  await rule('jump', { ...port(22), remote_address_group_id: addresses });
  await rule('monitoring', {
    protocol: 'tcp',
    port_range_min: 9100,
    port_range_max: 9110,
    remote_ip_prefix: '10.88.0.0/24',
  });
  await rule('legacy', { ...port(3389), remote_ip_prefix: '0.0.0.0/0' });
  await rule('legacy', { ...port(22) });

  const instances: readonly (readonly [name: string, host: number, address: number, groups: readonly string[]])[] = [
    ['vm-in-default', 0, 30, ['default']],
    ['vm-oa', 3, 31, ['test']],
    ['web01', 1, 40, ['web', 'monitoring']],
    ['web02', 2, 41, ['web', 'monitoring']],
    ['db01', 2, 50, ['db', 'monitoring']],
    ['db02', 1, 51, ['db', 'monitoring']],
    ['jump01', 0, 22, ['jump']],
    ['erp-2008', 2, 90, ['legacy']],
  ];
  await client.request('GET', `/portreeve/v1/hosts/${live}/dump?name=before-web01`);
  const ids: { id: string; host: string }[] = [];
  for (const [index, [name, host, address, own_groups]] of instances.entries()) {
    const id = await make('ports', 'port', {
      ...own,
      name,
      network_id: network,
      device_owner: 'compute:nova',
      device_id: `d0000000-0000-4000-8000-00000000000${index}`,
      'binding:host_id': hosts[host],
      fixed_ips: [{ ip_address: `172.16.15.${address}` }],
      security_groups: own_groups.map((one) => groups[one]),
    });
    ids.push({ id, host: hosts[host] ?? '' });
    liveOn(hosts[host] ?? '')?.plug(id);
  }
  const dhcp = await make('ports', 'port', {
    ...own,
    network_id: network,
    device_owner: 'network:dhcp',
    'binding:host_id': 'Sugon01',
    fixed_ips: [{ ip_address: '172.16.15.23' }],
    port_security_enabled: false,
    security_groups: [],
  });
  await make('ports', 'port', {
    ...own,
    name: 'router-vm',
    network_id: network,
    device_owner: 'compute:nova',
    device_id: 'd0000000-0000-4000-8000-0000000000ff',
    'binding:host_id': 'Sugon02',
    fixed_ips: [{ ip_address: '172.16.15.2' }],
    port_security_enabled: false,
    security_groups: [],
  });

  // Its host has no agent any more.
  const gone = await hello(world, 'Sugon05', '10.88.0.15');
  await make('ports', 'port', {
    ...own,
    name: 'vm-waiting',
    network_id: network,
    device_owner: 'compute:nova',
    device_id: 'd0000000-0000-4000-8000-0000000000fe',
    'binding:host_id': 'Sugon05',
    security_groups: [],
  });
  await client.request('DELETE', `/v2.0/agents/${gone}`);

  const plans = await setPlans(world, groups);
  ids.push({ id: dhcp, host: 'Sugon01' });
  liveOn('Sugon01')?.plug(dhcp);
  for (const host of hosts) {
    if (withAgents.includes(host)) continue;
    const ports = Object.fromEntries(
      ids
        .filter((one) => one.host === host)
        .map(({ id }) => [id, { status: 'enforced', device: `tap${id.slice(0, 11)}` }]),
    );
    await report(world, host, host === 'Sugon03' ? { revision: 20, ports } : { ports, error: refused });
  }
  const liveHost = liveOn(live);
  if (liveHost) world.useLab(await liveLab(world, live, liveHost, 'oa-net'));
  await Promise.all(lives.map((one) => one.settled()));
  await client.request('GET', `/portreeve/v1/hosts/${live}/dump?name=after-web01`);
  return { project, groups, network, plans };
}

const refused = {
  code: 'RESTORE_REJECTED',
  message:
    'iptables-restore refused line 31: -A neutron-linuxbri-ie68040f5-c -m set --match-set NIPv43e07d4ff-0fdd-4fe0-988f- src -j RETURN',
  hint: 'see the log of the agent',
};

async function projectId({ client }: World): Promise<string> {
  const { body } = await client.request('GET', '/identity/v3/projects?name=oa');
  return (body as { projects: { id: string }[] }).projects[0]?.id ?? '';
}

async function hello({ client }: World, host: string, tunneling_ip: string): Promise<string> {
  const { body } = await client.request('PUT', `/agent/v1/hosts/${host}`, {
    agent_type: 'Linux bridge agent',
    binary: 'portreeve-agent',
    version: '0.1.0',
    backend: 'nft',
    configurations: {
      tunneling_ip,
      tunnel_types: ['vxlan'],
      interface_mappings: { physnet1: 'eth1' },
      bridge_mappings: {},
      devices: 0,
      extensions: [],
      l2_population: true,
    },
  });
  return (body as { readonly id: string }).id;
}

/** Without a revision: the one that the host is to be at. */
export async function report({ client }: World, host: string, more: object): Promise<void> {
  const { body } = await client.request('GET', `/portreeve/v1/hosts/${host}`);
  const { revision } = (body as { host: { revision: number } }).host;
  await client.request('PUT', `/agent/v1/hosts/${host}/report`, {
    revision,
    ports: {},
    apply_ms: 12.4,
    error: null,
    repaired: [],
    ...more,
  });
}
