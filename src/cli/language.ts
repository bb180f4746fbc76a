import type { Language } from '../words/index.ts';

/**
 * Language to speak: `--lang`, then PORTREEVE_LANG, then what the terminal is set to (LC_ALL, LC_MESSAGES, LANG).
 * Looked up before the command line is read, so that errors in it are said in the right language too.
 */
export function chooseLanguage(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  let asked: string | undefined;
  words.forEach((word, index) => {
    if (word === '--lang') asked = words[index + 1];
    else if (word.startsWith('--lang=')) asked = word.slice('--lang='.length);
  });
  const set = asked || env['PORTREEVE_LANG'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh\b|^zh_/i.test(set) ? 'zh-CN' : 'en';
}
