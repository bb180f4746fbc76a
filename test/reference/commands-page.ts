import { commonFlags } from '../../src/cli/common-flags.ts';
import { exitCode } from '../../src/cli/exit-code.ts';
import { argumentName, commandLine, flagName, takesValue } from '../../src/cli/names.ts';
import type { FlagSpec, Verb } from '../../src/cli/verb.ts';
import { type Language, type WordsKey, say } from '../../src/words/index.ts';
import { tableRow } from './table-row.ts';

/** docs/reference/cli.md: every verb with its arguments, flags and examples, from the declarations. */
export function commandsPage(verbs: readonly Verb[], language: Language): string {
  return [
    `# ${say(language, 'cli.referenceCommands')}`,
    '',
    say(language, 'cli.referenceNote'),
    '',
    ...verbs.filter((verb) => verb.hidden !== true).flatMap((verb) => verbSection(verb, language)),
    `## ${say(language, 'cli.referenceCommonFlags')}`,
    '',
    ...table(say(language, 'cli.referenceHead'), flagRows(commonFlags, language)),
    `## ${say(language, 'cli.referenceEnvironment')}`,
    '',
    ...table(
      say(language, 'cli.referenceEnvironmentHead'),
      environment.map(([name, key]) => tableRow(`\`${name}\``, say(language, key))),
    ),
    `## ${say(language, 'cli.referenceExitCodes')}`,
    '',
    ...table(
      say(language, 'cli.referenceExitCodesHead'),
      exits.map(([code, key]) => tableRow(String(code), say(language, key))),
    ),
  ].join('\n');
}

function verbSection(verb: Verb, language: Language): readonly string[] {
  const words = Object.entries(verb.arguments).map(([key, spec]) => {
    const name = argumentName(key) + (spec.many ? '...' : '');
    return spec.optional || spec.many ? `[${name}]` : name;
  });
  const rows = [
    ...Object.entries(verb.arguments).map(([key, { help }]) =>
      tableRow(`\`${argumentName(key)}\``, say(language, help)),
    ),
    ...flagRows(verb.flags, language),
  ];
  return [
    `## ${commandLine(verb)}`,
    '',
    say(language, verb.summary),
    '',
    '```',
    [commandLine(verb), ...words].join(' '),
    ...(verb.examples ?? []).map((example) => `$ ${example}`),
    '```',
    '',
    ...(rows.length === 0 ? [] : table(say(language, 'cli.referenceHead'), rows)),
  ];
}

function flagRows(flags: Readonly<Record<string, FlagSpec>>, language: Language): readonly string[] {
  return Object.entries(flags)
    .filter(([, spec]) => spec.hidden !== true)
    .map(([key, spec]) => {
      const short = spec.short === undefined ? '' : `-${spec.short}, `;
      const value = takesValue(spec) ? ` ${spec.choices?.join('|') ?? spec.value}` : '';
      return tableRow(`\`${short}${flagName(key)}${value}\``, say(language, spec.help));
    });
}

function table(head: string, rows: readonly string[]): readonly string[] {
  return [`| ${head} |`, `|${' --- |'.repeat(head.split('|').length)}`, ...rows, ''];
}

const environment: readonly (readonly [string, WordsKey])[] = [
  ['PORTREEVE_ENDPOINT', 'cli.envEndpoint'],
  ['PORTREEVE_TOKEN', 'cli.envToken'],
  ['PORTREEVE_TOKEN_FILE', 'cli.envTokenFile'],
  ['PORTREEVE_LANG', 'cli.envLang'],
  ['NO_COLOR', 'cli.envNoColor'],
  ['PORTREEVE_DEBUG', 'cli.envDebug'],
];

const exits: readonly (readonly [number, WordsKey])[] = [
  [exitCode.done, 'cli.exitDone'],
  [exitCode.failed, 'cli.exitFailed'],
  [exitCode.usage, 'cli.exitUsage'],
  [exitCode.notFound, 'cli.exitNotFound'],
  [exitCode.notPermitted, 'cli.exitNotPermitted'],
  [exitCode.conflict, 'cli.exitConflict'],
  [exitCode.unreachable, 'cli.exitUnreachable'],
  [exitCode.dropped, 'cli.exitDropped'],
  [exitCode.different, 'cli.exitDifferent'],
  [exitCode.undetermined, 'cli.exitUndetermined'],
];
