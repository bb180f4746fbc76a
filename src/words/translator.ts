import { createInstance } from 'i18next';
import type { Language, Params } from './catalogue.ts';

/** A sentence by its key, its placeholders filled. */
export type Translate = (language: Language, key: string, params: Params) => string;

type Sentences = Readonly<Record<string, string>>;

/** Says the sentences that it is given. Plural forms are i18next's: `key_one`, `key_other`, chosen by `count`. */
export function createTranslator(sentences: Readonly<Record<Language, Sentences>>): Translate {
  const instance = createInstance();
  instance.init({
    lng: 'en',
    fallbackLng: false,
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: sentences.en }, 'zh-CN': { translation: sentences['zh-CN'] } },
  });
  // `{{noun, word}}`: the value is itself a key of the catalogue. (i18next's own `$t(...)` would do the same, but falls
  // out of work when another value has the look of it, and values come from whoever may name things.)
  instance.services.formatter?.add('word', (key, language) => instance.t(String(key), { lng: language ?? 'en' }));
  return (language, key, params) => instance.t(key, { lng: language, ...params });
}
