import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type LabRecord,
  makeStateFolder,
  readRecord,
  removeStateFolder,
  stateFolder,
  writeRecord,
} from './state-folder.ts';

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'portreeve-lab-'));
});
afterAll(() => rmSync(base, { recursive: true }));

const record: LabRecord = {
  keeper: { pid: 12, started: '34' },
  endpoint: 'unix:/x/api.sock',
  hosts: ['Sugon01', 'Sugon02'],
  simulated: null,
  profile: 'caracal',
  backend: 'nft',
  article: false,
  startedAt: '2026-01-31T12:00:00.000Z',
};

describe('the state folder', () => {
  test('is below XDG_STATE_HOME, else below the home', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/s', HOME: '/h' }).path).toBe('/s/portreeve/lab');
    expect(stateFolder({ HOME: '/h' }).path).toBe('/h/.local/state/portreeve/lab');
  });

  test('is for its owner only, and the token in it too', () => {
    const folder = stateFolder({ XDG_STATE_HOME: join(base, 'a') });
    makeStateFolder(folder, 'secret');
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
    expect(statSync(folder.token).mode & 0o777).toBe(0o600);
    removeStateFolder(folder);
    expect(() => statSync(folder.path)).toThrow('ENOENT');
  });

  test('tells again what was recorded', () => {
    const folder = stateFolder({ XDG_STATE_HOME: join(base, 'b') });
    makeStateFolder(folder, 'secret');
    expect(readRecord(folder)).toBeUndefined();
    writeRecord(folder, record);
    expect(readRecord(folder)).toEqual(record);
  });

  test.each(['', '{', 'null', '[]', '{"keeper":null}', '{"keeper":{"pid":"1"}}'])(
    'a record that says %s is no record',
    (text) => {
      const folder = stateFolder({ XDG_STATE_HOME: join(base, 'c') });
      makeStateFolder(folder, 'secret');
      writeFileSync(folder.record, text);
      expect(readRecord(folder)).toBeUndefined();
    },
  );

  test('a path that a socket cannot have, or that the lab would hide, is refused', () => {
    expect(() => stateFolder({ XDG_STATE_HOME: `/${'x'.repeat(100)}` })).toThrow('is too long for a socket');
    expect(() => stateFolder({ XDG_STATE_HOME: '/run/user/1000' })).toThrow('the lab has a /run of its own');
  });

  test('a folder that cannot be made is an error with its path', () => {
    writeFileSync(join(base, 'file'), '');
    expect(() => makeStateFolder(stateFolder({ XDG_STATE_HOME: join(base, 'file') }), 's')).toThrow(
      'cannot be written',
    );
  });
});
