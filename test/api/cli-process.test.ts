import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const program = join(import.meta.dirname, '../../bin/portreeve.js');
const folder = mkdtempSync(join(tmpdir(), 'portreeve-process-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts the built program; the texts fill up while it runs. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, main = program) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], HOME: folder, ...env },
  });
  children.push(child);
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  return { child, texts, ended: ending(child) };
}

const ending = (child: ChildProcess) =>
  new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });

async function run(args: readonly string[], env?: Readonly<Record<string, string>>, main?: string) {
  const { texts, ended } = start(args, env, main);
  return { code: await ended, ...texts };
}

/** The modules that a command line loads, by their ends of paths; of the bundle, or of the compiled layers. */
async function modulesOf(args: readonly string[], main = program): Promise<readonly string[]> {
  const list = join(folder, 'modules');
  const hooks = `import { appendFileSync } from 'node:fs';
    export function load(url, context, next) {
      appendFileSync(${JSON.stringify(list)}, url + '\\n');
      return next(url, context);
    }`;
  const register = `import { register } from 'node:module';
    register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;
  writeFileSync(list, '');
  writeFileSync(join(folder, 'register.mjs'), register);
  await run(args, { NODE_OPTIONS: `--import ${join(folder, 'register.mjs')}` }, main);
  return readFileSync(list, 'utf8').trim().split('\n');
}

describe('the program', () => {
  test('says its version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
  });

  // Half of the way of a change from its command to the kernel is the start of the command, and most of that is loading.
  test('loads for a rule what a rule needs, and no library that only others need', async () => {
    const line = ['sg', 'rule', 'add', 'test', '--ingress', 'tcp/22', '--from', 'default'];
    const modules = await modulesOf(line, join(import.meta.dirname, '../../dist/cli/main.js'));
    expect(modules).toContainEqual(expect.stringMatching(/cli\/verbs\/sg-rule-add\.js$/));
    const needless = ['commander', 'cli-table3', 'yaml', 'libsql', 'fastify', 'typebox', 'pino', 'node:https'];
    expect(modules.filter((url) => needless.some((name) => url === name || url.includes(`/${name}/`)))).toEqual([]);
    expect(modules.filter((url) => url.includes('/cli/verbs/'))).toHaveLength(1);
    expect(modules.length).toBeLessThan(85);
    const chunks = (await modulesOf(line)).filter((url) => url.includes('/dist/run/'));
    expect(chunks.length).toBeGreaterThan(2);
    const bytes = chunks.map((url) => statSync(fileURLToPath(url)).size).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeLessThan(380_000);
  });

  test('ends quietly when nobody reads any more', async () => {
    const { child, texts, ended } = start(['--help']);
    child.stdout.destroy();
    expect([await ended, texts.err]).toEqual([0, '']);
  });

  test('without a server says how to get one', async () => {
    const { code, err } = await run(['sg', 'list']);
    expect([code, err]).toEqual([6, expect.stringMatching(/^Error NO_SERVER: .*\nHint: .*portreeve lab.*\n$/)]);
  });

  test('runs a server: token once, commands answered, stopped in order', async () => {
    const socket = join(folder, 's');
    const args = ['server', 'run', '--socket', socket, '--data', join(folder, 'data')];
    const first = start(args);
    await expect.poll(() => first.texts.out, { timeout: 30_000 }).toMatch(/^[\w-]{43}\n$/);
    const token = first.texts.out.trim();
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const env = { PORTREEVE_ENDPOINT: `unix:${socket}`, PORTREEVE_TOKEN: token };
    expect(await run(['network', 'create', 'oa', '-q'], env)).toMatchObject({ code: 0, err: '' });
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(existsSync(socket)).toBe(false);
    for (const line of first.texts.err.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');

    const second = start(args);
    await expect.poll(() => second.texts.err, { timeout: 30_000 }).toContain('"event":"started"');
    expect(second.texts.out).toBe('');
    expect((await run(['network', 'list', '-c', 'name'], env)).out).toBe('oa\n');
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
  });

  test.each([
    [['--listen', 'nowhere'], 2, 'BAD_LISTEN'],
    [['--listen', '127.0.0.1:70000'], 2, 'BAD_NUMBER'],
    [['--socket', '/nonexistent/s', '--data', join(folder, 'other')], 1, 'LISTEN_FAILED'],
    [['--initial-token-file', '/nonexistent/token'], 1, 'FILE_UNREADABLE'],
  ])('cannot run a server with %j', async (flags, code, error) => {
    const ran = await run(['server', 'run', ...flags]);
    expect([ran.code, ran.out]).toEqual([code, expect.any(String)]);
    expect(ran.err).toContain(`Error ${error}: `);
  });
});
