import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exclusively } from './exclusive.ts';
import { stateFolder } from './state-folder.ts';

const base = mkdtempSync(join(tmpdir(), 'portreeve-lock-'));
const folder = stateFolder({ XDG_STATE_HOME: base });
const lock = `${folder.path}.lock`;
afterAll(() => rmSync(base, { recursive: true }));

describe('starting and stopping', () => {
  test('is done by one at a time, and the way is free afterwards', async () => {
    const seen = await exclusively(folder, async () => {
      await expect(exclusively(folder, async () => 'both')).rejects.toMatchObject({ code: 'LAB_BUSY' });
      return 'one';
    });
    expect(seen).toBe('one');
    expect(existsSync(lock)).toBe(false);
    expect(existsSync(dirname(lock))).toBe(false);
  });

  test('an action that fails frees the way too', async () => {
    await expect(exclusively(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });

  test.each(['{"pid":1,"started":"0"}', '', 'x'])('a lock that says %s is of somebody who is gone', async (text) => {
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, text);
    expect(await exclusively(folder, async () => 'done')).toBe('done');
  });
});
