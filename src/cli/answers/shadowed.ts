import { oneLayer, analysisOf, answered, type DumpedHost } from '../../ask/index.ts';
import { type IdleRule, type ShadowedAnswer, familyWord, shadowed } from '../../explain/index.ts';
import { type Family, printMatch } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';
import { openDumps } from '../dumps/dumped-host.ts';
import { exitCode } from '../exit-code.ts';
import { clean } from '../output/paint.ts';
import type { CompareFlags } from './diff.ts';
import { filesOnly } from './files-and-service.ts';
import { ruleText, rulesWords } from './rule-place.ts';

const mostRules = 40;

/** What is surely a mistake comes first; much of what changes nothing is there for order's sake. */
const order: readonly IdleRule['why']['kind'][] = ['neverMatches', 'shadowed', 'neverReached', 'changesNothing'];

interface Answered {
  readonly family: Family;
  readonly answer: ShadowedAnswer;
}

/** Rules that might as well not be there, chain by chain, and chains that nothing leads to. 12 if of some it could not be told. */
export async function askShadowed(call: Context, files: readonly string[], flags: CompareFlags): Promise<number> {
  const host = await openDumps(call, filesOnly('portreeve shadowed', files), flags);
  const answers = host.families.map((family) => ({ family, answer: answered(shadowed(analysisOf([host], family))) }));
  await call.output.text(
    answers.flatMap((one) => familyText(one, host, call, flags.all)).join('\n'),
    answers.map(({ family, answer: { rules, chains, neverCounted, undecided } }) => ({
      family,
      rules: rules.map(({ rule, why }) => ({ ...rule, text: ruleText(host, family, rule), why })),
      chains,
      never_counted: neverCounted,
      undecided,
    })),
  );
  return answers.some(({ answer }) => answer.undecided.length > 0) ? exitCode.undetermined : exitCode.done;
}

function familyText({ family, answer }: Answered, host: DumpedHost, call: Context, all: boolean): readonly string[] {
  const { say, output } = call;
  const { rules, chains, neverCounted, undecided } = answer;
  const sorted = [...rules].sort((a, b) => order.indexOf(a.why.kind) - order.indexOf(b.why.kind));
  const shown = all ? sorted : sorted.slice(0, mostRules);
  const hidden = rules.length - shown.length;
  return [
    output.paint.strong(familyWord(family)),
    rules.length === 0
      ? `  ${say('questions.shadowedNone')}`
      : `  ${output.paint.strong(say('questions.shadowedTitle'))}`,
    ...shown.flatMap((rule) => ruleLines(rule, family, host, call)),
    ...(hidden > 0 ? [`    ${output.paint.muted(say('questions.moreOf', { count: hidden }))}`] : []),
    ...(chains.length === 0 ? [] : [`  ${output.paint.strong(say('questions.unusedTitle'))}`]),
    ...chains.map(({ table, chain, isNamed }) => {
      const named = isNamed ? `  ${output.paint.muted(say('questions.unusedNamed'))}` : '';
      return `    ${clean(`${table} ${chain}`)}${named}`;
    }),
    ...(neverCounted.length === 0 ? [] : [`  ${say('questions.neverCounted', { count: neverCounted.length })}`]),
    ...(undecided.length === 0 ? [] : [`  ${say('questions.undecided', { count: undecided.length })}`]),
    '',
  ];
}

function ruleLines({ rule, why }: IdleRule, family: Family, host: DumpedHost, call: Context): readonly string[] {
  const place = rule.table === 'filter' ? rule.chain : `${rule.table} ${rule.chain}`;
  return [
    `    ${clean(`${place} ${rule.rule}  ${ruleText(host, family, rule)}`)}`,
    `      ${call.output.paint.muted(clean(whyWords(rule, why, family, host, call)))}`,
  ];
}

function whyWords(
  rule: IdleRule['rule'],
  why: IdleRule['why'],
  family: Family,
  host: DumpedHost,
  call: Context,
): string {
  switch (why.kind) {
    case 'neverMatches': {
      const rules = oneLayer(host, family).rulesets[family].tables.get(rule.table)?.chains.get(rule.chain)?.rules;
      const match = rules?.[rule.rule - 1]?.matches[why.match];
      return call.say('questions.idle_neverMatches', { match: match ? printMatch(match) : '' });
    }
    case 'shadowed':
      return call.say('questions.idle_shadowed', { rules: rulesWords(why.by, call) });
    case 'neverReached':
    case 'changesNothing':
      return call.say(`questions.idle_${why.kind}`);
  }
}
