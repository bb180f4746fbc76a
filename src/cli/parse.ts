import { parseArgs } from 'node:util';
import { PortreeveError, near } from '../model/index.ts';
import { commonFlags } from './common-flags.ts';
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
 * Reads the rest of a command line for one verb. What is wrong with it is a PortreeveError in words of ours. Node's own
 * reader splits the words: commander, which prints the help, would double the time that it takes to get here.
 */
export function parse(verb: Verb, rest: readonly string[]): Parsed {
  const { given, positionals } = readWords(verb, rest);
  if (given.has('help')) return { kind: 'help' };
  const name = commandLine(verb);
  const specs = Object.entries(verb.arguments);
  const many = specs.at(-1)?.[1].many === true;
  const args: Record<string, Value> = {};
  specs.forEach(([key, spec], index) => {
    const value = positionals[index];
    if (value === undefined && spec.optional !== true && spec.many !== true) {
      throw new PortreeveError('ARGUMENT_MISSING', { command: name, argument: argumentName(key) });
    }
    args[key] = spec.many === true ? positionals.slice(index) : value;
  });
  const extra = positionals[specs.length];
  if (extra !== undefined && !many) {
    const error = new PortreeveError('TOO_MANY_ARGUMENTS', { command: name, argument: extra });
    return { kind: 'excess', first: extra, error };
  }
  const flags: Record<string, Value> = {};
  for (const [key, spec] of Object.entries(flagsOf(verb))) flags[key] = readFlag(key, spec, given.get(key), name);
  return { kind: 'call', args, flags, common: flags as unknown as CommonValues };
}

interface Words {
  /** By key: each value that was given; for a switch an empty list. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

/** Tells flags from arguments. A call for help is answered whatever else is wrong with the line. */
function readWords(verb: Verb, rest: readonly string[]): Words {
  const flags = new Map(Object.entries(flagsOf(verb)).map(([key, spec]) => [flagName(key).slice(2), { key, spec }]));
  const options = Object.fromEntries(
    [...flags].map(([name, { spec }]) => {
      const type = takesValue(spec) ? ('string' as const) : ('boolean' as const);
      return [name, spec.short === undefined ? { type } : { type, short: spec.short }];
    }),
  );
  const { tokens } = parseArgs({ args: [...rest], options, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  let wrong: PortreeveError | undefined;
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = flags.get(token.name);
    const isSwitch = flag !== undefined && !takesValue(flag.spec);
    // A switch that is given a value, `--json=yes`, is none of ours.
    if (flag === undefined || (isSwitch && token.value !== undefined)) wrong ??= unknownFlag(verb, token.rawName);
    else if (!isSwitch && token.value === undefined) {
      wrong ??= new PortreeveError('FLAG_NEEDS_VALUE', { flag: flagName(flag.key) });
    } else {
      const values = given.get(flag.key) ?? [];
      if (token.value !== undefined) values.push(token.value);
      given.set(flag.key, values);
    }
  }
  if (wrong && !given.has('help')) throw wrong;
  return { given, positionals };
}

function flagsOf(verb: Verb): Readonly<Record<string, FlagSpec>> {
  return { ...verb.flags, ...commonFlags };
}

function readFlag(key: string, spec: FlagSpec, given: readonly string[] | undefined, command: string): Value {
  if (!takesValue(spec)) return given !== undefined;
  if (given === undefined && spec.required === true) {
    throw new PortreeveError('FLAG_REQUIRED', { command, flag: flagName(key) });
  }
  const { choices } = spec;
  const wrong = choices && given?.find((value) => !choices.includes(value));
  if (choices && wrong !== undefined) {
    throw new PortreeveError('BAD_FLAG_VALUE', { flag: flagName(key), value: wrong, choices: choices.join(', ') });
  }
  return spec.many === true ? (given ?? []) : given?.at(-1);
}

function unknownFlag(verb: Verb, flag: string): PortreeveError {
  const suggestion = near(flag, Object.keys(flagsOf(verb)).map(flagName)) ?? `${commandLine(verb)} --help`;
  return new PortreeveError('UNKNOWN_FLAG', { command: commandLine(verb), flag, suggestion });
}
