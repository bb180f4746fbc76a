import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const path = join(import.meta.dirname, '../package-lock.json');
const packages: Record<string, Entry> = JSON.parse(readFileSync(path, 'utf8')).packages;

describe('the lockfile', () => {
  test('names no registry', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(200);
    expect(Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  });

  // npm leaves out packages of other platforms that it cannot see when it writes the file, and then refuses the file:
  // `npm ci` fails on every machine.
  test('has every package of every platform', () => {
    const wanted = Object.entries(packages).flatMap(([from, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).map((name) => ({ from, name })),
    );
    expect(wanted.length).toBeGreaterThan(50);
    const missing = wanted.filter(
      ({ from, name }) => !packages[`node_modules/${name}`] && !packages[`${from}/node_modules/${name}`],
    );
    expect(missing).toEqual([]);
  });
});
