import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createFileJournal, createMemoryJournal } from './flush-journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'portreeve-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const a = ['-f', 'ipv4', '-d', '10.0.0.5', '-w', '4097'];
const b = ['-f', 'ipv4', '-s', '10.0.0.5', '-w', '4097'];

describe('the journal of connections to delete', () => {
  test('is found by the successor of an agent that was killed', () => {
    const path = join(folder, 'run', 'flush.json');
    createFileJournal(path).add([a, b]);
    expect(createFileJournal(path).left()).toEqual([a, b]);
  });

  test('forgets what was done, and nothing else', () => {
    const path = join(folder, 'done.json');
    const journal = createFileJournal(path);
    journal.add([a]);
    const first = journal.left();
    journal.add([b]);
    journal.done(first);
    expect(createFileJournal(path).left()).toEqual([b]);
    journal.done(journal.left());
    expect([journal.left(), existsSync(path)]).toEqual([[], false]);
  });

  test('one that was torn holds nothing: its rules were not committed', () => {
    const path = join(folder, 'torn.json');
    for (const text of ['[["-f"', '{}', '[1, ["-f", 2]]']) {
      writeFileSync(path, text);
      expect(createFileJournal(path).left()).toEqual([]);
    }
  });

  test('a place that cannot be written is told, and memory does', () => {
    writeFileSync(join(folder, 'file'), '');
    const told: string[] = [];
    const journal = createFileJournal(join(folder, 'file', 'flush.json'), ({ code }) => told.push(code));
    journal.add([a]);
    expect([journal.left(), told]).toEqual([[a], ['FILE_UNWRITABLE']]);
  });

  test('in memory behaves alike', () => {
    const journal = createMemoryJournal();
    journal.add([a]);
    const first = journal.left();
    journal.add([b]);
    journal.done(first);
    expect(journal.left()).toEqual([b]);
  });
});
