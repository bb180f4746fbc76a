import {
  type ExplainedChain,
  type ExplainedHost,
  type RuleLine,
  chainWords,
  familyWord,
  plainNames,
  ruleLine,
} from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import { inferredMark } from '../trace/path-text.ts';
import { padded, widest } from '../trace/widths.ts';

/** Rules of one chain that are shown unless all are asked for; fewer of one that has alike rules for each port. */
const mostRules = 40;
const mostAlike = 8;
/** A condition that is longer pushes its target out of the column, and no others. */
const widestCondition = 74;
const mostFrom = 3;
const mostNames = 3;

export interface ChainOptions {
  readonly all: boolean;
  /** Rules that can never match, by "family table chain rule", and the number of the finding that says so. */
  readonly never: ReadonlyMap<string, number>;
}

/** One chain as a block of lines: what it is for, then a line for each rule. `alike`: names of others that say the same. */
export function chainText(
  host: ExplainedHost,
  chain: ExplainedChain,
  alike: readonly string[],
  call: Context,
  { all, never }: ChainOptions,
): readonly string[] {
  const { say, output, language } = call;
  const most = all ? chain.rules.length : sorting.has(chain.meaning.role) ? mostAlike : mostRules;
  const hidden = Math.max(0, chain.rules.length - most);
  // The last rule says what becomes of the rest.
  const shown = hidden > 0 ? [...chain.rules.slice(0, most - 1), ...chain.rules.slice(-1)] : chain.rules;
  const lines = linesOf(
    shown.map((rule) => ruleLine(host, chain, rule, plainNames, language)),
    chain,
    call,
    never,
  );
  const cut = hidden > 0 ? lines.length - 1 : lines.length;
  return [
    headOf(chain, call),
    ...(chain.rules.length === 0 && chain.meaning.role !== 'other'
      ? [`    ${output.paint.muted(say('hosts.emptyChain'))}`]
      : []),
    ...lines.slice(0, cut),
    ...(hidden > 0 ? [`    ${output.paint.muted(say('hosts.moreRules', { count: hidden }))}`] : []),
    ...lines.slice(cut),
    ...(alike.length > 0 ? [`    ${output.paint.muted(alikeWords(alike, call))}`] : []),
  ];
}

/** Chains with the same rules for every port. */
const sorting: ReadonlySet<string> = new Set(['dispatch', 'groupChain', 'conntrackZones']);

function headOf(chain: ExplainedChain, { say, output, language }: Context): string {
  const { meaning, policy, table } = chain;
  const mark = meaning.certainty === 'inferred' && meaning.role !== 'builtIn' ? `${inferredMark} ` : '';
  const isBuiltIn = meaning.role === 'builtIn';
  const name = isBuiltIn || table !== 'filter' ? `${table} ${chain.chain}` : chain.chain;
  const words = `${mark}${chainWords(chain, language)}`;
  const where = isBuiltIn ? (policy === null ? '' : say('hosts.policyIs', { policy })) : comesFrom(chain, say);
  const brackets = where === '' ? '' : output.paint.muted(`  ${say('hosts.inBrackets', { words: clean(where) })}`);
  return `  ${output.paint.strong(clean(name))}  ${clean(words)}${brackets}`;
}

function comesFrom({ comesFrom: from, table }: ExplainedChain, say: Context['say']): string {
  if (from.length === 0) return say('hosts.comesFromNowhere');
  const names = from
    .slice(0, mostFrom)
    .map((ref) => `${ref.table === table ? '' : `${ref.table} `}${ref.chain} ${ref.rule}`);
  const rules = say('hosts.comesFrom', { rules: listed(names, say) });
  const more = from.length - mostFrom;
  return more > 0 ? say('hosts.comesFromMore', { rules, count: more }) : rules;
}

function linesOf(
  lines: readonly RuleLine[],
  { family, table, chain }: ExplainedChain,
  { output, say }: Context,
  never: ChainOptions['never'],
): readonly string[] {
  const conditions = lines.map(({ condition }) => clean(condition));
  const width = Math.min(widestCondition, widest(conditions));
  const targets = widest(lines.map(({ target }) => clean(target)));
  const numbers = widest(lines.map(({ number }) => String(number)));
  return lines.map(({ number, target, note, isInferred, isDropping }, index) => {
    const finding = never.get(`${familyWord(family)} ${table} ${chain} ${number}`);
    const notes = [
      ...(note === undefined ? [] : [`[${isInferred ? `${inferredMark} ` : ''}${clean(note)}]`]),
      ...(finding === undefined ? [] : [`✗ ${say('hosts.noteNever', { number: finding })}`]),
    ].join(' ');
    const right = notes === '' ? clean(target) : padded(clean(target), Math.min(targets, 48));
    const shown = isDropping ? output.paint.bad(right) : right;
    const left = `    ${String(number).padStart(numbers)}  ${padded(conditions[index] ?? '', width)}`;
    return `${left}  ${shown}${notes === '' ? '' : `  ${output.paint.muted(notes)}`}`;
  });
}

function alikeWords(names: readonly string[], { say }: Context): string {
  const some = [...names.slice(0, mostNames), ...(names.length > mostNames ? ['…'] : [])];
  return say('hosts.alike', { count: names.length, names: clean(listed(some, say)) });
}

/** Names one after the other, as the language does it. */
export function listed(names: readonly string[], say: Context['say']): string {
  return names.length === 0 ? '' : names.reduce((first, second) => say('hosts.and', { first, second }));
}
