import type { Language } from '../../words/index.ts';

/** The language of ours that `Accept-Language` likes best; English if it names none. */
export function preferredLanguage(header: string | undefined): Language {
  const liked = (header ?? '').split(',').flatMap((part) => {
    const [, tag = '', quality = '1'] = /^\s*([\w-]+)\s*(?:;\s*q=([\d.]+)\s*)?$/.exec(part) ?? [];
    const language: Language | undefined = /^zh\b/i.test(tag) ? 'zh-CN' : /^en\b/i.test(tag) ? 'en' : undefined;
    return language === undefined || !(Number(quality) > 0) ? [] : [{ language, quality: Number(quality) }];
  });
  return liked.toSorted((a, b) => b.quality - a.quality)[0]?.language ?? 'en';
}
