import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failureOf } from './kernel.suite.ts';
import { createRunner } from './run-program.ts';

const run = createRunner();

describe('running a program', () => {
  test('gives its exit code and what it wrote', async () => {
    expect(await run('sh', ['-c', 'echo out; echo err >&2; exit 3'])).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test('no shell reads the words', async () => {
    const words = ['$(reboot)', '`reboot`', '; reboot', '*', "'", '"', '\n', ''];
    expect((await run('printf', ['%s|', ...words])).stdout).toEqual(words.map((word) => `${word}|`).join(''));
  });

  test('input goes in whole, however much it is', async () => {
    const lines = Array.from({ length: 200_000 }, (_, n) => `line ${n} with some text to make it longer\n`);
    const { stdout } = await run('cat', [], { input: lines });
    expect(stdout === lines.join('')).toEqual(true);
  });

  test('a slow reader makes the writer wait: only a little is made ahead', async () => {
    let made = 0;
    function* input() {
      for (; made < 10_000; made += 1) yield 'x'.repeat(1000);
    }
    await run('head', ['-c', '1'], { input: input() });
    expect(made).toBeLessThan(2000);
  });

  test('a program that reads nothing is heard all the same', async () => {
    const input = Array.from({ length: 10_000 }, () => 'x'.repeat(1000));
    expect(await run('sh', ['-c', 'echo no >&2; exit 2'], { input })).toEqual({ code: 2, stdout: '', stderr: 'no\n' });
  });

  test('a program sees the C locale and of the environment only what xtables needs', async () => {
    const environment = { PATH: '/usr/bin:/bin', LANG: 'zh_CN.UTF-8', SECRET: 'x', XTABLES_LOCKFILE: '/run/lock' };
    const { stdout } = await createRunner({ environment })('env', []);
    expect(stdout.trim().split('\n').sort()).toEqual([
      'LC_ALL=C',
      'PATH=/usr/bin:/bin',
      'RES_OPTIONS=timeout:1 attempts:1',
      'XTABLES_LOCKFILE=/run/lock',
    ]);
  });

  test('a prefix is put before the command', async () => {
    expect((await createRunner({ prefix: ['echo', 'before'] })('after', ['x'])).stdout).toEqual('before after x\n');
  });

  test('what goes on for too long is ended', async () => {
    const failure = await failureOf(run('sleep', ['60'], { timeoutMs: 50 }));
    expect(failure.code).toEqual('PROGRAM_FAILED');
    expect(failure.params['reason']).toEqual('no answer within 0.05 s');
  });

  test('an abort ends what runs, and lets nothing start', async () => {
    const abort = new AbortController();
    const stoppable = createRunner({ signal: abort.signal });
    const running = failureOf(stoppable('sleep', ['60']));
    abort.abort();
    expect((await running).code).toEqual('PROGRAM_FAILED');
    expect((await failureOf(stoppable('true', []))).code).toEqual('PROGRAM_FAILED');
  });

  test('a program that kills itself has failed', async () => {
    const failure = await failureOf(run('sh', ['-c', 'kill -9 $$']));
    expect(failure.message).toEqual('sh failed: ended by SIGKILL');
  });

  test('a word with a NUL byte is refused', async () => {
    expect((await failureOf(run('echo', ['a\0b']))).code).toEqual('PROGRAM_FAILED');
  });

  test('a program that is not there is named, with its package', async () => {
    const nowhere = createRunner({ environment: { PATH: '/nonexistent' } });
    const failure = await failureOf(nowhere('ip6tables-nft-restore', []));
    expect(failure.code).toEqual('PROGRAM_MISSING');
    expect(failure.details).toEqual({ program: 'ip6tables-nft-restore', package: 'iptables' });
    expect(failure.hint).toEqual('install it: apt-get install iptables');
    expect((await failureOf(nowhere('ip', []))).hint).toEqual('install it: apt-get install iproute2');
  });

  test('a program that may not be run is a missing right', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portreeve-'));
    try {
      const program = join(folder, 'ipset');
      writeFileSync(program, '#!/bin/sh\n');
      chmodSync(program, 0o600);
      expect((await failureOf(run(program, []))).code).toEqual('NO_PERMISSION');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
