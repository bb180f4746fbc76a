import { describe, expect, test } from 'vitest';
import { commonFlags } from '../src/cli/common-flags.ts';
import { verbs as table } from '../src/cli/verbs.ts';

const verbs = await Promise.all(table.map(async (entry) => (await entry.load()).default));

describe('the table of verbs', () => {
  test('calls each verb by the words that it declares, and no two by the same', () => {
    expect(verbs.length).toBeGreaterThan(20);
    expect(verbs.map((verb) => verb.words)).toEqual(table.map((entry) => entry.words));
    expect(new Set(verbs.map((verb) => verb.words.join(' '))).size).toBe(verbs.length);
  });

  test('has no flag that every verb has anyway', () => {
    const shorts = new Set(Object.values(commonFlags).flatMap((spec) => ('short' in spec ? [spec.short] : [])));
    for (const verb of verbs) {
      expect(Object.keys(verb.flags).filter((key) => key in commonFlags)).toEqual([]);
      expect(Object.values(verb.flags).filter((spec) => shorts.has(spec.short as 'c'))).toEqual([]);
    }
  });
});
