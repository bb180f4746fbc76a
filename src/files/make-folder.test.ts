import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'portreeve-folder-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('making a folder', () => {
  test('makes those above it too, and may be done again', () => {
    makeFolder(join(root, 'a/b/c'), 0o700);
    makeFolder(join(root, 'a/b/c'), 0o700);
    expect(statSync(join(root, 'a/b/c')).mode & 0o777).toBe(0o700);
  });

  test('says what a file system says that takes none, and comes back', () => {
    expect(() => makeFolder('/proc/nope/deeper')).toThrow('ENOENT');
    expect(() => makeFolder('/proc/nope')).toThrow('ENOENT');
  });
});
