import { fileURLToPath } from 'node:url';
import { type Interface, createInterface } from 'node:readline';
import { once } from 'node:events';
import type { Packet } from '../../src/explain/index.ts';
import { parseSave } from '../../src/netfilter/index.ts';
import { type Namespace, openNamespace } from './namespace.ts';

export const bridge = 'brq11111111-11';
export const hostAddress = '10.0.9.9';
export const hostMac = 'fa:16:3e:00:00:f0';

const left = ['10.0.0.1', '10.0.0.2', '10.0.0.9'];

/** Instances behind the ports of the bridge. Two have the same addresses; what is sent to one of them goes where it is `at`. */
export const instances: readonly Instance[] = [
  { name: 'a', tap: 'tapaaaaaaaa-aa', mac: 'fa:16:3e:00:00:0a', addresses: left, at: ['10.0.0.1', '10.0.0.9'] },
  {
    name: 'b',
    tap: 'tapbbbbbbbb-bb',
    mac: 'fa:16:3e:00:00:0b',
    addresses: ['10.0.1.1', '10.0.1.2'],
    at: ['10.0.1.1', '10.0.1.2'],
  },
  { name: 'c', tap: 'tapcccccccc-cc', mac: 'fa:16:3e:00:00:0c', addresses: left, at: ['10.0.0.2'] },
];

export interface Instance {
  readonly name: string;
  readonly tap: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly at: readonly string[];
}

/** The rule of each counter, and what it counts: `table/chain/number`, number 0 for the policy. */
export type Counts = ReadonlyMap<string, bigint>;

/**
 * A bridge with three instances behind it, in a namespace of its own. Nothing speaks unless told: no IPv6, neighbours
 * known beforehand, instances that drop what comes, a host without a route to answer by. So every counter that moves
 * was moved by the packet that was sent.
 */
export interface BridgeHost {
  load(rules: string, sets: string): void;
  /** What iptables-save prints. */
  save(): string;
  counts(): Counts;
  send(from: Instance, packet: Packet): Promise<void>;
  close(): Promise<void>;
}

export async function openBridgeHost(backend: 'nft' | 'legacy'): Promise<BridgeHost> {
  const space = await openNamespace();
  space.shell(setup);
  const senders = new Map(instances.map(({ name }) => [name, startSender(space, name)]));
  const save = () => space.shell(`iptables-${backend}-save -c`);
  return {
    load(rules, sets) {
      space.shell(`iptables-${backend}-restore <<'END'\n${empty}END`);
      space.shell(`ipset destroy\nipset restore <<'END'\n${sets}END`);
      space.shell(`iptables-${backend}-restore <<'END'\n${rules}END\nconntrack -F 2>/dev/null`);
    },
    save,
    counts: () => countsOf(save()),
    send: async ({ name }, packet) => senders.get(name)?.send(packet),
    async close() {
      for (const sender of senders.values()) sender.close();
      await space.close();
    },
  };
}

const empty = ['raw', 'mangle', 'nat', 'filter'].map((table) => `*${table}\nCOMMIT\n`).join('');

const setup = [
  'mkdir -p /run/netns',
  'mount --bind /run/netns /run/netns',
  'mount --make-shared /run/netns',
  'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1',
  'sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0',
  `ip link add ${bridge} address ${hostMac} type bridge mcast_snooping 0`,
  `ip link set ${bridge} up`,
  `ip addr add ${hostAddress}/32 dev ${bridge}`,
  ...instances.flatMap(({ name, tap, mac, addresses }) => [
    `ip netns add ${name}`,
    `ip link add ${tap} type veth peer name eth0 address ${mac} netns ${name}`,
    `ip link set ${tap} master ${bridge} up`,
    `bridge fdb replace ${mac} dev ${tap} master static`,
    ...[
      'sysctl -qw net.ipv6.conf.all.disable_ipv6=1',
      'iptables -P INPUT DROP',
      'ip link set lo up',
      'ip link set eth0 up',
      ...addresses.map((address) => `ip addr add ${address}/32 dev eth0`),
      'ip route add default dev eth0',
      ...[{ mac: hostMac, at: [hostAddress] }, ...instances].flatMap((to) =>
        to.at
          .filter((address) => !addresses.includes(address))
          .map((address) => `ip neigh add ${address} lladdr ${to.mac} dev eth0`),
      ),
    ].map((command) => `ip netns exec ${name} ${command}`),
  ]),
].join('\n');

function startSender(space: Namespace, name: string) {
  const script = fileURLToPath(new URL('packet-sender.js', import.meta.url));
  const child = space.start('ip', 'netns', 'exec', name, process.execPath, script);
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('a sender without pipes');
  let complaint = '';
  stderr.on('data', (text) => (complaint += String(text)));
  const answers: Interface = createInterface({ input: stdout });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the sender ended: ${complaint}`)));
  // Nobody may be waiting when it ends as it is told to.
  ended.catch(() => {});
  return {
    async send({ protocol, source, destination, sourcePort, destinationPort }: Packet) {
      const kind = protocol === 17 ? 'udp' : protocol === 6 ? 'tcp' : 'icmp';
      stdin.write(`${JSON.stringify({ kind, source, destination, sourcePort, destinationPort })}\n`);
      await Promise.race([once(answers, 'line'), ended]);
    },
    close: () => stdin.end(),
  };
}

function countsOf(dump: string): Counts {
  const counts = new Map<string, bigint>();
  const { ruleset } = parseSave(dump, 'ipv4');
  for (const table of ruleset.tables.values()) {
    for (const chain of table.chains.values()) {
      if (chain.policy) counts.set(`${table.name}/${chain.name}/0`, chain.counters?.packets ?? 0n);
      for (const [index, rule] of chain.rules.entries()) {
        counts.set(`${table.name}/${chain.name}/${index + 1}`, rule.counters?.packets ?? 0n);
      }
    }
  }
  return counts;
}
