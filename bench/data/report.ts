import { cpus } from 'node:os';

/** The first line of every benchmark. */
export function printMachine(): void {
  console.log(`machine  ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores; Node ${process.version}`);
}

/** CPU time of this process for one run, in milliseconds. */
export function cpuOf(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Median and spread of the samples, beside the bar that they are held to, if there is one. */
export function report(what: string, values: number[], unit: string, bar?: number): void {
  if (values.length === 0) throw new Error(`nothing was measured: ${what}`);
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
  const line = `median ${at(0.5).toFixed(1)} ${unit} (min ${at(0).toFixed(1)}, p90 ${at(0.9).toFixed(1)}, max ${at(1).toFixed(1)}; ${values.length} samples${bar === undefined ? '' : `; bar ${bar}`})`;
  console.log(`${what.padEnd(36)} ${line}`);
}
