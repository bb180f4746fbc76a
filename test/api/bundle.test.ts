import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const output = (program: string, ...args: string[]) =>
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../..', program), ...args], { encoding: 'utf8' });

test.each([['--help'], ['version'], ['server', 'run', '--help'], ['sg', 'rule', 'add', '--help', '--lang', 'zh']])(
  'the bundle says of `%s %s` what the layers say',
  (...args) => {
    const bundled = output('dist/run/main.js', ...args);
    expect(bundled.length).toBeGreaterThan(3);
    expect(bundled).toBe(output('dist/cli/main.js', ...args));
    expect(output('bin/portreeve.js', ...args)).toBe(bundled);
  },
);
