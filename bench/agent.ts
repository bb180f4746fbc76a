import { runAgent } from '../src/agent/index.ts';
import { createNeutronLayout, defaultLayoutOptions } from '../src/compiler/index.ts';
import { type Kernel, createMemoryDevices } from '../src/kernel/index.ts';
import type { BoundPort, HostState, SecurityGroup } from '../src/model/index.ts';
import { tapName } from '../src/netfilter/index.ts';
import { type SourceListener, systemClock } from '../src/sources/index.ts';
import { type HostReport, parseHostState } from '../src/wire/index.ts';
import { hostStateFile } from './data/host-state.ts';
import { printMachine, report } from './data/report.ts';

// What the agent itself computes for one change, on hosts of 10 to 1,000 ports: compiling, planning, printing the scripts,
// reporting. The kernel takes everything and does nothing. Data from a fixed seed.

const rounds = Number(process.argv[2] ?? 30);
const sizes = [10, 100, 300, 1000];

printMachine();
for (const size of sizes) await measure(size);

async function measure(size: number): Promise<void> {
  const first = parseHostState(hostStateFile(size + rounds));
  const all = [...first.ports.values()];
  const written = { bytes: 0, restores: 0 };
  const devices = createMemoryDevices();
  for (const port of all) devices.addTap(tapName(port.id), { mtu: 1500 });

  let listener: SourceListener | undefined;
  let told: (report: HostReport) => void = () => {};
  const agent = await runAgent({
    host: first.host,
    kernel: nullKernel(written),
    devices,
    layout: createNeutronLayout(defaultLayoutOptions),
    clock: systemClock,
    source: {
      async watch(given) {
        listener = given;
        return async () => {};
      },
      report: (given) => told(given),
      async answerDump() {},
    },
    options: { applyIntervalMs: 0 },
  });

  let revision = 0;
  let state: HostState = { ...first, ports: portsOf(all.slice(0, size)) };
  /** CPU time from a new state to its report. */
  async function give(next: HostState): Promise<number> {
    revision += 1;
    state = { ...next, revision };
    globalThis.gc?.();
    const start = process.cpuUsage();
    const done = new Promise<void>((resolve) => {
      told = (given) => {
        if (given.revision === revision) resolve();
      };
    });
    listener?.state(state);
    await done;
    const { user, system } = process.cpuUsage(start);
    // Events of links that the change itself made set off one more look.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return (user + system) / 1000;
  }

  const start = await give(state);
  console.log(`\n${size} ports: first apply ${start.toFixed(0)} ms, ${Math.round(written.bytes / 1024)} KB of scripts`);
  const times = { member: [], add: [], rule: [], remove: [] } as Record<string, number[]>;
  const [[groupId, group] = []] = [...state.groups];
  const [[remoteId, members] = []] = [...state.members];
  if (!groupId || !group || !remoteId || !members) throw new Error('the data has no group');
  const restores = written.restores;
  for (let n = 0; n < rounds; n += 1) {
    const next = [...(state.members.get(remoteId) ?? []), `10.3.${n >> 8}.${n & 255}`];
    times['member']?.push(await give({ ...state, members: new Map(state.members).set(remoteId, next) }));
  }
  if (written.restores !== restores) throw new Error('a member more must not touch iptables');
  for (let n = 0; n < rounds; n += 1) {
    const port = all[size + n];
    if (!port) throw new Error('the data has too few ports');
    times['add']?.push(await give({ ...state, ports: new Map(state.ports).set(port.id, port) }));
  }
  for (let n = 0; n < rounds; n += 1) {
    const now = state.groups.get(groupId) ?? group;
    times['rule']?.push(await give({ ...state, groups: new Map(state.groups).set(groupId, withRule(now, n)) }));
  }
  for (let n = 0; n < rounds; n += 1) {
    const ports = new Map(state.ports);
    const port = all[size + n];
    if (port) ports.delete(port.id);
    times['remove']?.push(await give({ ...state, ports }));
  }
  report('member added to a remote group', times['member'] ?? [], 'ms CPU', 5);
  report('port added', times['add'] ?? [], 'ms CPU', 10);
  report('port deleted', times['remove'] ?? [], 'ms CPU', 10);
  report(`rule added to a group of ${Math.ceil(size / 10)} ports`, times['rule'] ?? [], 'ms CPU', 50);
  console.log(`memory of this process ${Math.round(process.memoryUsage().rss / 1024 / 1024)} MB`);
  await agent.stop();
}

function portsOf(ports: readonly BoundPort[]): HostState['ports'] {
  return new Map(ports.map((port) => [port.id, port]));
}

function withRule(group: SecurityGroup, n: number): SecurityGroup {
  const [rule] = group.rules;
  if (!rule) throw new Error('the data has no rule');
  const more = { ...rule, protocol: 'tcp', portRangeMin: 10_000 + n, portRangeMax: 10_000 + n };
  return { ...group, rules: [...group.rules, more] };
}

function nullKernel(written: { bytes: number; restores: number }): Kernel {
  const drain = async (script: Iterable<string>) => {
    for (const chunk of script) written.bytes += chunk.length;
  };
  return {
    backend: 'memory',
    version: 'none',
    families: ['ipv4', 'ipv6'],
    save: async () => '',
    restore: (_family, script) => {
      written.restores += 1;
      return drain(script);
    },
    list: async () => '',
    saveSets: async () => '',
    restoreSets: drain,
    deleteConnections: async () => 0,
    saveBridge: async () => '',
    bridge: async (commands) => drain(commands.map((words) => words.join(' '))),
    readSysctl: async () => '1',
    writeSysctl: async () => {},
  };
}
