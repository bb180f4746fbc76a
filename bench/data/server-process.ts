import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../../bin/portreeve.js', import.meta.url));
/** Lets whoever measures in, and nobody else knows it for longer than that. */
export const benchToken = 'a-token-for-benchmarks-only';

/** A server of its own process, measured from outside. */
export interface MeasuredServer {
  /** From the start of the process to its first answer. */
  readonly startMs: number;
  ask(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Reads an agent's stream and throws it away. */
  watch(host: string): void;
  /** User and system time of the process so far. */
  cpuMs(): number;
  rssMb(): number;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
}

export interface Place {
  readonly folder: string;
  /** PostgreSQL in place of the folder. */
  readonly database: string | undefined;
}

export function newPlace(database: string | undefined): Place & { remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-bench-'));
  writeFileSync(join(folder, 'token'), benchToken, { mode: 0o600 });
  return { folder, database, remove: () => rmSync(folder, { recursive: true }) };
}

/** `listen`: also there, as a browser needs it. */
export async function startServer({ folder, database }: Place, listen?: string): Promise<MeasuredServer> {
  const socketPath = join(folder, 'socket');
  const started = performance.now();
  const data = database === undefined ? ['--data', join(folder, 'data')] : [];
  const flags = ['--socket', socketPath, '--initial-token-file', join(folder, 'token'), '--log-level', 'warn'];
  if (listen !== undefined) flags.push('--listen', listen);
  const profile = process.env['BENCH_CPU_PROF'];
  const node = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = spawn(process.execPath, [...node, program, 'server', 'run', ...data, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(database !== undefined && { PORTREEVE_DATABASE: database }) },
  });
  createInterface({ input: child.stdout }).on('line', () => undefined);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  const ask: MeasuredServer['ask'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        'x-auth-token': benchToken,
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        }),
      };
      const asked = request({ socketPath, method, path, headers, agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          resolve({ status: response.statusCode ?? 0, body: text === '' ? undefined : JSON.parse(text) });
        });
      });
      asked.on('error', reject);
      asked.end(payload);
    });

  for (;;) {
    const answer = await ask('GET', '/').catch(() => undefined);
    if (answer !== undefined) break;
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const startMs = performance.now() - started;
  const proc = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    startMs,
    ask,
    watch(host) {
      const path = `/agent/v1/watch?host=${host}`;
      request({ socketPath, path, headers: { 'x-auth-token': benchToken } }, (response) => response.resume())
        .on('error', () => undefined)
        .end();
    },
    cpuMs() {
      // After the name, which may hold anything but ends with the last bracket: fields 14 and 15 are in ticks of 10 ms.
      const fields = proc('stat').split(') ').at(-1)?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    rssMb: () => Number(/^VmRSS:\s+(\d+) kB/m.exec(proc('status'))?.[1]) / 1024,
    async stop() {
      agent.destroy();
      child.kill('SIGTERM');
      await gone;
    },
  };
}
