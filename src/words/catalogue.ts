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
