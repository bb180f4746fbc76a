import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { PortreeveError, near } from '../model/index.ts';
import { commandOf } from './command.ts';
import { commonFlags } from './common-flags.ts';
import type { Language } from '../words/index.ts';
import { argumentName, commandLine, flagName, takesValue } from './names.ts';
import type { FlagSpec, Verb } from './verb.ts';

export type Value = string | readonly string[] | boolean | undefined;

/** A command line that was read and checked; or the help that it asked for. */
export type Parsed =
  | {
      readonly kind: 'call';
      readonly args: Readonly<Record<string, Value>>;
      readonly flags: Readonly<Record<string, Value>>;
      readonly common: CommonValues;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'excess'; readonly first: string; readonly error: PortreeveError };

export interface CommonValues {
  readonly json: boolean;
  readonly yaml: boolean;
  readonly output: string | undefined;
  readonly column: readonly string[];
  readonly quiet: boolean;
  readonly noColor: boolean;
}

/**
 * Reads the rest of a command line for one verb. What is wrong with it is a PortreeveError in words of ours:
 * commander finds unknown flags and flags without a value, the rest (missing and left-over arguments, choices,
 * required flags) is checked here, so that the sentences come from the catalogue.
 */
export function parse(verb: Verb, rest: readonly string[], language: Language): Parsed {
  const command = commandOf(verb, language).configureOutput({ writeOut: () => {}, writeErr: () => {} });
  try {
    command.parse([...rest], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'help' };
    throw inOurWords(error, verb, rest);
  }
  return readValues(command, verb);
}

function readValues(command: Command, verb: Verb): Parsed {
  const given = command.opts<Record<string, Value>>();
  const name = commandLine(verb);
  const specs = Object.entries(verb.arguments);
  const many = specs.at(-1)?.[1].many === true;
  const args: Record<string, Value> = {};
  specs.forEach(([key, spec], index) => {
    const value = command.args[index];
    if (value === undefined && spec.optional !== true && spec.many !== true) {
      throw new PortreeveError('ARGUMENT_MISSING', { command: name, argument: argumentName(key) });
    }
    args[key] = spec.many === true ? command.args.slice(index) : value;
  });
  const extra = command.args[specs.length];
  if (extra !== undefined && !many) {
    const error = new PortreeveError('TOO_MANY_ARGUMENTS', { command: name, argument: extra });
    return { kind: 'excess', first: extra, error };
  }
  const flags: Record<string, Value> = {};
  for (const [key, spec] of Object.entries({ ...verb.flags, ...commonFlags })) {
    flags[key] = readFlag(key, spec, given, name);
  }
  return { kind: 'call', args, flags, common: flags as unknown as CommonValues };
}

function readFlag(key: string, spec: FlagSpec, given: Record<string, Value>, command: string): Value {
  const value = given[key];
  if (!takesValue(spec)) return value === true;
  if (value === undefined && spec.required === true) {
    throw new PortreeveError('FLAG_REQUIRED', { command, flag: flagName(key) });
  }
  const { choices } = spec;
  for (const one of Array.isArray(value) ? value : [value]) {
    if (choices === undefined || one === undefined || choices.includes(String(one))) continue;
    throw new PortreeveError('BAD_FLAG_VALUE', {
      flag: flagName(key),
      value: String(one),
      choices: choices.join(', '),
    });
  }
  return value;
}

function inOurWords(error: CommanderError, verb: Verb, rest: readonly string[]): PortreeveError {
  const quoted = /'([^]*)'/.exec(error.message)?.[1] ?? rest.join(' ');
  if (error.code === 'commander.optionMissingArgument') {
    return new PortreeveError('FLAG_NEEDS_VALUE', { flag: /--[\w-]+/.exec(quoted)?.[0] ?? quoted });
  }
  const known = [...Object.keys(verb.flags), ...Object.keys(commonFlags)].map(flagName);
  const flag = quoted.split('=')[0] ?? quoted;
  const suggestion = near(flag, known) ?? `${commandLine(verb)} --help`;
  return new PortreeveError('UNKNOWN_FLAG', { command: commandLine(verb), flag, suggestion });
}
