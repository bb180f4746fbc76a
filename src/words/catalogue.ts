/** Languages that everything said to people is written in. */
export type Language = 'en' | 'zh-CN';

export const languages: readonly Language[] = ['en', 'zh-CN'];

/**
 * One part of the catalogue: whole sentences by key, in both languages. Placeholders are `{{name}}`;
 * plurals follow i18next (`key_one`, `key_other`).
 */
export interface Chapter<K extends string> {
  readonly en: { readonly [key in K]: string };
  readonly 'zh-CN': { readonly [key in K]: string };
}

/** Makes a chapter; a key that only one language has does not compile. */
export function chapter<K extends string>(
  en: { readonly [key in K]: string },
  zh: { readonly [key in NoInfer<K>]: string },
): Chapter<K> {
  return { en, 'zh-CN': zh };
}

/** What goes into a placeholder. */
export type Params = Readonly<Record<string, string | number>>;

type Chapters = Readonly<Record<string, Chapter<string>>>;
type Singular<K extends string> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;

/** `chapter.key`, for each sentence of these chapters; the two forms of a plural are one key. */
export type KeyOf<C extends Chapters> = {
  [c in keyof C]: `${c & string}.${Singular<Extract<keyof C[c]['en'], string>>}`;
}[keyof C];

/** All sentences of these chapters in one language, by `chapter.key`. */
export function sentencesOf(chapters: Chapters, language: Language): Readonly<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const [name, chapter] of Object.entries(chapters)) {
    for (const [key, text] of Object.entries(chapter[language])) all[`${name}.${key}`] = String(text);
  }
  return all;
}
