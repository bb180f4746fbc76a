import type { Chapter } from './catalogue.ts';

type Keys<C> = C extends Chapter<infer K> ? K : never;

/** One chapter of several files. No two of them may have the same key, which a test looks after. */
export function joinChapters<const C extends readonly Chapter<string>[]>(files: C): Chapter<Keys<C[number]>> {
  const all = (language: keyof Chapter<string>) =>
    Object.assign({}, ...files.map((file) => file[language])) as Record<Keys<C[number]>, string>;
  return { en: all('en'), 'zh-CN': all('zh-CN') };
}
