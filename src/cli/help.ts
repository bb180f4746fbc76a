import { Command, type Help } from 'commander';
import stringWidth from 'string-width';
import { type Language, type WordsKey, say } from '../words/index.ts';
import { commandOf } from './command.ts';
import { commonFlags } from './common-flags.ts';
import type { Verb, VerbEntry } from './verb.ts';

/** Help of the whole program (no words) or of a noun: its verbs, one a line. */
export async function nounHelp(
  words: readonly string[],
  table: readonly VerbEntry[],
  language: Language,
  columns: number,
): Promise<string> {
  const below = table.filter((entry) => words.every((word, index) => entry.words[index] === word));
  const command = new Command(['portreeve', ...words].join(' '))
    .usage(say(language, words.length === 0 ? 'cli.usageProgram' : 'cli.usageNoun'))
    .description(words.length === 0 ? say(language, 'cli.aboutProgram') : '')
    .configureHelp({ ...helpIn(language, columns), subcommandTerm: (sub) => sub.name() })
    .helpCommand(false)
    .helpOption('-h, --help', say(language, commonFlags.help.help));
  for (const verb of await Promise.all(below.map(async (entry) => (await entry.load()).default))) {
    if (verb.hidden === true) continue;
    command.addCommand(new Command(verb.words.slice(words.length).join(' ')).description(say(language, verb.summary)));
  }
  return `${command.helpInformation()}\n${say(language, 'cli.moreProgram')}\n`;
}

/** Help of one verb: arguments, flags, examples. */
export function verbHelp(verb: Verb, language: Language, columns: number): string {
  const text = commandOf(verb, language).configureHelp(helpIn(language, columns)).helpInformation();
  if (verb.examples === undefined) return text;
  return [text, say(language, 'cli.titleExamples'), ...verb.examples.map((e) => `  ${e}`), ''].join('\n');
}

/** Commander's own titles, and those that we give, in the language of the help. */
const titles: Readonly<Record<string, WordsKey>> = {
  'Usage:': 'cli.titleUsage',
  'Arguments:': 'cli.titleArguments',
  'Options:': 'cli.titleFlags',
  'Common:': 'cli.titleCommonFlags',
  'Commands:': 'cli.titleCommands',
};

/** Help in one language; measured in columns of the terminal, of which a Chinese character takes two. */
function helpIn(language: Language, columns: number): Partial<Help> {
  return {
    helpWidth: columns,
    displayWidth: (text) => stringWidth(text),
    styleTitle: (title) => {
      const key = titles[title];
      return key === undefined ? title : say(language, key);
    },
  };
}
