import { PortreeveError, reasonOf } from '../model/index.ts';
import { type Language, say } from '../words/index.ts';
import { connect } from './connection.ts';
import type { Context, World } from './context.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import { findVerb, unknownCommand } from './find-verb.ts';
import { chooseLanguage } from './language.ts';
import { type Format, createOutput } from './output/output.ts';
import { clean, paint } from './output/paint.ts';
import { type CommonValues, parse } from './parse.ts';
import type { Verb, VerbEntry } from './verb.ts';

/** Runs one command line to its end and gives the exit code. Never throws: what fails is said on standard error. */
export async function runProgram(argv: readonly string[], world: World, table: readonly VerbEntry[]): Promise<number> {
  const language = chooseLanguage(argv, world.env);
  try {
    return await dispatch(argv, world, table, language);
  } catch (error) {
    return fail(error, world, language, argv.includes('--no-color'));
  }
}

async function dispatch(
  argv: readonly string[],
  world: World,
  table: readonly VerbEntry[],
  language: Language,
): Promise<number> {
  const columns = world.stdout.columns ?? 100;
  const found = findVerb(argv, table);
  if (found.kind === 'noun') {
    const { nounHelp } = await import('./help.ts');
    const text = await nounHelp(found.words, table, language, columns);
    const asked = found.wantsHelp || found.words.length === 0;
    (asked ? world.stdout : world.stderr).write(text);
    return asked ? exitCode.done : exitCode.usage;
  }
  const verb = (await found.entry.load()).default;
  const parsed = parse(verb, found.rest);
  if (parsed.kind === 'help') {
    const { verbHelp } = await import('./help.ts');
    world.stdout.write(verbHelp(verb, language, columns));
    return exitCode.done;
  }
  if (parsed.kind === 'excess') {
    // "lab stauts" is a slip in a verb's words more likely than an argument too many for "lab".
    const hasMore = table.some(
      (e) => e.words.length > verb.words.length && verb.words.every((w, i) => e.words[i] === w),
    );
    throw hasMore ? unknownCommand(table, verb.words, parsed.first) : parsed.error;
  }
  const context = createContext(world, language, parsed.common);
  return (
    (await verb.run({ ...context, args: parsed.args, flags: parsed.flags } as Parameters<Verb['run']>[0])) ??
    exitCode.done
  );
}

function createContext(world: World, language: Language, common: CommonValues): Context {
  let client: ReturnType<Context['client']> | undefined;
  return {
    language,
    world,
    output: createOutput({
      stdout: world.stdout,
      stderr: world.stderr,
      language,
      format: formatOf(common, world),
      columns: common.column,
      quiet: common.quiet,
      color: hasColor(world.stdout, world, common.noColor),
    }),
    say: (key, params) => say(language, key, params),
    client: () => {
      client ??= connect(world.env);
      return client;
    },
  };
}

function formatOf(common: CommonValues, world: World): Format {
  if (common.json) return 'json';
  if (common.yaml) return 'yaml';
  if (common.output !== undefined) return common.output as Format;
  return world.stdout.isTTY === true ? 'table' : 'tsv';
}

function hasColor(sink: World['stdout'], world: World, refused: boolean): boolean {
  return !refused && sink.isTTY === true && !world.env['NO_COLOR'] && world.env['TERM'] !== 'dumb';
}

/** One sentence, one hint. The stack is for who asks for it with PORTREEVE_DEBUG. */
function fail(caught: unknown, world: World, language: Language, noColor: boolean): number {
  const error =
    caught instanceof PortreeveError
      ? caught
      : new PortreeveError('INTERNAL', { reason: reasonOf(caught) }, { cause: caught });
  const colors = paint(hasColor(world.stderr, world, noColor));
  const { message, hint } = error.words(language);
  const heading = colors.bad(say(language, 'cli.errorHeading', { code: error.code }));
  world.stderr.write(`${heading}${clean(message)}\n`);
  if (hint !== '') world.stderr.write(`${colors.muted(say(language, 'cli.hintHeading'))}${clean(hint)}\n`);
  if (world.env['PORTREEVE_DEBUG']) world.stderr.write(`${stackOf(error)}\n`);
  return exitCodeOf(error);
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? String(error)}${cause}`;
}
