import { Argument, Command, Option } from 'commander';
import { type Language, say } from '../words/index.ts';
import { commonFlags } from './common-flags.ts';
import { argumentName, commandLine, flagName, takesValue } from './names.ts';
import type { ArgumentSpec, FlagSpec, Verb } from './verb.ts';

/** A verb as commander knows it, to print its help; `parse.ts` reads its command lines. */
export function commandOf(verb: Verb, language: Language): Command {
  const command = new Command(commandLine(verb)).usage(usage(verb, language)).description(say(language, verb.summary));
  for (const [key, spec] of Object.entries(verb.arguments)) {
    command.addArgument(new Argument(`[${argumentName(key)}${spec.many ? '...' : ''}]`, say(language, spec.help)));
  }
  for (const [key, spec] of Object.entries(verb.flags)) command.addOption(optionOf(key, spec, language));
  for (const [key, spec] of Object.entries(commonFlags)) {
    if (key === 'help') continue;
    command.addOption(optionOf(key, spec, language).helpGroup('Common:'));
  }
  command.addHelpOption(new Option('-h, --help', say(language, commonFlags.help.help)).helpGroup('Common:'));
  return command;
}

function optionOf(key: string, spec: FlagSpec, language: Language): Option {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  const value = takesValue(spec) ? ` <${spec.choices?.join('|') ?? spec.value}>` : '';
  const option = new Option(`${short}${flagName(key)}${value}`, say(language, spec.help));
  if (spec.hidden === true) option.hideHelp();
  return option;
}

function usage(verb: Verb, language: Language): string {
  const words = Object.entries(verb.arguments).map(([key, spec]) => argumentUsage(key, spec));
  return [...words, `[${say(language, 'cli.wordFlags')}]`].join(' ');
}

function argumentUsage(key: string, spec: ArgumentSpec): string {
  const name = `${argumentName(key)}${spec.many ? '...' : ''}`;
  return spec.optional ? `[${name}]` : name;
}
