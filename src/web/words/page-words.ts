import {
  type Chapter,
  type KeyOf,
  type Language,
  type Params,
  createTranslator,
  sentencesOf,
} from '../../words/index.ts';
import { webWords } from './shared.ts';

/** The chapters that pages speak from. The others are of no use to a browser, and long to load. */
const chapters = { web: webWords } as const;

export type PageKey = KeyOf<typeof chapters>;
export type PageSay = (language: Language, key: PageKey, params?: Params) => string;

/** What `say` is on the command line, for pages. */
export function createPageSay(): PageSay {
  return createChapterSay(chapters);
}

/** The same for chapters of a page's own, which are loaded with it. */
export function createChapterSay<const C extends Readonly<Record<string, Chapter<string>>>>(
  own: C,
): (language: Language, key: KeyOf<C>, params?: Params) => string {
  const translate = createTranslator({ en: sentencesOf(own, 'en'), 'zh-CN': sentencesOf(own, 'zh-CN') });
  return (language, key, params = {}) => translate(language, key, params);
}
