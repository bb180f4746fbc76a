import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printJson } from './big-json.ts';

test('integers of any size are written as integers', () => {
  expect(printJson({ total_ips: 2n ** 64n - 1n, list: [1, -2n, null] })).toBe(
    '{"total_ips":18446744073709551615,"list":[1,-2,null]}',
  );
});

test('whatever else is written reads back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(printJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
