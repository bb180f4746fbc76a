import { describe, expect, test } from 'vitest';
import type { Language } from './catalogue.ts';

/** The placeholders of a sentence. A plural has two forms, and each language its own need of them. */
const placeholders = (text: string) => [...new Set([...text.matchAll(/\{\{(\w+)[,}]/g)].map((m) => m[1]))].sort();
const withoutCode = (text: string) => text.replaceAll(/\{\{.*?\}\}|`[^`]*`/g, '');

/** What holds for all sentences, wherever they are said. `least`: how many there are at least. */
export function sentencesSuite(
  name: string,
  least: number,
  sentences: (language: Language) => Readonly<Record<string, string>>,
): void {
  const en = sentences('en');
  const zh = sentences('zh-CN');

  describe(name, () => {
    test('it is not empty, and both languages have the same keys', () => {
      expect(Object.keys(en).length).toBeGreaterThan(least);
      expect(Object.keys(zh)).toEqual(Object.keys(en));
    });

    test.each(Object.keys(en))('%s says the same in both languages', (key) => {
      expect(zh[key]).not.toBe('');
      if (!key.endsWith('_one')) expect(placeholders(zh[key] ?? '')).toEqual(placeholders(en[key] ?? ''));
    });

    test('a Chinese sentence has the punctuation of its script', () => {
      const wrong = Object.entries(zh).filter(([, text]) =>
        /[\u4e00-\u9fff] ?[,:;?!]|[,:;?!] ?[\u4e00-\u9fff]/.test(withoutCode(text)),
      );
      expect(wrong).toEqual([]);
    });
  });
}
