import type { WordsKey } from '../words/index.ts';
import type { Context } from './context.ts';

/** A positional argument. Order in the declaration is order on the command line. */
export interface ArgumentSpec {
  readonly help: WordsKey;
  readonly optional?: true;
  /** Takes all the rest; only for the last. */
  readonly many?: true;
}

/** `--some-flag` for the key `someFlag`. Without `value` it is a switch. */
export interface FlagSpec {
  readonly help: WordsKey;
  /** What stands for the value in the help: "CIDR". */
  readonly value?: string;
  /** The only values that are taken; they are shown in place of `value`. */
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly many?: true;
  readonly required?: true;
  /** One letter: "y" for `-y`. */
  readonly short?: string;
  /** Left out of help, completion and reference. */
  readonly hidden?: true;
}

type Arguments = Readonly<Record<string, ArgumentSpec>>;
type Flags = Readonly<Record<string, FlagSpec>>;

type ArgumentValue<A extends ArgumentSpec> = A extends { many: true }
  ? readonly string[]
  : A extends { optional: true }
    ? string | undefined
    : string;

type FlagValue<F extends FlagSpec> = F extends { choices: readonly (infer C)[]; required: true }
  ? C
  : F extends { choices: readonly (infer C)[]; many: true }
    ? readonly C[]
    : F extends { choices: readonly (infer C)[] }
      ? C | undefined
      : F extends { value: string; many: true }
        ? readonly string[]
        : F extends { value: string; required: true }
          ? string
          : F extends { value: string }
            ? string | undefined
            : boolean;

/** What a verb runs with: its own arguments and flags, read and checked, and the world around it. */
export type Call<A extends Arguments, F extends Flags> = Context & {
  readonly args: { readonly [name in keyof A]: ArgumentValue<A[name]> };
  readonly flags: { readonly [name in keyof F]: FlagValue<F[name]> };
};

export interface Declaration<A extends Arguments, F extends Flags> {
  /** The words that call it: ['sg', 'rule', 'add']. */
  readonly words: readonly string[];
  /** One line for the list of verbs. */
  readonly summary: WordsKey;
  readonly arguments?: A;
  readonly flags?: F;
  /** Command lines to learn from, shown below the help. */
  readonly examples?: readonly string[];
  /** Left out of help, completion and reference. */
  readonly hidden?: true;
  /**
   * Does it; gives the exit code if it is not 0. Import what is heavy in here and not at the top of the file:
   * the help reads every declaration.
   */
  run(call: Call<A, F>): Promise<number | undefined>;
}

/** A verb whose arguments and flags are known only when it runs. */
export interface Verb extends Declaration<Arguments, Flags> {
  readonly arguments: Arguments;
  readonly flags: Flags;
}

/** Declares a verb; `run` sees the types of its own arguments and flags. */
export function verb<const A extends Arguments = {}, const F extends Flags = {}>(declaration: Declaration<A, F>): Verb {
  return {
    ...declaration,
    arguments: declaration.arguments ?? {},
    flags: declaration.flags ?? {},
    run: (call) => declaration.run(call as Call<A, F>),
  };
}

/** A row of the table of verbs: enough to find it without loading it. */
export interface VerbEntry {
  readonly words: readonly string[];
  readonly load: () => Promise<{ readonly default: Verb }>;
}
