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

/** A port that nothing in the lab uses. */
const port = 8000;

/**
 * How long it takes from the start of a `portreeve sg rule add` (the process that a user starts, with all that it
 * takes to start it) until the host enforces the rule. The rules are removed again.
 */
export async function measureEnforcement(options: MeasureOptions): Promise<Latency> {
  const { api, host, group, runs } = options;
  const samples: number[] = [];
  const [groupId = ''] = await api.groupIds([group]);
  const first = await api.createRule({
    security_group_id: groupId,
    direction: 'ingress',
    protocol: 'tcp',
    port_range_min: port,
    port_range_max: port,
  });
  let revision = await api.deleteRule(first.id);
  while (samples.length < runs) {
    await api.enforced(host, revision);
    // Asked before the command begins: the next change is the command's.
    const enforced = api.enforced(host, revision + 1).then(() => performance.now());
    enforced.catch(() => {});
    const begun = performance.now();
    const rule = await addRule(options);
    samples.push((await enforced) - begun);
    revision = await api.deleteRule(rule);
  }
  return { samples };
}

/** Gives the id of the rule. */
async function addRule({ program, env, group }: MeasureOptions): Promise<string> {
  const [command = '', ...words] = program;
  const args = [...words, 'sg', 'rule', 'add', group, '--ingress', `tcp/${port}`, '--from', 'default', '--quiet'];
  const { code, stdout, stderr } = await run(command, args, { env });
  if (code === 0) return stdout.trim();
  const reason = stderr.split('\n')[0] ?? '';
  throw new PortreeveError('PROGRAM_FAILED', { program: 'portreeve', reason, command: args.join(' ') });
}
