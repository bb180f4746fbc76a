import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from 'react';
import { type Language, type Params } from '../../words/index.ts';
import { type PageKey, createPageSay } from '../words/page-words.ts';
import { chooseLanguage, keepLanguage } from './language-choice.ts';

export type Say = (key: PageKey, params?: Params) => string;

interface Spoken {
  readonly language: Language;
  readonly say: Say;
  readonly speak: (language: Language) => void;
}

const SpokenContext = createContext<Spoken | undefined>(undefined);

/** Gives all pages below it the words of one language, and the document its `lang`. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(chooseLanguage);
  const [pageSay] = useState(createPageSay);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speak = useCallback((chosen: Language) => {
    keepLanguage(chosen);
    setLanguage(chosen);
  }, []);
  const spoken = useMemo<Spoken>(
    () => ({ language, say: (key, params) => pageSay(language, key, params), speak }),
    [language, pageSay, speak],
  );
  return <SpokenContext value={spoken}>{children}</SpokenContext>;
}

export function useLanguage(): Spoken {
  const spoken = use(SpokenContext);
  if (spoken === undefined) throw new Error('no LanguageProvider above');
  return spoken;
}

/** Says a sentence in the language of the page. */
export function useSay(): Say {
  return useLanguage().say;
}
