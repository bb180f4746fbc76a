import { useCallback } from 'react';
import { type Chapter, type KeyOf, type Params } from '../../words/index.ts';
import { createChapterSay } from '../words/page-words.ts';
import { useLanguage } from './language.tsx';

/**
 * Words of a page's own, which are loaded with the page and not before it. Gives the hook that says them, in the language
 * of the page: `const useWords = chapterWords({ trace: traceWords })`, then `useWords()('trace.title')`.
 */
export function chapterWords<const C extends Readonly<Record<string, Chapter<string>>>>(own: C) {
  let made: ReturnType<typeof createChapterSay<C>> | undefined;
  return function useWords(): (key: KeyOf<C>, params?: Params) => string {
    const { language } = useLanguage();
    return useCallback(
      (key, params) => {
        made ??= createChapterSay(own);
        return made(language, key, params);
      },
      [language],
    );
  };
}
