import { type Language, languages } from '../../words/index.ts';
import { keep, kept } from '../app/kept.ts';

// The same key and the same choice as in public/early.js.
const key = 'portreeve-language';

/** What was chosen here before, else what the browser is set to. */
export function chooseLanguage(): Language {
  const chosen = languages.find((one) => one === kept(key));
  return chosen ?? (/^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en');
}

export function keepLanguage(language: Language): void {
  keep(key, language);
}
