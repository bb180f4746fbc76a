import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startServer } from '../../server/index.ts';
import { verbs } from '../verbs.ts';
import { type RunOptions, runIn } from '../world.suite.ts';

describe('portreeve server init', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portreeve-init-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const init = (more: readonly string[], options?: RunOptions) =>
    runIn(verbs, ['server', 'init', '--data', folder, ...more], options);
  /** What a shell that read `openrc` has. */
  const openrc = () => {
    const command = `. ${join(folder, 'openrc')} && printf '%s\\n' "$OS_AUTH_URL" "$OS_USERNAME" "$OS_PASSWORD" "$OS_PROJECT_NAME"`;
    return execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trimEnd().split('\n');
  };

  test('makes a password, shows it once, and writes files that only their owner reads and that log in', async () => {
    const { code, out } = await init(['--url', 'http://controller:9696/']);
    const password = out.trim();
    expect([code, password.length]).toEqual([0, 24]);
    const authUrl = 'http://controller:9696/identity/v3';
    expect(openrc()).toEqual([authUrl, 'admin', password, 'admin']);
    const { clouds } = parse(readFileSync(join(folder, 'clouds.yaml'), 'utf8'));
    expect(clouds.portreeve.auth).toMatchObject({ auth_url: authUrl, username: 'admin', password });
    for (const name of ['openrc', 'clouds.yaml']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);

    const server = await startServer({ dataDir: folder, listen: { host: '127.0.0.1', port: 0 } });
    const user = { name: 'admin', domain: { id: 'default' }, password };
    const answer = await fetch(`${server.addresses[0]}/identity/v3/auth/tokens`, {
      method: 'POST',
      body: JSON.stringify({ auth: { identity: { methods: ['password'], password: { user } } } }),
    });
    await server.close();
    expect(answer.status).toBe(201);
  });

  test('takes the password from a file or from a prompt, whatever is in it', async () => {
    const odd = `it's "odd" $HOME \\n \`x\` 组`;
    writeFileSync(join(folder, 'secret'), `${odd}\n`);
    expect(await init(['--password-file', join(folder, 'secret')])).toMatchObject({ code: 0, out: '' });
    expect(openrc()[2]).toBe(odd);
    const again = ['--user', 'second', '--ask-password', '--out', folder];
    for (const name of ['openrc', 'clouds.yaml']) rmSync(join(folder, name));
    const asked = await init(again, { stdin: 'typed by hand\ntyped by hand\n' });
    expect([asked.code, asked.err.includes('typed')]).toEqual([0, false]);
    expect(openrc().slice(1)).toEqual(['second', 'typed by hand', 'admin']);
  });

  test('refuses passwords that are short, differ or are not given', async () => {
    const typed = async (stdin: string) => (await init(['--ask-password', '--json'], { stdin })).err;
    expect(await typed('short\nshort\n')).toContain('PASSWORD_TOO_SHORT');
    expect(await typed('long enough\nlong enougH\n')).toContain('PASSWORD_DIFFERS');
    expect(await typed('long enough\n')).toContain('PASSWORD_NOT_GIVEN');
    expect((await init(['--url', 'controller:9696'])).err).toContain('BAD_URL');
  });

  test('changes nothing when there is such a user, or when a file cannot be written', async () => {
    writeFileSync(join(folder, 'clouds.yaml'), 'mine');
    expect((await init([])).err).toContain('clouds.yaml');
    expect(readFileSync(join(folder, 'clouds.yaml'), 'utf8')).toBe('mine');
    rmSync(join(folder, 'clouds.yaml'));
    expect((await init([])).code).toBe(0);
    const before = openrc();
    const second = await init([]);
    expect([second.code === 0, second.err.includes('IDENTITY_EXISTS')]).toEqual([false, true]);
    expect(openrc()).toEqual(before);
  });
});
