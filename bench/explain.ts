import { readFileSync } from 'node:fs';
import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../src/compiler/index.ts';
import {
  type Analysis,
  type SymbolicHost,
  type TooLarge,
  diff,
  indexSets,
  openAnalysis,
  reach,
  search,
  shadowed,
  spoof,
} from '../src/explain/index.ts';
import { type Ruleset, parseSave, parseSets } from '../src/netfilter/index.ts';
import { parseHostState } from '../src/wire/index.ts';
import { hostStateFile } from './data/host-state.ts';
import { randomHost } from './data/random-host.ts';
import { cpuOf, printMachine, report } from './data/report.ts';

// What questions about all packets of a host cost: one of 1,000 ports in ten groups, as Portreeve compiles it, and one
// whose ports are all different. CPU time, on data from a fixed seed; reading the text is measured by itself. With the
// name of a file that iptables-save wrote: its FORWARD chain besides.

const [first = '', second] = process.argv.slice(2);
const samples = Number(/^[0-9]+$/.test(first) ? first : 5);
const file = second ?? (samples === Number(first) ? undefined : first || undefined);
const portCount = 1000;

printMachine();
if (file) dumpOf(file);
compiledHost();
differentHost();
console.log(`peak memory of this process           ${Math.round(process.resourceUsage().maxRSS / 1024)} MB (bar 500)`);

function compiledHost(): void {
  const state = parseHostState(JSON.parse(JSON.stringify(hostStateFile(portCount))));
  const compiled = createNeutronLayout(defaultLayoutOptions).compile(state, emptyMemory);
  const host = { rules: compiled.rulesets.ipv4, sets: indexSets([...compiled.sets.values()].map(({ set }) => set)) };
  const ports = [...state.ports.values()].map(({ id, macAddress, fixedIps }) => ({
    device: `tap${id.slice(0, 11)}`,
    addresses: fixedIps.map(({ ipAddress }) => ipAddress),
    macs: [macAddress],
  }));
  console.log(`data     ${portCount} ports in ten groups, compiled: ${ruleCount(host.rules)} IPv4 rules, seed 1`);
  const analysis = measureOpening(host);
  measurePorts(
    analysis,
    ports.map(({ device }) => device),
  );
  measure('spoofing by 20 ports', () => spoof(analysis, { ports: ports.slice(100, 120) }), 2000);
  measureOnce('rules that never apply, 1,000 ports', () => shadowed(analysis), 60_000);
  const port = ports[500]?.device ?? '';
  const changed = { ...host, rules: withoutRules(host.rules, `-i${port.slice(3, 13)}`) };
  const both = opened([host, changed]);
  measureOnce('difference, one port of 1,000', () => diff(both), 5000);
}

function differentHost(): void {
  const text = randomHost(portCount);
  let host: SymbolicHost | undefined;
  const read = () => {
    host = { rules: parseSave(text.rules, 'ipv4').ruleset, sets: indexSets(parseSets(text.sets).sets) };
  };
  measure('read the dump and its sets', read, 3000);
  if (!host) return;
  console.log(
    `data     ${portCount} ports, all different: ${ruleCount(host.rules)} rules, 60 sets of 1,000 members, seed 1`,
  );
  const analysis = measureOpening(host);
  measurePorts(analysis, text.devices);
}

function measureOpening(host: SymbolicHost): Analysis {
  let analysis: Analysis | undefined;
  measure('open: atoms and chains', () => (analysis = opened([host])), 3000);
  if (!analysis) throw new Error('nothing was measured');
  console.log(`         ${analysis.model.bdd.size} nodes of decision diagrams`);
  return analysis;
}

function measurePorts(analysis: Analysis, devices: readonly string[]): void {
  const some = Array.from({ length: 20 * samples }, (_, n) => devices[(n * 37) % devices.length] ?? '');
  const times = (ask: (device: string) => object | TooLarge) =>
    some.map((device) => cpuOf(() => answered(ask(device))));
  report(
    'who reaches a port',
    times((to) => reach(analysis, { to })),
    'ms',
    50,
  );
  report(
    'whom a port reaches',
    times((from) => reach(analysis, { from, paths: ['bridged'] })),
    'ms',
    50,
  );
  const ssh = { protocol: [6], destinationPort: [22], ctState: ['NEW' as const] };
  report(
    'a packet to a port that is refused',
    times((to) =>
      search(analysis, { verdict: 'refuse', paths: ['bridged'], constraint: { ...ssh, physdevOut: [to] } }),
    ),
    'ms',
    50,
  );
}

/** The filter table alone, as a router has it. */
function dumpOf(path: string): void {
  const { ruleset } = parseSave(readFileSync(path, 'utf8'), 'ipv4');
  const filter = ruleset.tables.get('filter');
  if (!filter) throw new Error(`${path} has no filter table`);
  const rules: Ruleset = { family: 'ipv4', tables: new Map([['filter', filter]]) };
  console.log(`data     ${path}: ${ruleCount(rules)} rules`);
  measure(
    'open, and what FORWARD accepts',
    () => search(opened([{ rules, sets: new Map() }]), { verdict: 'mayAccept', paths: ['routed'], mostBoxes: 1 }),
    1000,
  );
  measureOnce('rules that never apply', () => shadowed(opened([{ rules, sets: new Map() }])), 60_000);
}

function opened(hosts: readonly SymbolicHost[]): Analysis {
  return answered(openAnalysis(hosts));
}

function answered<T extends object>(answer: T | TooLarge): T {
  if ('kind' in answer && answer.kind === 'tooLarge') throw new Error(JSON.stringify(answer));
  return answer as T;
}

function measure(what: string, run: () => unknown, bar: number): void {
  run();
  report(
    what,
    Array.from({ length: samples }, () => cpuOf(run)),
    'ms',
    bar,
  );
}

function measureOnce(what: string, run: () => object | TooLarge, bar: number): void {
  report(what, [cpuOf(() => answered(run()))], 'ms', bar);
}

function ruleCount({ tables }: Ruleset): number {
  let count = 0;
  for (const table of tables.values()) for (const { rules } of table.chains.values()) count += rules.length;
  return count;
}

/** The rules, but of the chain whose name ends so the fifth. */
function withoutRules(rules: Ruleset, end: string): Ruleset {
  const filter = rules.tables.get('filter');
  if (!filter) throw new Error('the host has no filter table');
  const chains = new Map(
    [...filter.chains].map(([name, chain]) => [
      name,
      name.endsWith(end) ? { ...chain, rules: chain.rules.toSpliced(4, 1) } : chain,
    ]),
  );
  return { ...rules, tables: new Map(rules.tables).set('filter', { ...filter, chains }) };
}
