import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../src/compiler/index.ts';
import {
  type IpSet,
  type Ruleset,
  diff,
  diffSets,
  normalise,
  parseSave,
  printRestore,
  printSave,
} from '../src/netfilter/index.ts';
import { parseHostState } from '../src/wire/index.ts';
import { hostStateFile } from './data/host-state.ts';
import { cpuOf, printMachine, report } from './data/report.ts';

// What reading, printing and comparing rulesets costs, with the rules of a host of 1,000 ports and, for reading and
// printing, 100,000 rules. CPU time; data from a fixed seed.

const samples = Number(process.argv[2] ?? 7);
const layout = createNeutronLayout(defaultLayoutOptions);
const withPorts = (count: number): Ruleset =>
  layout.compile(parseHostState(JSON.parse(JSON.stringify(hostStateFile(count)))), emptyMemory).rulesets.ipv4;
const host = withPorts(1000);
const nothing: Ruleset = { family: 'ipv4', tables: new Map() };
const dump = printSave(host);
const rules = dump.split('\n').filter((line) => line.startsWith('-A ')).length;
const large = repeated(100_000);

printMachine();
console.log(`data     host of 1,000 ports, ${rules} IPv4 rules; ${large.split('\n').length} lines of a dump; seed 1`);

const read = parseSave(large, 'ipv4').ruleset;
const observed = parseSave(dump, 'ipv4').ruleset;
const { after } = diff(nothing, host, layout);
const changed = withOneRuleMore(host);
const members = Array.from({ length: 60_000 }, (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
const before = setOf(members);
const grown = setOf([...members, '10.9.9.9']);

measure('read 100,000 rules', () => parseSave(large, 'ipv4'), 1000);
measure('print 100,000 rules', () => printSave(read), 1000);
measure('normalise 100,000 rules', () => normalise(read), 500);
measure('diff: all of 1,000 ports', () => [...printRestore(diff(nothing, host, layout))], 500);
measure('diff: read back, nothing changed', () => diff(observed, host, layout), 500);
measure('diff: remembered, nothing changed', () => diff(after, host, layout), 10);
measure('diff: remembered, one rule more', () => [...printRestore(diff(after, changed, layout))], 10);
measure('diff: one member more of 60,000', () => diffSets([before], [grown], layout), 5);

function measure(what: string, run: () => unknown, bar: number): void {
  run();
  const times = Array.from({ length: samples }, () => cpuOf(run));
  report(what, times, 'ms', bar);
}

/** A dump with at least so many rules: the host's rules over and over in one chain. */
function repeated(count: number): string {
  const filter = dump.split('\n').filter((line) => line.startsWith('-A neutron-linuxbri-i'));
  if (filter.length === 0) throw new Error('the host has no rules');
  const lines: string[] = [];
  while (lines.length < count) lines.push(...filter);
  const chains = [...new Set(lines.map((line) => line.split(' ')[1]))].map((chain) => `:${chain} - [0:0]`);
  return ['*filter', ...chains, ...lines.slice(0, count), 'COMMIT', ''].join('\n');
}

/** The first port chain with one rule more; all other chains the same objects. */
function withOneRuleMore(ruleset: Ruleset): Ruleset {
  const filter = ruleset.tables.get('filter');
  const chain = [...(filter?.chains.values() ?? [])].find(({ name }) => name.startsWith('neutron-linuxbri-i'));
  if (filter === undefined || chain === undefined) throw new Error('the host has no port');
  const more = { ...chain, rules: [...chain.rules, { matches: [], target: { kind: 'drop' } as const }] };
  const chains = new Map(filter.chains).set(chain.name, more);
  return { ...ruleset, tables: new Map(ruleset.tables).set('filter', { ...filter, chains }) };
}

function setOf(list: readonly string[]): IpSet {
  return { name: 'NIPv43e07d4ff-0fdd-4fe0-988f-', type: 'hash:net', family: 'inet', options: [], members: list };
}
