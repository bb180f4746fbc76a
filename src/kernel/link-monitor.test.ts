import { describe, expect, test } from 'vitest';
import { until } from './devices.suite.ts';
import { failureOf } from './kernel.suite.ts';
import { monitorLinks } from './link-monitor.ts';
import { createStarter } from './run-program.ts';

/** Stands for `ip monitor link`: a shell that runs this. */
const monitor = (script: string) => createStarter({ prefix: ['sh', '-c', script] });

describe('watching links', () => {
  test('a monitor that dies is started again, and whoever watches is told to look', async () => {
    let changed = 0;
    const failures: unknown[] = [];
    const stop = await monitorLinks({
      start: monitor('exit 3'),
      changed: () => {
        changed += 1;
      },
      failed: (error) => failures.push(error),
      pauseMs: 1,
      readyMs: 0,
    });
    await until(() => failures.length >= 3 && changed >= 2);
    await stop();
    expect(String(failures[0])).toEqual('Error: ip monitor ended: exit 3');
    const after = failures.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(failures.length).toEqual(after);
  });

  test('what a monitor says is passed on as "look again"', async () => {
    let changed = 0;
    const stop = await monitorLinks({
      start: monitor('echo link; exec sleep 60'),
      changed: () => {
        changed += 1;
      },
      failed: () => {},
      readyMs: 0,
    });
    await until(() => changed === 1);
    await stop();
  });

  test('a monitor that cannot be started at all is an error', async () => {
    const start = createStarter({ environment: { PATH: '/nonexistent' } });
    const failure = await failureOf(monitorLinks({ start, changed: () => {}, failed: () => {} }));
    expect(failure.code).toEqual('PROGRAM_MISSING');
  });
});
