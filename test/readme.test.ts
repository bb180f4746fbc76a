import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findVerb } from '../src/cli/find-verb.ts';
import { verbs } from '../src/cli/verbs.ts';

const root = resolve(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// What the commands print is held by test/lab; here, that a reader can type what he reads.
describe.each(['README.md', 'README.zh-CN.md'])('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

  test('names commands that there are', () => {
    const commands = all(/^\$ npx portreeve (.+)$/gm);
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) expect(findVerb(command.split(' '), verbs).kind, command).toBe('verb');
  });

  test('names scripts of the package', () => {
    const named = all(/npm (?:run )?(lab|test|bench|check|\w+:\w+)/g);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test('links to files that are there', () => {
    const links = all(/\]\(([^)]+)\)/g);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });
});
