import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { verbs } from '../verbs.ts';
import { runIn } from '../world.suite.ts';

test('`server init` makes the first administrator in a database, and no second one', async () => {
  const postgres = inject('postgres');
  if (postgres === undefined || 'missing' in postgres) throw new Error('no database');
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-init-'));
  const name = `init_${process.pid}`;
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = postgres.url.replace('/postgres?', `/${name}?`);
  try {
    const init = (out: string) => runIn(verbs, ['server', 'init', '--database', url, '--out', join(folder, out)]);
    expect(await init('.')).toMatchObject({ code: 0 });
    const second = await init('.');
    expect(second.code).toBe(1);
    const tables = new pg.Client({ connectionString: url });
    await tables.connect();
    const { rows } = await tables.query('select name from portreeve.identity_users');
    await tables.end();
    expect(rows).toEqual([{ name: 'admin' }]);
  } finally {
    await admin.query(`drop database ${name}`);
    await admin.end();
    rmSync(folder, { recursive: true });
  }
});
