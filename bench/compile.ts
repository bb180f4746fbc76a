import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../src/compiler/index.ts';
import type { BoundPort, HostState } from '../src/model/index.ts';
import { parseHostState } from '../src/wire/index.ts';
import { hostStateFile } from './data/host-state.ts';
import { cpuOf, printMachine, report } from './data/report.ts';

// What `compile` costs: the whole command with 1,000 ports of 10 rules, on one core, and one port changed in a
// running agent. Data from a fixed seed.

const portCount = 1000;
const samples = Number(process.argv[2] ?? 7);
const text = JSON.stringify(hostStateFile(portCount));

printMachine();
console.log(
  `data     ${portCount} dual-stack ports, 10 rules each, seed 1, ${Math.round(text.length / 1024)} KB of JSON`,
);

wholeCommand();
oneChange();

/** The command in a process of its own, held to one core; CPU time of that process and its largest memory. */
function wholeCommand(): void {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-bench-'));
  try {
    writeFileSync(join(folder, 'state.json'), text);
    const program = fileURLToPath(new URL('../../../bin/portreeve.js', import.meta.url));
    const meter = `process.on('exit', () => { const u = process.resourceUsage(); require('node:fs').writeFileSync(process.env.METER, JSON.stringify([(u.userCPUTime + u.systemCPUTime) / 1000, u.maxRSS / 1024])); });`;
    writeFileSync(join(folder, 'meter.cjs'), meter);
    const cpu: number[] = [];
    const memory: number[] = [];
    for (let n = 0; n < samples; n += 1) {
      const out = join(folder, 'out');
      const command = [
        process.execPath,
        '--require',
        join(folder, 'meter.cjs'),
        program,
        'compile',
        join(folder, 'state.json'),
        '--out',
        out,
      ];
      const { status, stderr } = spawnSync('taskset', ['-c', '0', ...command], {
        env: { ...process.env, METER: join(folder, 'used.json') },
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`compile ended with ${status}: ${stderr}`);
      const [ms = 0, megabytes = 0]: number[] = JSON.parse(readFileSync(join(folder, 'used.json'), 'utf8'));
      cpu.push(ms);
      memory.push(megabytes);
    }
    report('portreeve compile, CPU', cpu, 'ms', 1000);
    report('portreeve compile, peak memory', memory, 'MB', 300);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One port of the host with another address, compiled with the compilation before at hand. */
function oneChange(): void {
  const layout = createNeutronLayout(defaultLayoutOptions);
  let state = parseHostState(JSON.parse(text));
  let compiled = layout.compile(state, emptyMemory);
  const ids = [...state.ports.keys()];
  const times: number[] = [];
  for (let n = 0; n < 20 * samples; n += 1) {
    state = withOtherAddress(state, ids[(n * 37) % ids.length] ?? ids[0], n);
    times.push(
      cpuOf(() => {
        compiled = layout.compile(state, compiled.memory, compiled);
      }),
    );
  }
  report(`one port of ${portCount} recompiled, CPU`, times, 'ms', 10);
}

function withOtherAddress(state: HostState, id: BoundPort['id'] | undefined, n: number): HostState {
  const port = id && state.ports.get(id);
  if (!id || !port) throw new Error('the data has no ports');
  const fixedIps = port.fixedIps.map((ip, k) => (k === 0 ? { ...ip, ipAddress: `10.9.${n >> 8}.${n & 255}` } : ip));
  return { ...state, ports: new Map(state.ports).set(id, { ...port, fixedIps }) };
}
