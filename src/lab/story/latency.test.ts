import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median } from './latency.ts';

test('the median has as many samples below it as above', () => {
  expect(median([30, 10, 20])).toBe(20);
  expect(median([40, 10, 20, 30])).toBe(25);
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (samples) => {
      const m = median(samples);
      const below = samples.filter((s) => s < m).length;
      const above = samples.filter((s) => s > m).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(samples.length / 2);
    }),
  );
});
