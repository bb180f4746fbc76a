import { expect, test } from 'vitest';
import { createKeyReader } from './key-reader.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false };
const typed = (...presses: readonly (readonly [key: string, at: number])[]) => {
  const read = createKeyReader();
  return presses.map(([key, at]) => read({ key, ...none }, at));
};

test('a key is its own name', () => expect(typed(['n', 0], ['?', 1], ['Escape', 2])).toEqual(['n', '?', 'Escape']));

test('g waits for another key, and is one name with it', () => {
  expect(typed(['g', 0], ['s', 500], ['s', 600])).toEqual([undefined, 'g s', 's']);
  expect(typed(['g', 0], ['g', 500], ['s', 600])).toEqual([undefined, 'g g', 's']);
});

test('g that was waiting for too long was nothing', () => {
  expect(typed(['g', 0], ['s', 1201])).toEqual([undefined, 's']);
});

test('shift on the way to a second key does not come between', () => {
  expect(typed(['g', 0], ['Shift', 100], ['S', 200])).toEqual([undefined, undefined, 'g S']);
});

test('what belongs to the browser is not ours', () => {
  const read = createKeyReader();
  for (const held of ['ctrlKey', 'metaKey', 'altKey'])
    expect(read({ key: 'n', ...none, [held]: true }, 0)).toBe(undefined);
});
