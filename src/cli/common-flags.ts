import type { FlagSpec } from './verb.ts';

/** Flags that every verb takes. */
export const commonFlags = {
  json: { help: 'cli.flagJson' },
  yaml: { help: 'cli.flagYaml' },
  output: { help: 'cli.flagOutput', value: 'FORMAT', choices: ['table', 'wide', 'tsv', 'json', 'yaml'], short: 'o' },
  column: { help: 'cli.flagColumn', value: 'COLUMN', many: true, short: 'c' },
  quiet: { help: 'cli.flagQuiet', short: 'q' },
  noColor: { help: 'cli.flagNoColor' },
  lang: { help: 'cli.flagLang', value: 'en|zh' },
  help: { help: 'cli.flagHelp', short: 'h' },
} as const satisfies Readonly<Record<string, FlagSpec>>;
