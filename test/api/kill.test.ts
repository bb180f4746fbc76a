import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { type NoPostgres, type TestPostgres, startPostgres } from '../postgres/start-postgres.ts';
import { describeKill } from './kill.suite.ts';
import { startProcess } from './server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'portreeve-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a server that is killed in the middle of writes', () => {
  describeKill(() => startProcess(join(folder, 'data')), 1);
});

describe('one of two servers on a database that is killed in the middle of writes', () => {
  let postgres: TestPostgres | NoPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  beforeEach((context) => {
    if ('missing' in postgres) context.skip(postgres.missing);
  });
  afterAll(async () => {
    if ('url' in postgres) await postgres.stop();
  });
  const schema = `kill_${process.pid}`;
  describeKill((index) => {
    if ('missing' in postgres) throw new Error(postgres.missing);
    return startProcess(join(folder, `shared-${index}`), { database: { url: postgres.url, schema } });
  }, 2);
});
