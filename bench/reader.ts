import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../src/compiler/index.ts';
import { explainHost, readHost } from '../src/explain/index.ts';
import { parseSave, printSave } from '../src/netfilter/index.ts';
import { parseHostState } from '../src/wire/index.ts';
import { hostStateFile, seeded } from './data/host-state.ts';
import { cpuOf, printMachine, report } from './data/report.ts';

// What reading the texts of a foreign host costs: a dump of the size of the largest that is public (4,841 rules), a
// host of 1,000 ports with 60,000 members of sets, a listing of as many rules, and text that is nothing. CPU time;
// data from a fixed seed.

const samples = Number(process.argv[2] ?? 7);
const random = seeded(1);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const address = () => `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`;

const university = dumpOf(4_841);
printMachine();
// The first time is what a command line waits for: nothing is compiled yet.
report('first parse of 4,841 rules', [cpuOf(() => parseSave(university, 'ipv4'))], 'ms', 150);
measure('parse 4,841 rules', () => parseSave(university, 'ipv4'), 150);

const layout = createNeutronLayout(defaultLayoutOptions);
const state = parseHostState(JSON.parse(JSON.stringify(hostStateFile(1_000))));
const { ipv4 } = layout.compile(state, emptyMemory).rulesets;
const host = printSave(ipv4);
const sets = Array.from({ length: 60 }, (_, set) =>
  [`create set${set} hash:ip family inet`, ...Array.from({ length: 1_000 }, () => `add set${set} ${address()}`)].join(
    '\n',
  ),
).join('\n');
const rules = host.split('\n').filter((line) => line.startsWith('-A ')).length;
console.log(`data     host of 1,000 ports, ${rules} rules; 60 sets of 1,000 members`);
measure('read a host and 60,000 members', () => readHost([{ text: host }, { text: sets }]), 3_000);
heap(`it holds, with its texts (${((host.length + sets.length) / 1e6).toFixed(1)} MB)`, () =>
  readHost([{ text: host }, { text: sets }]),
);
measure('explain a dump of 4,841 rules', () => explainHost(readHost([{ text: university }])), 1_000);
const read = readHost([{ text: host }, { text: sets }]);
measure('explain a host of 1,000 ports', () => explainHost(read), 3_000);
const listing = listingOf(21_000);
measure('read a listing of 21,000 rules', () => readHost([{ text: listing }]), 3_000);

const rubbish = Array.from({ length: 650_000 }, () =>
  String.fromCharCode(...Array.from({ length: 77 }, () => 33 + Math.floor(random() * 94))),
).join('\n');
report(
  `read ${(rubbish.length / 1e6).toFixed(0)} MB of rubbish`,
  [cpuOf(() => readHost([{ text: rubbish }]))],
  'ms',
  30_000,
);

function measure(what: string, run: () => unknown, bar: number): void {
  run();
  report(
    what,
    Array.from({ length: samples }, () => cpuOf(run)),
    'ms',
    bar,
  );
}

/** Memory that is held once all else is collected. */
function heap(what: string, run: () => unknown): void {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const kept = [run()];
  globalThis.gc?.();
  const held = (process.memoryUsage().heapUsed - before) / 1e6;
  console.log(`${what.padEnd(36)} ${held.toFixed(1)} MB (${kept.length} sample)`);
}

/** Rules of a router between many networks: addresses, devices, a few ports. */
function dumpOf(count: number): string {
  const lines = ['*filter', ':INPUT ACCEPT [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT ACCEPT [0:0]'];
  for (let chain = 0; chain < 90; chain += 1) lines.push(`:filter_${chain} - [0:0]`);
  for (let rule = 0; rule < count; rule += 1) {
    const side = pick(['-s', '-d']);
    const port = pick(['', ` -p tcp -m tcp --dport ${pick([22, 80, 443, 3_306])}`, ' -p udp -m udp --dport 53']);
    const device = pick(['', ` -i eth1.${Math.floor(random() * 99)}`]);
    lines.push(
      `-A filter_${rule % 90} ${side} ${address()}/32${device}${port} -j ${pick(['ACCEPT', 'DROP', 'RETURN'])}`,
    );
  }
  return `${lines.join('\n')}\nCOMMIT\n`;
}

function listingOf(count: number): string {
  const columns = ' pkts bytes target     prot opt in     out     source               destination         ';
  const lines: string[] = [];
  for (const chain of ['INPUT', 'FORWARD', 'OUTPUT']) {
    lines.push(`Chain ${chain} (policy ACCEPT 0 packets, 0 bytes)`, columns);
    for (let rule = 0; rule < count / 3; rule += 1) {
      const what = pick(['tcp  --  *      *      ', 'udp  --  eth0   *      ', 'all  --  *      !eth1  ']);
      const extra = pick([
        '',
        'tcp dpt:22',
        'state RELATED,ESTABLISHED',
        'match-set web src /* from the web */',
        'limit: avg 5/sec burst 10',
      ]);
      lines.push(
        `    0     0 ${pick(['ACCEPT', 'DROP  ', 'RETURN'])}     ${what} ${address().padEnd(20)} 0.0.0.0/0            ${extra}`,
      );
    }
    lines.push('');
  }
  return lines.join('\n');
}
