import type { HookCounts, HooksRequest } from './control/protocol.ts';
import { type RunOptions, run, runOk } from './run.ts';

const hooks = ['INPUT', 'FORWARD', 'OUTPUT'] as const;
const mark = 'portreeve lab: counts only';

/**
 * Which hooks of a host packets of one address pass while pings are sent. The counting rules have no target and stand
 * in table mangle, whose chains hang on the same hooks as those of table filter: the firewall itself stays untouched.
 */
export async function countHooks(
  request: HooksRequest,
  fromNetns: string,
  iptables: string,
  inHost: RunOptions,
): Promise<HookCounts> {
  const rules = hooks.flatMap((chain) =>
    (['-s', '-d'] as const).map((side) => `${chain} ${side} ${request.address}/32 -m comment --comment "${mark}"`),
  );
  await restore(rules.map((rule) => `-A ${rule}`));
  try {
    const { stdout } = await run(
      'busybox',
      ['ping', '-c', String(request.pings), '-i', '0.05', '-W', '1', request.to],
      {
        netns: fromNetns,
      },
    );
    const counted = await runOk(`${iptables}-save`, ['-c', '-t', 'mangle'], inHost);
    const packets = (chain: (typeof hooks)[number]) =>
      counted
        .split('\n')
        .filter((line) => line.includes(mark) && line.includes(` ${chain} `))
        .reduce((sum, line) => sum + Number(/^\[(\d+):/.exec(line)?.[1] ?? 0), 0);
    return {
      answered: Number(/(\d+) packets received/.exec(stdout)?.[1] ?? 0),
      input: packets('INPUT'),
      forward: packets('FORWARD'),
      output: packets('OUTPUT'),
    };
  } finally {
    await restore(rules.map((rule) => `-D ${rule}`));
  }

  async function restore(lines: readonly string[]): Promise<void> {
    const input = ['*mangle', ...lines, 'COMMIT', ''].join('\n');
    await runOk(`${iptables}-restore`, ['--noflush', '-w'], { ...inHost, input });
  }
}
