import { PortreeveError } from '../../model/index.ts';
import type { LabApi } from '../api.ts';
import { run } from '../run.ts';
import type { Latency } from './latency.ts';

export interface MeasureOptions {
  /** Command line of `portreeve`. */
  readonly program: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly api: LabApi;
  readonly host: string;
  readonly group: string;
  readonly runs: number;
}

/**
 * How long it takes from the start of a `portreeve sg rule add` (the process that a user starts, with all that it
 * takes to start it) until the host enforces the rule.
 */
export async function measureEnforcement({ program, env, api, host, group, runs }: MeasureOptions): Promise<Latency> {
  const samples: number[] = [];
  const [command = '', ...words] = program;
  for (let n = 0; n < runs; n += 1) {
    const args = [
      ...words,
      'sg',
      'rule',
      'add',
      group,
      '--ingress',
      `tcp/${firstPort + n}`,
      '--from',
      'default',
      '--quiet',
    ];
    const { done } = await api.enforcedNext(host);
    const begun = performance.now();
    const { code, stderr } = await run(command, args, { env });
    if (code !== 0) {
      throw new PortreeveError('PROGRAM_FAILED', {
        program: 'portreeve',
        reason: stderr.split('\n')[0] ?? '',
        command: args.join(' '),
      });
    }
    samples.push((await done) - begun);
  }
  return { samples };
}

const firstPort = 8001;
