import { expect, test } from 'vitest';
import { near, nearest } from './nearest.ts';

test.each([
  ['lsit', ['add', 'list', 'last'], 'list'],
  ['secruity_groups', ['security_groups', 'ports'], 'security_groups'],
  ['x', ['add', 'list'], 'add'],
  ['', [], ''],
])('the nearest of "%s"', (text, candidates, expected) => expect(nearest(text, candidates)).toBe(expected));

test.each([
  ['lsit', ['add', 'list'], 'list'],
  ['shwo', ['set', 'show'], 'show'],
  ['sh', ['sg'], 'sg'],
  ['quota', ['add', 'list'], undefined],
  ['', ['add'], undefined],
  ['add', [], undefined],
])('%s is near only to what may have been meant', (text, candidates, expected) => {
  expect(near(text, candidates)).toBe(expected);
});

test('a word of any length is looked at quickly', () => {
  expect(near('a'.repeat(100_000), ['add'])).toBeUndefined();
});
