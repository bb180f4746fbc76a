import type { ChildProcess } from 'node:child_process';
import { type Interface, createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../../../src/explain/index.ts';
import type { Family } from '../../../src/netfilter/index.ts';
import { type Namespace, openNamespace } from '../namespace.ts';
import { parseConntrackList } from './conntrack-list.ts';
import { networks, places, prefixLength } from './places.ts';

/** The rule of each counter, and what it counts: `table/chain/number`, number 0 for the policy. */
export type Counts = ReadonlyMap<string, number>;

/** What a host knows after a packet: what its rules counted and what conntrack keeps. */
export interface Knowledge {
  readonly counts: Counts;
  readonly connections: readonly Connection[];
}

export type Backend = 'nft' | 'legacy';

/**
 * A host with two bridges and a plain device, which routes between them, in a namespace of its own. Nothing speaks
 * unless told: neighbours are known beforehand, the places behind the devices have no addresses that they would answer
 * for, and the host has no route for what it would say of itself. So every counter that moves was moved by the packet
 * that was sent.
 */
export interface RoutingHost {
  /** Loads rules of one family, and takes away those of the other and all connections. */
  load(family: Family, rules: string): Promise<void>;
  /** What iptables-save prints. */
  save(family: Family): Promise<string>;
  know(family: Family): Promise<Knowledge>;
  /** Frames from a place, or packets of the host itself. */
  send(from: string | 'host', packets: readonly Buffer[]): Promise<void>;
  /** Frames that have come to a place. */
  received(place: string): Promise<number>;
  close(): Promise<void>;
}

const programs = { ipv4: 'iptables', ipv6: 'ip6tables' } as const;

export async function openRoutingHost(backend: Backend, sets: string): Promise<RoutingHost> {
  const space = await openNamespace();
  space.shell(`${setup}\nipset restore <<'END'\n${sets}END`);
  const control = lineProgram(space.start('sh'));
  const senders = new Map([
    ...places.map(({ name }) => [name, sender(space, 'ip', 'netns', 'exec', name)] as const),
    ['host', sender(space)] as const,
  ]);
  const shell = (script: string) => control.ask(`${script}\necho ${endMark}`, endMark);
  const save = (family: Family) => `${programs[family]}-${backend}-save -c`;
  const restore = (family: Family, rules: string) => `${programs[family]}-${backend}-restore <<'END'\n${rules}END`;
  return {
    async load(family, rules) {
      const told = await shell(
        [
          `{ ${restore('ipv4', emptyRules)}`,
          restore('ipv6', emptyRules),
          restore(family, rules),
          'conntrack -F 2>/dev/null',
          '} 2>&1',
        ].join('\n'),
      );
      if (told.some((line) => line.trim() !== '')) throw new Error(`not loaded: ${told.join('\n')}\n${rules}`);
    },
    save: async (family) => (await shell(`${programs[family]}-${backend}-save`)).join('\n'),
    async know(family) {
      const lines = await shell(`${save(family)}; conntrack -L -f ${family} -o extended 2>/dev/null`);
      return { counts: countsOf(lines), connections: parseConntrackList(lines.join('\n')) };
    },
    async send(from, packets) {
      const bytes = packets.map((packet) => packet.toString('hex')).join(' ');
      const isHost = from === 'host';
      // What the host itself sends needs a route, and what it would answer must have none.
      if (isHost) await shell(silence('del'));
      await senders.get(from)?.ask(`${isHost ? 'packet' : 'frame'} ${bytes}`, 'sent');
      if (isHost) await shell(silence('add'));
    },
    received: async (place) =>
      Number((await shell(`ip netns exec ${place} cat /sys/class/net/eth0/statistics/rx_packets`))[0]),
    async close() {
      for (const program of [control, ...senders.values()]) program.close();
      await space.close();
    },
  };
}

const endMark = '--end--';

const emptyRules = ['raw', 'mangle', 'nat', 'filter', 'security'].map((table) => `*${table}\nCOMMIT\n`).join('');

/** The host finds no way for packets of its own. */
const silence = (verb: 'add' | 'del') =>
  `ip rule ${verb} pref 10 iif lo unreachable; ip -6 rule ${verb} pref 10 iif lo unreachable`;

const setup = [
  'mkdir -p /run/netns',
  'mount --bind /run/netns /run/netns',
  'mount --make-shared /run/netns',
  'sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1',
  ...['all', 'default'].map(
    (of) =>
      `sysctl -qw net.ipv4.conf.${of}.rp_filter=0 net.ipv4.conf.${of}.send_redirects=0 net.ipv6.conf.${of}.accept_ra=0 ` +
      `net.ipv6.conf.${of}.accept_dad=0 net.ipv6.conf.${of}.mldv1_unsolicited_report_interval=1 ` +
      `net.ipv6.conf.${of}.mldv2_unsolicited_report_interval=1`,
  ),
  'sysctl -qw net.ipv6.conf.default.addr_gen_mode=1 net.netfilter.nf_conntrack_tcp_be_liberal=1',
  ...networks.flatMap(({ device, isBridge, mac, address, group }) => [
    ...(isBridge
      ? [`ip link add ${device} address ${mac} type bridge mcast_snooping 0`]
      : [`ip netns add e`, `ip link add ${device} address ${mac} type veth peer name eth0 netns e`]),
    `ip link set ${device} group ${group} up`,
    `ip addr add ${address.ipv4}/${prefixLength.ipv4} dev ${device}`,
    `ip addr add ${address.ipv6}/${prefixLength.ipv6} dev ${device} nodad`,
  ]),
  ...places.flatMap(({ name, network, port, mac, addresses }) => [
    ...(network.isBridge
      ? [
          `ip netns add ${name}`,
          `ip link add ${port} type veth peer name eth0 netns ${name}`,
          `sysctl -qw net.ipv6.conf.${port}.disable_ipv6=1`,
          `ip link set ${port} master ${network.device} up`,
          // A frame with the MAC of another place must not turn that one's frames to here.
          `ip link set ${port} type bridge_slave learning off`,
          `bridge fdb replace ${mac} dev ${port} master static`,
        ]
      : []),
    `ip netns exec ${name} sysctl -qw net.ipv6.conf.all.disable_ipv6=1`,
    `ip netns exec ${name} ip link set eth0 address ${mac} up`,
    ...[...addresses.ipv4, ...addresses.ipv6].map(
      (address) => `ip neigh replace ${address} lladdr ${mac} dev ${network.device} nud permanent`,
    ),
  ]),
  silence('add'),
].join('\n');

interface LineProgram {
  /** Writes a line (or several) and gives what comes before the line that ends the answer. */
  ask(text: string, end: string): Promise<readonly string[]>;
  close(): void;
}

function sender(space: Namespace, ...inside: readonly string[]): LineProgram {
  const script = fileURLToPath(new URL('frame-sender.pl', import.meta.url));
  const [program = '', ...words] = [...inside, 'perl', script];
  return lineProgram(space.start(program, ...words));
}

function lineProgram({ stdin, stdout, stderr }: ChildProcess): LineProgram {
  if (!stdin || !stdout || !stderr) throw new Error('a program without pipes');
  let complaint = '';
  stderr.on('data', (text) => (complaint += String(text)));
  const lines: Interface = createInterface({ input: stdout });
  const answers = lines[Symbol.asyncIterator]();
  return {
    async ask(text, end) {
      stdin.write(`${text}\n`);
      const answer: string[] = [];
      for (;;) {
        const { value, done } = await answers.next();
        if (done) throw new Error(`a program of the host ended: ${complaint}`);
        if (value === end) return answer;
        answer.push(value);
      }
    },
    close: () => stdin.end(),
  };
}

const chainLine = /^:(\S+) (\S+) \[([0-9]+):/;
const ruleLine = /^\[([0-9]+):[0-9]+\] -A (\S+)/;

/** Counters of a dump: of every rule, and of the policies of built-in chains. */
function countsOf(lines: readonly string[]): Counts {
  const counts = new Map<string, number>();
  const numbers = new Map<string, number>();
  let table = '';
  for (const line of lines) {
    if (line.startsWith('*')) table = line.slice(1);
    const chain = chainLine.exec(line);
    if (chain && chain[2] !== '-') counts.set(`${table}/${chain[1]}/0`, Number(chain[3]));
    const rule = ruleLine.exec(line);
    if (!rule) continue;
    const place = `${table}/${rule[2]}`;
    const number = (numbers.get(place) ?? 0) + 1;
    numbers.set(place, number);
    counts.set(`${place}/${number}`, Number(rule[1]));
  }
  return counts;
}
