import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

describe('strict JSON', () => {
  test('is read as JSON is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(text)).toEqual({ value: JSON.parse(text) });
      }),
    );
  });

  test.each([
    '{"a":1,"a":2}',
    '{"a":1,"b":{},"a":{}}',
    '{"a":1,"\\u0061":2}',
    '[{"x":{"a" : 1 , "a" : 1}}]',
    '{"":1,"":1}',
    `${'['.repeat(33)}${']'.repeat(33)}`,
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    '{"a":1',
    "{'a':1}",
    'NaN',
    '',
  ])('%.40s is refused', (text) => {
    expect(parseStrictJson(text)).toBeUndefined();
  });

  test.each([
    '{"a":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"\\"a\\":"}',
    '"{\\"a\\":1,\\"a\\":1}"',
    '{"a":["a","a"]}',
  ])('%s repeats no key', (text) => {
    expect(parseStrictJson(text)).toEqual({ value: JSON.parse(text) });
  });
});
