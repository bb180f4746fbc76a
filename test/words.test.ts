import { describe, expect, test } from 'vitest';
import { errorTable } from '../src/words/index.ts';

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)[,}]/g)].map((m) => m[1]).sort();

describe('the catalogue of errors', () => {
  const codes = Object.keys(errorTable.en);

  test.each(codes)('%s says the same in both languages', (code) => {
    const en = errorTable.en[code] ?? ['', ''];
    const zh = errorTable['zh-CN'][code] ?? ['', ''];
    expect(placeholders(zh[0])).toEqual(placeholders(en[0]));
    expect(placeholders(zh[1])).toEqual(placeholders(en[1]));
    expect(zh[0]).not.toEqual('');
  });

  test('it is not empty', () => expect(codes.length).toBeGreaterThan(5));
});
