import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface TestPostgres {
  /** `postgresql://…/postgres` of a superuser. */
  readonly url: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** Why there is none. */
export interface NoPostgres {
  readonly missing: string;
}

/** PostgreSQL refuses to run as root; this account owns nothing and is everywhere. */
const nobody = { uid: 65_534, gid: 65_534 };

/**
 * A PostgreSQL of the tests' own: the server that `PORTREEVE_TEST_PG` names, else one that is started from the
 * system's programs in a folder of its own, on a unix socket only. `durable`: as an operator would run it (a commit is
 * on the disk); else a crash of the machine may lose it.
 */
export async function startPostgres({ durable = false } = {}): Promise<TestPostgres | NoPostgres> {
  const given = process.env['PORTREEVE_TEST_PG'];
  if (given) return { url: given, stop: () => Promise.resolve() };
  const programs = findPrograms();
  if (programs === undefined) {
    return { missing: 'PostgreSQL is not installed (apt-get install postgresql, or set PORTREEVE_TEST_PG)' };
  }
  // Not below TMPDIR, which may be somebody's own and too long for the path of a socket.
  const folder = mkdtempSync('/tmp/portreeve-pg-');
  const isRoot = process.getuid?.() === 0;
  const account = isRoot ? nobody : {};
  if (isRoot) chownSync(folder, nobody.uid, nobody.gid);
  const data = join(folder, 'data');
  const user = isRoot ? 'nobody' : userInfo().username;
  const initdb = ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'];
  const made = spawnSync(join(programs, 'initdb'), initdb, { ...account, cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) {
    rmSync(folder, { recursive: true });
    throw new Error(`initdb failed: ${made.stderr || made.error?.message}`);
  }
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    max_connections: '200',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(programs, 'postgres'), ['-D', data, ...flags], {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('ready to accept connections')) resolve();
      if (said.length < 50) said.push(line);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`postgres ended: ${said.join('\n')}`)));
  });
  // A test run that is killed leaves no server behind: it ends when this process does.
  const end = () => child.kill('SIGQUIT');
  process.once('exit', end);
  return {
    url: `postgresql://${user}@/postgres?host=${encodeURIComponent(folder)}`,
    async stop() {
      process.off('exit', end);
      // Fast: connections are cut.
      child.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Folder of `initdb` and `postgres`: that of the PATH, else Debian's, which is not on it; the newest there. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
  ];
  return folders.find((folder) => ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))));
}
