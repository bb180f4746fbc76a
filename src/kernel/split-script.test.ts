import { describe, expect, test } from 'vitest';
import { splitScript } from './split-script.ts';

const script = ['*raw\n-A a\n-A b\n-A c\nCOM', 'MIT\n# a comment\n*filter\nCOMMIT\n*nat\n-A d\nCOMMIT\n'];

describe('splitting a restore script', () => {
  test('gives commits of at most so many lines, in order, and knows where each began', () => {
    expect(splitScript(script, 2)).toEqual([
      { text: '*raw\n-A a\n-A b\nCOMMIT\n', firstLine: 2, lines: 2 },
      { text: '*raw\n-A c\nCOMMIT\n', firstLine: 4, lines: 1 },
      { text: '*filter\nCOMMIT\n', firstLine: 8, lines: 0 },
      { text: '*nat\n-A d\nCOMMIT\n', firstLine: 10, lines: 1 },
    ]);
  });

  test('leaves tables whole that are short enough', () => {
    expect(splitScript(script, 3).map((part) => part.lines)).toEqual([3, 0, 1]);
  });
});
